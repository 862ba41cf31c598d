namespace DeepCalc;

/// <summary>A named tensor that a layer holds.</summary>
/// <param name="Name">Its name within the layer, as Keras names it: <c>kernel</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsTrainable">Whether training changes it; running statistics are not trainable.</param>
public sealed record Weight(string Name, TensorShape Shape, bool IsTrainable = true)
{
    /// <summary>The number of its elements.</summary>
    public Quantity Count => Shape.ElementCount;

    /// <summary>The part of it that works on one position, where that is not all: the chosen experts of many.</summary>
    public TensorShape? ActiveShape { get; init; }

    /// <summary>The number of elements that work on one position.</summary>
    public Quantity ActiveCount => (ActiveShape ?? Shape).ElementCount;

    /// <summary>What stands for the tensor, where layers can hold the same one; null where it is the layer's own.</summary>
    public object? Identity { get; init; }

    /// <summary>The type that a file stores it in; <see cref="ElementType.Undefined"/> where no file does.</summary>
    public ElementType ElementType { get; init; }

    /// <summary>Whether both are matrices, of one shape or one the transpose of the other.</summary>
    public bool IsMatrixOf(Weight other)
    {
        ArgumentNullException.ThrowIfNull(other);
        TensorShape a = Shape;
        TensorShape b = other.Shape;
        return a.Rank == 2 && b.Rank == 2 && ((a[0] == b[1] && a[1] == b[0]) || (a[0] == b[0] && a[1] == b[1]));
    }
}
