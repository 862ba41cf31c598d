namespace DeepCalc;

/// <summary>Reduces axes: one number, such as the sum or the mean, of all positions on them.</summary>
/// <param name="Method">The number.</param>
/// <param name="Axes">The axes, without the batch axis, negative from the end; none is all axes.</param>
/// <param name="KeepDimensions">Whether the reduced axes stay, with size 1.</param>
public sealed record Reduction(ReductionKind Method, AxisValues Axes = default, bool KeepDimensions = false) : LayerDefinition
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => $"Reduce{Method}";

    public override string Describe() =>
        $"{(Axes.Count == 0 ? "all axes" : $"axes {string.Join(',', Axes.Values)}")}{(KeepDimensions ? ", keeps its axes" : "")}";

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        bool[] isReduced = Reduced(input);
        return new TensorShape(input.Layout, [.. input.Sizes
            .Select((size, axis) => isReduced[axis] ? 1 : size)
            .Where((_, axis) => KeepDimensions || !isReduced[axis])]);
    }

    /// <summary>
    /// <list type="table">
    /// <item><term>sum, product, maximum, minimum, their places</term><description>1 an input, less one for each output</description></item>
    /// <item><term>mean, log of a sum</term><description>1 an input: the last one is the division or the logarithm</description></item>
    /// <item><term>sum of magnitudes or of squares</term><description>2 an input, less one for each output</description></item>
    /// <item><term>length, log of a sum of exponentials</term><description>2 an input: the last one is the root or the logarithm</description></item>
    /// </list>
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        (long each, long fewer) = Operations(Method);
        Quantity elements = working.InputElements(inputs[0]);
        Quantity operations = each == 1 ? elements : each * elements;
        return new Work(0, 0, 0, working.Record(
            "Element-wise operations",
            "E",
            fewer == 0 ? operations : operations - working.Let("m", output.ElementCount, "output elements"),
            Sources.Elementwise));
    }

    /// <summary>
    /// The derivative of a sum needs nothing, and that of its logarithm the output; that of others the input, and of a length, an extreme or a
    /// product the output too.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new()
    {
        KeepsInputs = Method is ReductionKind.Sum or ReductionKind.Mean or ReductionKind.LogSum or ReductionKind.ArgMaximum or ReductionKind.ArgMinimum
            ? []
            : [0],
        KeepsOutput = Method is ReductionKind.Maximum or ReductionKind.Minimum or ReductionKind.Product or ReductionKind.L2 or ReductionKind.LogSum
            or ReductionKind.LogSumExp,
    };

    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) =>
        Method is ReductionKind.ArgMaximum or ReductionKind.ArgMinimum ? ElementType.Int64 : inputs[0];

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        bool[] isReduced = Reduced(inputs[0]);
        return isReduced[axis] ? AxisView.Everything : AxisView.Same(KeepDimensions ? axis : axis - isReduced.AsSpan(0, axis).Count(true));
    }

    private bool[] Reduced(TensorShape input)
    {
        var isReduced = new bool[input.Rank];
        Array.Fill(isReduced, Axes.Count == 0);
        foreach (int axis in AxisIndex.AllOf(Axes, input))
        {
            isReduced[axis] = true;
        }

        return isReduced;
    }

    // A reduction: the operations on each input element, and those fewer for each output element, whose first element needs none. A sum of n
    // numbers takes n − 1 additions; a mean a division more, as a root or a logarithm.
    private static (long Each, long Fewer) Operations(ReductionKind reduction) => reduction switch
    {
        ReductionKind.Mean or ReductionKind.LogSum => (1, 0),
        ReductionKind.L2 or ReductionKind.LogSumExp => (2, 0),
        ReductionKind.L1 or ReductionKind.SumSquare => (2, 1),
        _ => (1, 1),
    };
}
