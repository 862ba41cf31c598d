namespace DeepCalc;

/// <summary>Sums the products of two inputs along an axis of each; the other axes of both remain (Keras's Dot).</summary>
/// <param name="FirstAxis">The axis of the first input, the batch axis not counted, negative from the end.</param>
/// <param name="SecondAxis">The axis of the second input.</param>
/// <param name="Normalize">Whether both are first divided by their length along the axis: the cosine.</param>
public sealed record Dot(int FirstAxis = -1, int SecondAxis = -1, bool Normalize = false) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "Dot";

    /// <inheritdoc/>
    public override string Describe() => $"axes {FirstAxis}, {SecondAxis}{(Normalize ? ", normalised" : "")}";

    /// <inheritdoc/>
    public override int LeastInputs => 2;

    /// <inheritdoc/>
    public override int MostInputs => 2;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        int first = AxisIndex.Of(FirstAxis, inputs[0]);
        int second = AxisIndex.Of(SecondAxis, inputs[1]);
        if (Merging.Agree(inputs[0][first], inputs[1][second]) is null)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"{inputs[0]} and {inputs[1]} have no sum of products: axis {first} has {inputs[0][first]} elements and axis {second} has {inputs[1][second]}; they must be equal.");
        }

        Quantity[] sizes = [.. inputs[0].Where((_, axis) => axis != first), .. inputs[1].Where((_, axis) => axis != second)];
        return new TensorShape(inputs[0].Layout, sizes.Length == 0 ? [1] : sizes);
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity first = inputs[0][AxisIndex.Of(FirstAxis, inputs[0])];
        Quantity terms = Merging.Agree(first, inputs[1][AxisIndex.Of(SecondAxis, inputs[1])]) ?? first;
        Work products = WorkFormula.Contraction(output.ElementCount, terms, 0, working, Normalize ? new WorkStep(1, "products") : default);
        if (!Normalize)
        {
            return products;
        }

        // A square, an addition and a division for each element.
        Quantity elements = inputs[0].ElementCount + inputs[1].ElementCount;
        return WorkFormula.Sum(working, products, WorkFormula.Elementwise(elements, 3, working, new WorkStep(2, "lengths")));
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int summed = AxisIndex.Of(input == 0 ? FirstAxis : SecondAxis, inputs[input]);
        int place = axis < summed ? axis : axis - 1;
        return axis == summed ? AxisView.Everything : AxisView.Same(input == 0 ? place : inputs[0].Rank - 1 + place);
    }
}
