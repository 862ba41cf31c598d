namespace DeepCalc;

/// <summary>A named tensor that a layer holds.</summary>
/// <param name="Name">Its name within the layer, as Keras names it: <c>kernel</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsTrainable">Whether training changes it; running statistics are not trainable.</param>
public sealed record Weight(string Name, TensorShape Shape, bool IsTrainable = true)
{
    /// <summary>The number of its elements.</summary>
    public Quantity Count => Shape.ElementCount;
}
