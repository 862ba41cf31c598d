namespace DeepCalc;

/// <summary>Convolution and pooling: the catalogue's layers, whose settings the node and its weight tell.</summary>
internal static class WindowOperators
{
    // The catalogue has windows of up to three axes, and no network has been seen with more.
    private const int MostAxes = 3;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("Conv", op => Convolution(op, 0, 1, 2, op.TypeOf(0))),
        new("ConvTranspose", ConvTranspose),
        new("MaxPool", op => Pool(op, PoolKind.Max)),
        new("AveragePool", op => Pool(op, PoolKind.Average)),
        new("LpPool", op => Pool(op, PoolKind.L2)),
        new("GlobalMaxPool", op => GlobalPool(op, PoolKind.Max)),
        new("GlobalAveragePool", op => GlobalPool(op, PoolKind.Average)),
        new("GlobalLpPool", op => GlobalPool(op, PoolKind.L2)),
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

        if (rank > MostAxes)
        {
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

        if (rank > MostAxes)
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
        if (rank < 1)
        {
            throw op.Fail($"the input {input} must have axes behind those of samples and channels");
        }

        if (rank > MostAxes)
        {
            return Answer.Unknown(op.Node.Operator, FileTensor.Unranked(input.Type));
        }

        WindowSettings window = WindowSettingsOf.Node(
            op, rank, WindowSettingsOf.Kernel(op, null), op.Flag("ceil_mode") ? Rounding.Ceiling : Rounding.Floor);
        window.Validate();
        Answer answer = Answer.PerSample(new Pooling(kind, window), input);

        // The places of the largest are the second output of MaxPool.
        return op.Wants(1) ? answer.With(answer.Outputs[0], answer.Outputs[0].WithType(ElementType.Int64)) : answer;
    }

    /// <summary>Pooling over all but samples and channels.</summary>
    public static Answer GlobalPool(Operation op, PoolKind kind)
    {
        FileTensor input = op[0];
        return input.Rank - 2 > MostAxes
            ? Answer.Unknown(op.Node.Operator, new FileTensor(input.Type, [input[0], input[1], .. Enumerable.Repeat((Quantity)1, input.Rank - 2)]))
            : Answer.PerSample(new GlobalPooling(kind, KeepDimensions: true), input);
    }
}
