namespace DeepCalc;

/// <summary>Sums the products of two inputs along an axis of each; the other axes of both remain (Keras's Dot).</summary>
/// <param name="FirstAxis">The axis of the first input, the batch axis not counted, negative from the end.</param>
/// <param name="SecondAxis">The axis of the second input.</param>
/// <param name="Normalize">Whether both inputs are first divided by their length along the axis, which gives the cosine.</param>
public sealed record Dot(int FirstAxis = -1, int SecondAxis = -1, bool Normalize = false) : LayerDefinition
{
    public override string Describe() => $"axes {FirstAxis}, {SecondAxis}{(Normalize ? ", normalised" : "")}";

    public override int LeastInputs => 2;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        int first = AxisIndex.Of(FirstAxis, inputs[0]);
        int second = AxisIndex.Of(SecondAxis, inputs[1]);
        DeepCalcException.ThrowIf(
            Merging.Agree(inputs[0][first], inputs[1][second], working) is null, ErrorCode.ShapeMismatch,
            $"{inputs[0]} and {inputs[1]} have no dot product: axis {first} has {inputs[0][first]} elements and axis {second} has {inputs[1][second]}; they must be equal.");

        Quantity[] sizes = [.. inputs[0].Sizes.Where((_, axis) => axis != first), .. inputs[1].Sizes.Where((_, axis) => axis != second)];
        return new TensorShape(inputs[0].Layout, sizes.Length == 0 ? [1] : sizes);
    }

    /// <summary>For each output, a sum of products along the axes; for a cosine, also 3 an element of both inputs.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity first = inputs[0][AxisIndex.Of(FirstAxis, inputs[0])];
        Quantity terms = Merging.Agree(first, inputs[1][AxisIndex.Of(SecondAxis, inputs[1])]) ?? first;
        if (!Normalize)
        {
            return WorkFormula.Contraction(working.ProductOf(output), terms, 0, working);
        }

        var steps = new WorkSteps(working);
        steps.Add(WorkFormula.Contraction(working.ProductOf(output), terms, 0, working, steps.Next("products")));
        steps.Add(WorkFormula.Elementwise(Elements(inputs, working), ElementwiseWork.UnitLength, working, steps.Next("lengths")));
        return steps.Total();
    }

    /// <summary>Kept are both inputs; of a cosine the vectors of length 1 and the lengths.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (!Normalize)
        {
            return base.Storage(inputs, output, working);
        }

        Quantity units = working.Record("Elements of the unit vectors", "e", Elements(inputs, working), Sources.Definition);
        Quantity lengths = working.Record(
            "Lengths",
            "l",
            working.ProductOf(inputs[0], except: AxisIndex.Of(FirstAxis, inputs[0])) + working.ProductOf(inputs[1], except: AxisIndex.Of(SecondAxis, inputs[1])),
            Sources.Definition);
        return new() { Held = [new Held("unit vectors", units, units), new Held("lengths", 0, lengths)] };
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int summed = AxisIndex.Of(input == 0 ? FirstAxis : SecondAxis, inputs[input]);
        int place = axis < summed ? axis : axis - 1;
        return axis == summed ? AxisView.Everything : AxisView.Same(input == 0 ? place : inputs[0].Rank - 1 + place);
    }

    private static Quantity Elements(ReadOnlySpan<TensorShape> inputs, Working? working) =>
        working.Let("x₁", inputs[0].ElementCount, "elements of the first input") + working.Let("x₂", inputs[1].ElementCount, "elements of the second input");
}
