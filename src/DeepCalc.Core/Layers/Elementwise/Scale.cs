namespace DeepCalc;

/// <summary>Multiplies each channel by a learned factor, and can add a learned offset: layer scale, Caffe's Scale.</summary>
/// <param name="Axis">
/// The axis with one factor per position, without the batch axis, negative from the end; null is the channel axis.
/// </param>
/// <param name="UseCenter">Whether an offset is added.</param>
public sealed record Scale(int? Axis = null, bool UseCenter = false) : SameShapeDefinition
{
    public override string Describe() => SettingText.Join(Axis is { } axis ? $"axis {axis}" : null, UseCenter ? "offset" : null);

    protected override void RequireFit(TensorShape input) => AxisOf(input);

    /// <summary>A factor for each channel, and an offset.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        var shape = new TensorShape(working.Let("C", inputs[0][AxisOf(inputs[0])]));
        return UseCenter ? [new Weight("gamma", shape), new Weight("beta", shape)] : [new Weight("gamma", shape)];
    }

    /// <summary>1 an element, 2 with an offset.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), UseCenter ? 2 : 1, working);

    /// <summary>Written over the input; kept is the input, unless the factors are frozen.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { Overwrites = [0], KeepsInputs = [0], KeepsForWeights = [(0, "gamma")] };

    private int AxisOf(TensorShape shape) => AxisIndex.OrChannel(Axis, shape);
}
