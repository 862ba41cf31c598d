namespace DeepCalc;

/// <summary>Where a network begins.</summary>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="NetworkName">The name of the network that begins here, or null.</param>
/// <param name="IsImplicit">Whether nobody wrote it: a network without an input layer has one, of unknown sizes.</param>
public sealed record Input(TensorShape Shape, string? NetworkName = null, bool IsImplicit = false) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "InputLayer";

    /// <inheritdoc/>
    public override string Describe() => Shape.Layout == Layout.ChannelsFirst ? "channels first" : "";

    /// <inheritdoc/>
    public override int LeastInputs => 0;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => Shape;

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        throw new InvalidOperationException("An input layer has no inputs to see.");
}
