using DeepCalc.Layers.Elementwise;

namespace DeepCalc;

/// <summary>Leaky ReLU with learned slopes: x, or αx where x is negative.</summary>
/// <param name="Shared">The axes along which all positions share one slope.</param>
public sealed record ParametricRelu(SharedAxes Shared) : LayerDefinition
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "PReLU";

    public override string Describe() => Shared switch
    {
        { AreAll: true } => "one slope",
        { Axes.Count: 0 } => "",
        _ => $"shared axes {string.Join(',', Shared.Axes.Values)}",
    };

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Shared.ParameterShape(inputs[0]);
        return inputs[0];
    }

    /// <summary>A slope for each element, with shared axes counted as 1; PyTorch's default is one slope for all elements.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        [Slopes(inputs[0], working)];

    /// <summary>2 an element.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), ElementwiseWork.ParametricRelu, working);

    /// <summary>Written over the input; kept is the input.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { Overwrites = [0], KeepsInputs = [0] };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        AxisView.Same(axis);

    private Weight Slopes(TensorShape input, Working? working) => new("alpha", Shared.ParameterShape(input))
    {
        Formula = working.ProductOf(input, axis => !Shared.Has(axis, input), isInput: true),
    };
}
