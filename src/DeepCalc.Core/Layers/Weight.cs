namespace DeepCalc;

/// <summary>A named tensor that a layer holds.</summary>
/// <param name="Name">Its name within the layer, as Keras names it: <c>kernel</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsTrainable">Whether training changes it; running statistics are not trainable.</param>
public sealed record Weight(string Name, TensorShape Shape, bool IsTrainable = true)
{
    // Most weights have none of it, and a network keeps many weights.
    private Rest? _rest;

    /// <summary>The number of its elements.</summary>
    public Quantity Count => Formula ?? Shape.ElementCount;

    /// <summary>The same number with the history by which the layer computes it, where the shape is that of a file.</summary>
    internal Quantity? Formula
    {
        get => _rest?.Formula;
        init => _rest = value is null && _rest is null ? null : Kept(Others with { Formula = value });
    }

    /// <summary>
    /// Whether it is a buffer: a tensor kept beside the learned weights, such as running statistics. A frozen weight is no buffer.
    /// </summary>
    public bool IsBuffer { get; init; } = !IsTrainable;

    /// <summary>
    /// The shape of the part that works on one position, or null for the whole tensor. In a mixture of experts, it is the chosen experts.
    /// </summary>
    public TensorShape? ActiveShape
    {
        get => _rest?.ActiveShape;
        init => _rest = value is null && _rest is null ? null : Kept(Others with { ActiveShape = value });
    }

    /// <summary>The number of elements that work on one position.</summary>
    public Quantity ActiveCount => (ActiveShape ?? Shape).ElementCount;

    /// <summary>The identity of a tensor that several layers can hold; null where only this layer holds it.</summary>
    public object? Identity { get; init; }

    /// <summary>The type that a file stores it in; <see cref="ElementType.Undefined"/> where no file does.</summary>
    public ElementType ElementType { get; init; }

    /// <summary>Whether it is a parameter. A constant table, such as the position indices of an embedding, is none.</summary>
    public bool IsParameter { get; init; } = true;

    /// <summary>
    /// Whether it says how a file stores other weights: scales, zero points and codebooks. It is no parameter, and another format of the
    /// weights does not need it.
    /// </summary>
    public bool IsEncoding { get; init; }

    /// <summary>
    /// The file's name of the type, where <see cref="ElementType"/> has none: a quantisation in blocks, such as <c>Q4_K</c>.
    /// </summary>
    public string? StorageType
    {
        get => _rest?.StorageType;
        init => _rest = Kept(Others with { StorageType = value });
    }

    /// <summary>The bytes in a file, where they do not follow from the type of the elements.</summary>
    public long? StoredBytes
    {
        get => _rest?.StoredBytes;
        init => _rest = Kept(Others with { StoredBytes = value });
    }

    /// <summary>The name of the type that a file stores it in, or null where no file does.</summary>
    public string? TypeName => StorageType ?? (ElementType == ElementType.Undefined ? null : ElementType.ToString());

    /// <summary>Its size in the file, in bytes; null where it is in no file or the file does not give the type.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public Quantity? Bytes =>
        StoredBytes is { } stored ? stored
        : ElementType.Bits() is { } bits ? (bits % 8 == 0 ? Count * (bits / 8) : Quantity.CeilingDivide(Count * bits, 8))
        : null;

    /// <summary>Whether both are matrices, of one shape or one the transpose of the other.</summary>
    public bool IsMatrixOf(Weight other)
    {
        ArgumentNullException.ThrowIfNull(other);
        TensorShape a = Shape;
        TensorShape b = other.Shape;
        return a.Rank == 2 && b.Rank == 2 && ((a[0] == b[1] && a[1] == b[0]) || (a[0] == b[0] && a[1] == b[1]));
    }

    private Rest Others => _rest ?? Rest.None;

    private static Rest? Kept(Rest rest) => rest == Rest.None ? null : rest;

    private sealed record Rest(Quantity? Formula, TensorShape? ActiveShape, string? StorageType, long? StoredBytes)
    {
        public static Rest None { get; } = new(null, null, null, null);
    }
}
