namespace DeepCalc.Formats.Onnx.Operators.Signals;

/// <summary>Windows, Fourier transforms and related operators.</summary>
internal static class SignalOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        .. ((string[])["HannWindow", "HammingWindow", "BlackmanWindow"])
            .Select(name => new OnnxOperator(name, op => new Answer(new FileTensor(TypeOf(op), op.Size(0, "length"))))),
        new("MelWeightMatrix", op => new Answer(new FileTensor(TypeOf(op), Bins(op.Size(1, "length")), op.Size(0, "mels")))),
        new("DFT", Dft),
        new("STFT", Stft),
        new("Det", Determinant),
    ];

    /// <summary>The number of frequencies in a real signal of a length; the others mirror them.</summary>
    public static Quantity Bins(Quantity length) => Quantity.FloorDivide(length, 2) + 1;

    private static ElementType TypeOf(Operation op) => op.Type("output_datatype", ElementType.Float32);

    // The last axis has real and imaginary parts. The work depends on the algorithm, so it is unknown.
    private static Answer Dft(Operation op)
    {
        FileTensor input = op[0];
        long given = op.Opset < 20 ? op.Int("axis", 1) : op.Numbers(2) is [var axis] ? axis : op.Has(2) ? throw new UnknownShapeException() : -2;
        int at = op.Axis(given, input.Rank);
        bool isInverse = op.Flag("inverse");
        bool isOneSided = op.Flag("onesided");
        Quantity length = op.Has(1) ? op.Size(1, "length") : isInverse && isOneSided ? 2 * (input[at] - 1) : input[at];
        Quantity[] sizes = input.Sizes;
        sizes[at] = isOneSided && !isInverse ? Bins(length) : length;
        sizes[^1] = isOneSided && isInverse ? 1 : 2;
        return new Answer(new FileTensor(input.Type, sizes))
            .OfUnknownWork(op.Node.Operator)
            .SeeingFirst(axis => axis == at || axis == sizes.Length - 1 ? AxisView.Everything : AxisView.Same(axis));
    }

    private static Answer Stft(Operation op)
    {
        FileTensor signal = op[0];
        Quantity length = op.Sizes(3) is [var frame] ? frame
            : op.Optional(2) is { IsRanked: true, Rank: 1 } window ? window[0]
            : op.UnknownSize(0, "frame");
        Quantity step = op.Size(1, "step");
        Quantity frames = Quantity.FloorDivide(signal[1] - length, step) + 1;
        Quantity bins = op.Flag("onesided", true) ? Bins(length) : length;
        return new Answer(new FileTensor(signal.Type, signal[0], frames, bins, 2)).OfUnknownWork(op.Node.Operator).SeeingFirst(axis =>
            axis > 1 ? AxisView.Everything
            : axis == 0 ? AxisView.Same(0)
            : length.IsKnown && step.IsKnown ? AxisView.Window(1, length.Value, 1, step.Value, 0)
            : AxisView.Unknown(1));
    }

    private static Answer Determinant(Operation op)
    {
        var output = new FileTensor(op.TypeOf(0), op.Least(0, 2).Sizes.AsSpan(..^2));
        return new Answer(output)
            .OfUnknownWork(op.Node.Operator)
            .SeeingFirst(axis => axis < output.Rank ? AxisView.Same(axis) : AxisView.Everything);
    }
}
