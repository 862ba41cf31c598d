namespace DeepCalc;

/// <summary>Convolution and pooling: the catalogue's layers, whose settings the node and its weight tell.</summary>
internal static class WindowOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Conv", op => Convolution(op, 0, 1, 2, op.TypeOf(0))),
        new("ConvTranspose", ConvTranspose),
        new("MaxPool", op => Pool(op, PoolKind.Max)),
        new("AveragePool", op => Pool(op, PoolKind.Average)),
        new("LpPool", op => Pool(op, PoolKind.L2)),
        new("GlobalMaxPool", op => Answer.PerSample(new GlobalPooling(PoolKind.Max, KeepDimensions: true), op[0])),
        new("GlobalAveragePool", op => Answer.PerSample(new GlobalPooling(PoolKind.Average, KeepDimensions: true), op[0])),
        new("GlobalLpPool", op => Answer.PerSample(new GlobalPooling(PoolKind.L2, KeepDimensions: true), op[0])),
    ];

    /// <summary>A convolution, plain or of quantised numbers; the operands stand where each operator has them.</summary>
    public static Answer Convolution(Operation op, int data, int weight, int bias, ElementType type)
    {
        FileTensor input = op[data];
        FileTensor kernel = op[weight];
        int rank = input.Rank - 2;
        if (rank < 1 || kernel.Rank != input.Rank)
        {
            throw op.Fail($"the input {input} and the weight {kernel} must have as many axes, and at least three");
        }

        long groups = op.Int("group", 1);
        if (groups < 1 || Merging.Agree(input[1], kernel[1] * groups) is null)
        {
            throw op.Fail($"the weight {kernel} takes {kernel[1]} channels in each of {groups} groups, {kernel[1] * groups} in all; the input {input} has {input[1]}");
        }

        if (rank > 3)
        {
            // The catalogue has windows of up to three axes, and no network has been seen with more.
            return Answer.Unknown(op.Node.Operator, FileTensor.Unranked(type));
        }

        var layer = new Convolution(Known(op, kernel[0]), WindowSettingsOf.Node(op, rank, WindowSettingsOf.Kernel(op, kernel)), groups, op.Has(bias));
        layer.Validate();
        return Answer.PerSample(layer, WithChannels(input, kernel[1] * groups), type, data);
    }

    /// <summary>A transposed convolution.</summary>
    public static Answer ConvTranspose(Operation op)
    {
        FileTensor input = op[0];
        FileTensor kernel = op[1];
        int rank = input.Rank - 2;
        if (rank < 1 || kernel.Rank != input.Rank || Merging.Agree(input[1], kernel[0]) is null)
        {
            throw op.Fail($"the input {input} and the weight {kernel} must have as many axes, at least three, and as many channels, on the second of the input and the first of the weight");
        }

        long groups = op.Int("group", 1);
        if (groups < 1)
        {
            throw op.Fail($"group is {groups}; it must be at least 1");
        }

        if (rank > 3)
        {
            return Answer.Unknown(op.Node.Operator, FileTensor.Unranked(input.Type));
        }

        (WindowSettings window, AxisValues? extra) = TransposedWindowOf.Node(op, input, rank, WindowSettingsOf.Kernel(op, kernel));
        var layer = new TransposedConvolution(Known(op, kernel[1] * groups), window, extra, groups, op.Has(2));
        return Answer.PerSample(layer, WithChannels(input, kernel[0]));
    }

    // An input whose channels are not told has those that the weight takes.
    private static FileTensor WithChannels(FileTensor input, Quantity channels)
    {
        if (input[1].IsKnown)
        {
            return input;
        }

        Quantity[] sizes = input.Sizes;
        sizes[1] = channels;
        return new FileTensor(input.Type, sizes);
    }

    private static long Known(Operation op, Quantity size) =>
        size.KnownValue ?? throw op.Fail($"the number of filters is {size}, which nothing tells");

    /// <summary>Pooling with a window.</summary>
    public static Answer Pool(Operation op, PoolKind kind)
    {
        FileTensor input = op[0];
        int rank = input.Rank - 2;
        if (rank is < 1 or > 3)
        {
            throw op.Fail($"the input {input} must have one to three axes behind those of samples and channels");
        }

        WindowSettings window = WindowSettingsOf.Node(
            op, rank, WindowSettingsOf.Kernel(op, null), op.Flag("ceil_mode") ? Rounding.Ceiling : Rounding.Floor);
        window.Validate();
        Answer answer = Answer.PerSample(new Pooling(kind, window), input);

        // The places of the largest are the second output of MaxPool.
        return op.Wants(1) ? answer.With(answer.Outputs[0], answer.Outputs[0].WithType(ElementType.Int64)) : answer;
    }
}
