namespace DeepCalc;

/// <summary>A final state of a convolutional recurrent layer, as a separate output.</summary>
/// <param name="Source">The layer, whose output is the only input.</param>
/// <param name="StateName">The state: h or c.</param>
public sealed record ConvolutionalState(ConvolutionalRecurrent Source, string StateName) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(RecurrentState);

    /// <inheritdoc/>
    public override string Describe() => StateName;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => !Source.ReturnSequences ? inputs[0]
        : inputs[0].Rank > 1 ? new TensorShape(inputs[0].Layout, [.. inputs[0].Sizes.Skip(1)])
        : throw new DeepCalcException(ErrorCode.ShapeMismatch, $"a state needs the output of its own layer ({Source.Describe()}) as input; the input is {inputs[0]}.");

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new();

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Everything;
}
