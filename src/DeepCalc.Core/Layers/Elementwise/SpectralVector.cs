namespace DeepCalc;

/// <summary>
/// The vector that spectral normalisation adds to the layer before it: training estimates the largest singular value of the kernel with it
/// (Keras's SpectralNormalization; Miyato et al. 2018). In inference it has no effect.
/// </summary>
/// <param name="Size">The last size of the kernel.</param>
public sealed record SpectralVector(Quantity Size) : SameShapeDefinition
{
    /// <summary>The number of power iterations in a step of training, which estimate the singular value.</summary>
    public long PowerIterations { get; init; } = 1;

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "SpectralNormalization";

    public override string Describe() => PowerIterations == 1 ? "" : $"{PowerIterations} power iterations";

    public override void Validate()
    {
        if (Size.KnownValue is { } size)
        {
            Require("the size of the vector", size, 1);
        }
    }

    /// <summary>One number for each element of the vector, not trainable.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        [new Weight("vector_u", new TensorShape(1, working.Let("K", Size, "size of the vector")), IsTrainable: false)];

    /// <summary>The input; nothing is kept.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new() { ViewOf = 0 };
}
