namespace DeepCalc.Formats.Onnx.Operators.Windows;

/// <summary>Convolution and pooling as DeepCalc's own layers, with settings from the node and its weight.</summary>
internal static class WindowOperators
{
    // DeepCalc's windows have at most three axes, and no known network has more.
    private const int MostAxes = 3;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("Conv", op => Convolution(op)) { Weights = [1, 2], Contracts = true },
        new("ConvTranspose", op => Transposed(op, op.Ints("pads") ?? [])) { Weights = [1, 2], Contracts = true },
        new("MaxPool", op => Pool(op, PoolKind.Max)),
        new("AveragePool", op => Pool(op, PoolKind.Average)),
        new("LpPool", op => Pool(op, PoolKind.Lp)),
        new("GlobalMaxPool", op => GlobalPool(op, PoolKind.Max)),
        new("GlobalAveragePool", op => GlobalPool(op, PoolKind.Average)),
        new("GlobalLpPool", op => GlobalPool(op, PoolKind.Lp)),
    ];

    /// <summary>A convolution of the first operand, whose kernel and bias are the second and the third; without a layout, channels are first.</summary>
    public static Answer Convolution(Operation op, Layout? layout = null) => Filtered(op, isTransposed: false, layout, op.Ints("pads") ?? []);

    /// <summary>A transposed convolution; the padding is null if it is unknown.</summary>
    public static Answer Transposed(Operation op, long[]? pads) => Filtered(op, isTransposed: true, null, pads);

    public static Answer Pool(Operation op, PoolKind kind, Layout? layout = null)
    {
        WindowSettings window = NodeWindow.Node(op, RankOf(op), rounding: op.Flag("ceil_mode") ? Rounding.Ceiling : Rounding.Floor);
        Answer answer = op.Means(new Pooling(kind, window)
        {
            Norm = Norm(op, kind),
            AllowsAnyPadding = true,
            CountsPadding = op.Flag("count_include_pad") ? true : null,
        }.OnSamples(layout ?? LayoutOf(op)));

        // The second output of MaxPool is the positions of the largest elements.
        return op.Wants(1) ? answer.With(answer.Outputs[0], answer.Outputs[0].WithType(ElementType.Int64)) : answer;
    }

    private static Answer GlobalPool(Operation op, PoolKind kind) =>
        op.Means(new GlobalPooling(kind, KeepDimensions: true, op[0].Rank - 2) { Norm = Norm(op, kind) }.OnSamples(LayoutOf(op)));

    /// <summary>The layout of an operator of ONNX Runtime that has the channels last; null for channels first.</summary>
    public static Layout? LayoutOf(Operation op) => op.Flag("channels_last") ? Layout.ChannelsLast : null;

    private static Answer Filtered(Operation op, bool isTransposed, Layout? layout, long[]? pads)
    {
        FileTensor input = op[0];
        FileTensor kernel = op[1];
        long groups = op.Int("group", 1);
        op.FailIf(
            kernel.Rank != input.Rank || groups < 1,
            $"the input {input} and the weight {kernel} must have the same number of axes, at least three, and group ({groups}) must be at least 1");

        int rank = RankOf(op);
        int channel = layout == Layout.ChannelsLast ? rank + 1 : 1;
        (Quantity needed, Quantity filters) = isTransposed ? (kernel[0], kernel[1] * groups) : (kernel[1] * groups, kernel[0]);
        Quantity channels = Merging.Agree(input[channel], needed)
            ?? throw op.Fail($"the weight {kernel} with {groups} groups needs {needed} input channels; the input {input} has {input[channel]}");
        long[]? given = isTransposed ? NodeWindow.OutputSizes(op, rank) : null;
        AxisValues? size = NodeWindow.Numbers(op, "kernel_shape", rank)
            ?? (kernel.Sizes[2..].All(each => each.IsKnown) ? new AxisValues([.. kernel.Sizes[2..].Select(each => each.Value)]) : null);
        if (size is not { } own || pads is null || (given is not null && !input.Sizes[2..].All(each => each.IsKnown)))
        {
            // The window is unknown, and so are the output sizes of its axes unless the node gives them.
            int first = channel == 1 ? 2 : 1;
            return Answer.Unknown(op.Node.Operator, new FileTensor(input.Type, [.. input.Sizes.Select((size, axis) => axis == 0 ? size
                : axis == channel ? filters
                : given?[axis - first] ?? op.UnknownSize(0, $"{axis}"))]));
        }

        TensorShape seen = input[channel] == channels ? input : input.Sized(channel, channels);
        Padding padding = NodeWindow.PaddingOf(op, rank, pads);
        (WindowSettings window, AxisValues? extra) = isTransposed
            ? NodeWindow.Transposed(op, rank, own, padding)
            : (NodeWindow.Node(op, rank, own, padding), null);
        bool hasBias = op.Has(2);
        Answer Of(long number)
        {
            LayerDefinition layer = isTransposed
                ? new TransposedConvolution(number, window, extra, groups, hasBias)
                : new Convolution(number, window, groups, hasBias);
            return op.Means(layer.OnSamples(layout), weights: op.Given(1, 2), seen: [seen]).Assuming(input[channel], needed);
        }

        if (filters.KnownValue is { } known)
        {
            return Of(known);
        }

        // Of an unknown number of filters: the answer for one filter in each group, multiplied.
        Answer one = Of(groups);
        Quantity[] all = one.Outputs[0].Sizes;
        all[channel] = filters;
        return Times(one, Quantity.FloorDivide(filters, groups), new FileTensor(input.Type, all)).Assuming(input[channel], needed);
    }

    private static Answer Times(Answer one, Quantity filters, FileTensor output) => new Answer(output)
        .Doing(working => WorkFormula.Repeated(one.Work(working), filters, working, "F", "all filters"))
        .Seeing((operand, axis) => one.View(operand, axis));

    // The number of spatial axes.
    private static int RankOf(Operation op) => op[0].Rank switch
    {
        < 3 => throw op.Fail($"the input {op[0]} must have axes after batch and channels"),
        > MostAxes + 2 => throw new UnknownShapeException(),
        var rank => rank - 2,
    };

    // The exponent of the norm, a decimal in the first version of the operators.
    private static Ratio? Norm(Operation op, PoolKind kind)
    {
        string p = op.Float("p") is { } number and not 0 ? number.ToString(CultureInfo.InvariantCulture) : op.Int("p", 2).ToString(CultureInfo.InvariantCulture);
        return kind != PoolKind.Lp ? null
            : Ratio.TryParse(p, out Ratio norm) && norm > 0 ? norm
            : throw op.Fail($"p is {p}; it must be greater than 0");
    }
}
