namespace DeepCalc.Formats.Onnx.Operators.Signals;

/// <summary>Windows, Fourier transforms and related operators.</summary>
internal static class SignalOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Window("HannWindow"),
        Window("HammingWindow"),
        Window("BlackmanWindow"),
        new("MelWeightMatrix", op => Answer.Of(new FileTensor(
            op.Type("output_datatype", ElementType.Float32),
            op.Sizes(1) is [var length] ? Quantity.FloorDivide(length, 2) + 1 : op.UnknownSize(0, "bins"),
            op.Sizes(0) is [var bins] ? bins : op.UnknownSize(0, "mels")))),
        new("DFT", Dft),
        new("STFT", Stft),
        new("Det", Determinant),
    ];

    private static OnnxOperator Window(string name) => new(name, op => Answer.Of(new FileTensor(
        op.Type("output_datatype", ElementType.Float32), op.Sizes(0) is [var size] ? size : op.UnknownSize(0, "length"))));

    // The last axis has real and imaginary parts. The work depends on the algorithm, so it is unknown.
    private static Answer Dft(Operation op)
    {
        FileTensor input = op[0];
        long given = op.Opset < 20 ? op.Int("axis", 1) : op.Numbers(2) is [var axis] ? axis : op.Has(2) ? throw new UnknownShapeException() : -2;
        int at = op.Axis(given, input.Rank);
        bool isInverse = op.Flag("inverse");
        bool isOneSided = op.Flag("onesided");
        Quantity length = op.Has(1) ? op.Sizes(1) is [var size] ? size : op.UnknownSize(0, "length")
            : isInverse && isOneSided ? 2 * (input[at] - 1)
            : input[at];
        Quantity[] sizes = input.Sizes;
        sizes[at] = isOneSided && !isInverse ? Quantity.FloorDivide(length, 2) + 1 : length;
        sizes[^1] = isOneSided && isInverse ? 1 : 2;
        return Answer.Of(new FileTensor(input.Type, sizes))
            .OfUnknownWork(op.Node.Operator)
            .Seeing((operand, each) => operand != 0 || each == at || each == input.Rank - 1 ? AxisView.Everything : AxisView.Same(each));
    }

    private static Answer Stft(Operation op)
    {
        FileTensor signal = op[0];
        Quantity? window = op.Optional(2) is { IsRanked: true, Rank: 1 } given ? given[0] : null;
        Quantity length = op.Sizes(3) is [var frame] ? frame : window ?? op.UnknownSize(0, "frame");
        Quantity step = op.Sizes(1) is [var hop] ? hop : op.UnknownSize(0, "step");
        Quantity frames = Quantity.FloorDivide(signal[1] - length, step) + 1;
        Quantity bins = op.Flag("onesided", true) ? Quantity.FloorDivide(length, 2) + 1 : length;
        return Answer.Of(new FileTensor(signal.Type, signal[0], frames, bins, 2)).OfUnknownWork(op.Node.Operator).Seeing((operand, axis) =>
            operand != 0 || axis > 1 ? AxisView.Everything
            : axis == 0 ? AxisView.Same(0)
            : length.IsKnown && step.IsKnown ? AxisView.Window(1, length.Value, 1, step.Value, 0)
            : AxisView.Unknown(1));
    }

    private static Answer Determinant(Operation op)
    {
        FileTensor input = op[0];
        return input.Rank < 2
            ? throw op.Fail($"{input} must have at least two axes")
            : Answer.Of(new FileTensor(input.Type, input.Sizes.AsSpan(..^2))).OfUnknownWork(op.Node.Operator)
                .Seeing((_, axis) => axis < input.Rank - 2 ? AxisView.Same(axis) : AxisView.Everything);
    }
}
