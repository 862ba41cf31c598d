namespace DeepCalc.Formats.Onnx.Operators.Contrib;

/// <summary>What else ONNX Runtime has: what moves elements, and operators of old versions that it keeps.</summary>
internal static class ContribShapes
{
    // The version of the default domain's operators that ONNX Runtime's are like.
    private const long Like = 13;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("Trilu", op => ElementwiseOperators.Unary(op, 0)),
        new("NGramRepeatBlock", op => new Answer(op.Ranked(1, 2)).Seeing((operand, axis) => operand == 1 && axis == 0 ? AxisView.Same(0) : AxisView.Everything)),
        new("Unique", Unique),
        new("Inverse", op => Answer.Unknown(op.Node.Operator, op[0].With(op[0].Type, null))),
        new("ExpandDims", op => ReshapingOperators.Unsqueeze(op, op.Numbers(1))) { SizesOnly = [1] },
        new("CropAndResize", CropAndResize) { SizesOnly = [3] },
        // Half of the frequencies, since the others mirror them; two numbers each.
        new("Rfft", op => Signal(op, [.. op.Least(0, 1).Sizes[..^1], SignalOperators.Bins(op[0].Last), 2], op[0].Rank)),
        new("Irfft", op => Signal(op, [.. op.Least(0, 2).Sizes[..^2], 2 * (op[0][^2] - 1)], op[0].Rank - 1)),
        new("RemovePadding", RemovePadding),
        new("RestorePadding", op => new Answer(new FileTensor(op.TypeOf(0), op.Ranked(1, 2)[0], op[1][1], op.Ranked(0, 2)[1]))),
        // A row of a table for each pair of positions.
        new("RelativePositionBias", op => new Answer(new FileTensor(op.TypeOf(0), 1, op.Ranked(0, 2)[1], op.Size(1, "queries"), op.Size(2, "keys"))))
        {
            Weights = [0],
            SizesOnly = [1, 2],
        },
        new("GatedRelativePositionBias", GatedRelativePositions) { Weights = [1, 3, 4, 5] },
        new("TorchEmbedding", op => op.Default("Gather", Like, [0, 1])) { Weights = [0] },
        new("UnfoldTensor", Unfold),
        new("ComplexMul", op => ElementwiseOperators.Combined(op, 3)) { Multiplies = true },
        new("ComplexMulConj", op => ElementwiseOperators.Combined(op, 3)) { Multiplies = true },
        new("Pad", op => op.Default("Pad", Like, [0, 1, 2])) { Settings = [2] },
        new("GridSample", op => op.Default("GridSample", 16, [0, 1])),
        new("GatherND", op => op.Default("GatherND", Like, [0, 1])),
        new("Range", op => op.Count > 2 ? op.Default("Range", Like, [0, 1, 2]) : new Answer(new FileTensor(op.TypeOf(0), op.UnknownSize(0, "length")))),
    ];

    /// <summary>Experimental operators of ONNX's first versions, which ONNX removed and ONNX Runtime still supports.</summary>
    public static IEnumerable<OnnxOperator> Legacy =>
    [
        new("Affine", op => ElementwiseOperators.Unary(op, 2)),
        new("ImageScaler", op => ElementwiseOperators.Unary(op, 2)),
        new("Scale", op => ElementwiseOperators.Unary(op, 1)),
        new("ScaledTanh", op => ElementwiseOperators.Unary(op, ElementwiseWork.Of(ActivationFunction.Tanh) + 2)),
        new("ParametricSoftplus", op => ElementwiseOperators.Unary(op, ElementwiseWork.Of(ActivationFunction.Softplus) + 2)),
        new("Crop", Crop),
        new("DynamicSlice", op => op.Default("Slice", 10, [0, 1, 2, 3])) { SizesOnly = [1, 2, 3] },
    ];

    // Crops a border at the left, top, right and bottom, or a part of a given size from the left and top border on.
    private static Answer Crop(Operation op)
    {
        FileTensor input = op.Ranked(0, 4);
        long[] border = op.Ints("border") ?? [];
        op.FailIf(border.Length != 4 || border.Any(amount => amount < 0), $"border must have four numbers of at least 0");
        Quantity[] after = op.Ints("scale") is [var height, var width]
            ? [border[1] + height - input[2], border[0] + width - input[3]]
            : [-border[3], -border[2]];
        return PaddingOperators.Padded(op, [2, 3], [-border[1], -border[0]], after);
    }

    private static Answer Unique(Operation op) => new Answer(
        new FileTensor(op.TypeOf(0), op.UnknownSize(0, "count")),
        new FileTensor(ElementType.Int64, op[0].Sizes),
        new FileTensor(ElementType.Int64, op.UnknownSize(0, "count")));

    // Four positions are mixed where it is linear, as in upsampling.
    private static Answer CropAndResize(Operation op)
    {
        Quantity[] size = op.Sizes(3) is { Length: 2 } given ? given : [op.UnknownSize(0, "height"), op.UnknownSize(0, "width")];
        FileTensor output = DetectionOperators.OfBoxes(op, size[0], size[1]);
        long taps = op.Text("mode", "bilinear") == "bilinear" ? 4 : 1;
        return new Answer(output)
            .Doing(working => ResampledAxis.Work(output, taps, working))
            .Seeing((operand, axis) => axis == (operand == 0 ? 1 : 0) && operand < 3 ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static Answer Signal(Operation op, Quantity[] sizes, int rank)
    {
        long independent = rank - Math.Max(op.Int("signal_ndim", 1), 1);
        return Answer.Unknown(op.Node.Operator, new FileTensor(op.TypeOf(0), sizes))
            .SeeingFirst(axis => axis < independent ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static Answer RemovePadding(Operation op)
    {
        FileTensor input = op.Ranked(0, 3);
        ElementType index = op.TypeOf(1);
        return new Answer(
            new FileTensor(input.Type, op.UnknownSize(0, "tokens"), input[2]),
            new FileTensor(index, input[0], input[1]),
            new FileTensor(index, input[0] + 1),
            new FileTensor(index, 1));
    }

    // A dense layer on each head's queries, whose halves are summed and gate a table of biases.
    private static Answer GatedRelativePositions(Operation op)
    {
        FileTensor query = op[0];
        FileTensor weight = op[3];
        if (query.Rank != 3 || weight.Rank != 2)
        {
            return Answer.Unknown(op.Node.Operator, op.Optional(6) is { IsRanked: true, Rank: 2 } offsets
                ? new FileTensor(query.Type, offsets[0], op.Positive("num_heads"), offsets[1], offsets[1])
                : FileTensor.Unranked(query.Type));
        }

        Quantity heads = op.Positive("num_heads");
        Quantity gates = query[0] * query[1] * heads;
        var output = new FileTensor(query.Type, query[0], heads, query[1], query[1]);
        return new Answer(output)
            .Doing(working => WorkFormula.Contraction(gates * weight[1], weight[0], 1, working))
            .Also(
                (query.ElementCount, 1, "bias of queries"),

                // The sums of both halves, two sigmoids, and u·(r·a − 1) + 2.
                (gates, weight[1] - 2 + (2 * ElementwiseWork.Of(ActivationFunction.Sigmoid)) + 4, "gates"),
                (output.ElementCount, 1, "gated biases"))
            .SeeingFirst(axis => axis < 2 ? AxisView.Same(axis == 0 ? 0 : 2) : AxisView.Everything);
    }

    private static Answer Unfold(Operation op)
    {
        FileTensor input = op[0];
        int at = op.Axis(op.Int("dim", -1), input.Rank);
        long size = op.Int("size", 0);
        long step = op.Int("step", 1);
        op.FailIf(
            size < 1 || step < 1 || input[at].KnownValue < size,
            $"a window of {size} with a step of {step} does not go over axis {at} of {input}");

        TensorShape places = input.With(at, Quantity.FloorDivide(input[at] - size, step) + 1);
        return new Answer(new FileTensor(input.Type, [.. places, size]))
            .SeeingFirst(axis => axis == at ? AxisView.Window(at, size, 1, step, 0) : AxisView.Same(axis));
    }
}
