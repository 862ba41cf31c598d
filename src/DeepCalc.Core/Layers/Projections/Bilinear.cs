namespace DeepCalc;

/// <summary>Combines the last axes x and y of two inputs: each output is xᵀWy + b with its own matrix W (PyTorch's Bilinear).</summary>
/// <param name="Units">The number of outputs.</param>
/// <param name="UseBias">Whether each output has a bias.</param>
public sealed record Bilinear(long Units, bool UseBias = true) : LayerDefinition
{
    public override string Describe() => $"{Units} units{(UseBias ? "" : ", no bias")}";

    public override int LeastInputs => 2;

    public override void Validate() => Require("the number of units", Units, 1);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape first = inputs[0];
        TensorShape second = inputs[1];
        return first.Rank == second.Rank && Merging.AgreeOn(first.Rank - 1, first, second, working)
            ? first.With(first.Rank - 1, working.Record("Output features", "out", working.Let("units", Units), Sources.Definition))
            : throw new DeepCalcException(
                ErrorCode.ShapeMismatch, $"{first} and {second} differ on an axis before the last; a bilinear layer needs all axes but the last to be equal.");
    }

    /// <summary>in₁·in₂·units, and units biases.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Quantity units = working.Let("units", Units);
        var kernel = new Weight("kernel", new TensorShape(units, working.Let("in₁", inputs[0].Last, "features of the first input"), working.Let("in₂", inputs[1].Last, "features of the second input")));
        return UseBias ? [kernel, new Weight("bias", new TensorShape(units))] : [kernel];
    }

    /// <summary>Two contractions: in₂·units sums of in₁ products, then, for each output, a sum of in₂ products and a bias.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity first = working.Let("in₁", inputs[0].Last, "features of the first input");
        Quantity second = working.Let("in₂", inputs[1].Last, "features of the second input");
        var steps = new WorkSteps(working);
        steps.Add(WorkFormula.Contraction(working.ProductOf(output) * second, first, 0, working, steps.Next("xᵀW")));
        steps.Add(WorkFormula.Contraction(working.ProductOf(output), second, UseBias ? 1 : 0, working, steps.Next("(xᵀW)y")));
        return steps.Total();
    }

    /// <summary>xᵀW while it works; kept are both inputs.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity products = working.Record(
            "Elements of xᵀW", "e", working.ProductOf(output) * working.Let("in₂", inputs[1].Last, "features of the second input"), Sources.Definition);
        return new() { KeepsInputs = [0, 1], Held = [new Held("xᵀW", products, 0)] };
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == inputs[input].Rank - 1 ? AxisView.Everything : AxisView.Same(axis);
}
