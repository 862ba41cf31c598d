namespace DeepCalc;

/// <summary>Leaky ReLU with learned slopes: x, or αx where x is negative.</summary>
/// <param name="Shared">The axes along which all positions share one slope.</param>
public sealed record ParametricRelu(SharedAxes Shared) : SameShapeDefinition
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "PReLU";

    public override string Describe() => Shared switch
    {
        { AreAll: true } => "one slope",
        { Axes.Count: 0 } => "",
        _ => $"shared axes {string.Join(',', Shared.Axes.Values)}",
    };

    protected override void RequireFit(TensorShape input) => Shared.ParameterShape(input);

    /// <summary>A slope for each element, with shared axes counted as 1; PyTorch's default is one slope for all elements.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        Quantity slopes = working.ProductOf(input, axis => !Shared.Has(axis, input), isInput: true);
        return [new Weight("alpha", Shared.ParameterShape(input)) { Formula = slopes }];
    }

    /// <summary>2 an element.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), ElementwiseWork.ParametricRelu, working);
}
