namespace DeepCalc.Formats.Onnx.Operators.Reductions;

/// <summary>Sums and other reductions over axes.</summary>
internal static class ReductionOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Reduce("ReduceSum", ReductionKind.Sum, 13, ScalarMath.Add),
        Reduce("ReduceMean", ReductionKind.Mean, 18),
        Reduce("ReduceMax", ReductionKind.Maximum, 18, ScalarMath.Max),
        Reduce("ReduceMin", ReductionKind.Minimum, 18, ScalarMath.Min),
        Reduce("ReduceProd", ReductionKind.Product, 18, ScalarMath.Multiply),
        Reduce("ReduceL1", ReductionKind.L1, 18),
        Reduce("ReduceL2", ReductionKind.L2, 18),
        Reduce("ReduceSumSquare", ReductionKind.SumSquare, 18),
        Reduce("ReduceLogSum", ReductionKind.LogSum, 18),
        Reduce("ReduceLogSumExp", ReductionKind.LogSumExp, 18),
        new("ArgMax", op => Over(op, ReductionKind.ArgMaximum, [op.Int("axis", 0)]).Typed(ElementType.Int64)) { Type = static _ => ElementType.Int64 },
        new("ArgMin", op => Over(op, ReductionKind.ArgMinimum, [op.Int("axis", 0)]).Typed(ElementType.Int64)) { Type = static _ => ElementType.Int64 },
        new("CumSum", op => Cumulative(op, ReductionKind.Sum)) { SizesOnly = [1] },
        new("CumProd", op => Cumulative(op, ReductionKind.Product)) { SizesOnly = [1] },
        new("LpNormalization", op => op.Means(new UnitNormalization(FromEnd(op, [op.Int("axis", -1)])) { Norm = op.Int("p", 2) })),
        new("MeanVarianceNormalization", op => op.Means(
            new Normalization(NormalizationKind.Layer, Axes: FromEnd(op, op.Ints("axes") ?? [0, 2, 3]), UseScale: false, UseCenter: false) { Epsilon = 1e-9 })),

        new("LRN", LocalResponse),
    ];

    // The reduction of some axes, or of all if none is given.
    private static Answer Over(Operation op, ReductionKind kind, long[]? axes) =>
        op.Means(new Reduction(kind, FromEnd(op, axes ?? []), op.Flag("keepdims", true))).Counted(op);

    // For an even size, the odd channel comes after, unlike in PyTorch.
    private static Answer LocalResponse(Operation op)
    {
        long size = op.Int("size", 1);
        return op.Means(new LocalResponseNormalization(size)
        {
            HasMoreAfter = size % 2 == 0,
            Alpha = op.Real("alpha", 1e-4) ?? 1e-4,
            Beta = op.Real("beta", 0.75) ?? 0.75,
            Bias = op.Real("bias", 1) ?? 1,
        }.OnSamples());
    }

    private static OnnxOperator Reduce(
        string name, ReductionKind kind, long axesAreInputSince, Func<Scalar, Scalar, ElementType, Scalar?>? function = null) => new(name, op =>
    {
        FileTensor input = op[0];
        long[]? axes = op.Numbers(1, "axes", axesAreInputSince);
        if (axes is null && op.Opset >= axesAreInputSince && op.Has(1) && !op.IsEmpty(1))
        {
            // If the reduced axes are kept with size 1, the number of axes is known.
            return op.Flag("keepdims", true)
                ? new Answer(new FileTensor(input.Type, [.. input.Sizes.Select((_, axis) => op.UnknownSize(0, $"{axis}"))]))
                : throw new UnknownShapeException();
        }

        if (axes is not { Length: > 0 } && op.Flag("noop_with_empty_axes"))
        {
            return op.Means(ElementwiseOperators.Named("Identity")).With(input);
        }

        Answer answer = Over(op, kind, axes);
        bool isOne = answer.Outputs[0].Sizes.All(size => size == 1);
        return function is not null && isOne && input.Values is { Count: > 0 } values
            && TensorMath.Fold(values.Elements, input.Type, function) is { } result
            ? answer.Valued(new TensorValues([result]))
            : answer;
    });

    // The axes, counted from the end, as they are the same with and without a batch axis.
    private static AxisValues FromEnd(Operation op, long[] axes) => new([.. op.Axes(axes).Select(axis => (long)axis - op[0].Rank)]);

    private static Answer Cumulative(Operation op, ReductionKind kind) => op.Numbers(1) is [var axis]
        ? op.Means(new CumulativeReduction(kind, op.Axis(axis, op[0].Rank) - op[0].Rank, op.Flag("reverse")) { IsExclusive = op.Flag("exclusive") }).Counted(op)
        : ElementwiseOperators.Unary(op, 1).Seeing((_, _) => AxisView.Everything);
}
