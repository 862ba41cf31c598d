using System.Globalization;
using DeepCalc.Formulas;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Convolution and pooling as DeepCalc's own layers, with settings from the node and its weight.</summary>
internal static class WindowOperators
{
    // DeepCalc's windows have at most three axes, and no known network has more.
    private const int MostAxes = 3;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("Conv", op => Convolution(op, 0, 1, 2, op.TypeOf(0))) { Weights = [1, 2], Contracts = true },
        new("ConvTranspose", ConvTranspose) { Weights = [1, 2], Contracts = true },
        new("MaxPool", op => Pool(op, PoolKind.Max)),
        new("AveragePool", op => Pool(op, PoolKind.Average)),
        new("LpPool", op => Pool(op, PoolKind.Lp)),
        new("GlobalMaxPool", op => GlobalPool(op, PoolKind.Max)),
        new("GlobalAveragePool", op => GlobalPool(op, PoolKind.Average)),
        new("GlobalLpPool", op => GlobalPool(op, PoolKind.Lp)),
    ];

    /// <summary>A convolution, plain or quantised. The operators have the operands at different indices.</summary>
    public static Answer Convolution(Operation op, int data, int weight, int bias, ElementType type)
    {
        FileTensor input = op[data];
        FileTensor kernel = op[weight];
        int rank = input.Rank - 2;
        if (rank < 1 || kernel.Rank != input.Rank)
        {
            throw op.Fail($"the input {input} and the weight {kernel} must have the same number of axes, at least three");
        }

        long groups = op.Int("group", 1);
        if (groups < 1 || Merging.Agree(input[1], kernel[1] * groups) is null)
        {
            throw op.Fail($"the weight {kernel} needs {kernel[1] * groups} input channels ({kernel[1]} in each of {groups} groups); the input {input} has {input[1]}");
        }

        if (rank > MostAxes)
        {
            return Answer.Unknown(op.Node.Operator, FileTensor.Unranked(type));
        }

        if (NodeWindow.Kernel(op, kernel) is not { } size)
        {
            return Answer.Unknown(op.Node.Operator, OfUnknownWindow(op, input, kernel[0], type));
        }

        WindowSettings window = NodeWindow.Node(op, rank, size);
        return ForFilters(
            op, kernel[0], groups, WithChannels(input, kernel[1] * groups), type, [data, weight, bias], filters => new Convolution(filters, window, groups, op.Has(bias)));
    }

    /// <summary>A transposed convolution.</summary>
    public static Answer ConvTranspose(Operation op)
    {
        FileTensor input = op[0];
        FileTensor kernel = op[1];
        int rank = input.Rank - 2;
        if (rank < 1 || kernel.Rank != input.Rank || Merging.Agree(input[1], kernel[0]) is null)
        {
            throw op.Fail($"the input {input} and the weight {kernel} must have the same number of axes, at least three, and the second axis of the input must be as large as the first of the weight");
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

        Quantity filters = kernel[1] * groups;
        if (NodeWindow.Kernel(op, kernel) is not { } size)
        {
            return Answer.Unknown(op.Node.Operator, OfUnknownWindow(op, input, filters, input.Type));
        }

        if (TransposedNodeWindow.OutputSizes(op, rank) is { } sizes && input.Sizes.Skip(2).Any(each => !each.IsKnown))
        {
            // The padding for the given output sizes depends on the input sizes.
            return Answer.Unknown(op.Node.Operator, new FileTensor(input.Type, [input[0], filters, .. sizes.Select(each => (Quantity)each)]));
        }

        (WindowSettings window, AxisValues? extra) = TransposedNodeWindow.Node(op, input, rank, size);
        return ForFilters(
            op, filters, groups, WithChannels(input, kernel[0]), input.Type, [0, 1, 2], number => new TransposedConvolution(number, window, extra, groups, op.Has(2)));
    }

    /// <summary>
    /// The answer of a convolution with a number of filters. If that number is unknown, it is the answer for one filter in each group,
    /// multiplied. The operands are the input, the kernel and the bias.
    /// </summary>
    public static Answer ForFilters(
        Operation op, Quantity filters, long groups, FileTensor input, ElementType type, int[] operands, Func<long, LayerDefinition> layerOf)
    {
        Answer Layer(long number) => op.Means(layerOf(number).OnSamples(), type, operands[..1], operands[1..], [input]);
        if (filters.KnownValue is { } known)
        {
            return Layer(known);
        }

        Answer one = Layer(groups);
        Quantity[] sizes = one.Outputs[0].Sizes;
        sizes[1] = filters;
        return one
            .With(new FileTensor(type, sizes))
            .Doing(working => WorkFormula.Repeated(one.Work(working), Quantity.FloorDivide(filters, groups), working, "F", "all filters"));
    }

    // The kernel is unknown, and so are the output sizes of its axes.
    private static FileTensor OfUnknownWindow(Operation op, FileTensor input, Quantity filters, ElementType type) =>
        new(type, [input[0], filters, .. Enumerable.Range(2, input.Rank - 2).Select(axis => op.UnknownSize(0, $"{axis}"))]);

    // An input with unknown channels has as many as the weight needs.
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

    /// <summary>Pooling with a window.</summary>
    public static Answer Pool(Operation op, PoolKind kind)
    {
        FileTensor input = op[0];
        int rank = input.Rank - 2;
        if (rank < 1)
        {
            throw op.Fail($"the input {input} must have axes after batch and channels");
        }

        if (rank > MostAxes)
        {
            return Answer.Unknown(op.Node.Operator, FileTensor.Unranked(input.Type));
        }

        WindowSettings window = NodeWindow.Node(
            op, rank, NodeWindow.Kernel(op), op.Flag("ceil_mode") ? Rounding.Ceiling : Rounding.Floor);
        Answer answer = op.Means(new Pooling(kind, window) { Norm = Norm(op, kind), AllowsAnyPadding = true }.OnSamples());

        // The second output of MaxPool is the positions of the largest elements.
        return op.Wants(1) ? answer.With(answer.Outputs[0], answer.Outputs[0].WithType(ElementType.Int64)) : answer;
    }

    /// <summary>Pooling over all axes after batch and channels.</summary>
    public static Answer GlobalPool(Operation op, PoolKind kind)
    {
        FileTensor input = op[0];
        return input.Rank - 2 > MostAxes
            ? Answer.Unknown(op.Node.Operator, new FileTensor(input.Type, [input[0], input[1], .. Enumerable.Repeat((Quantity)1, input.Rank - 2)]))
            : op.Means(new GlobalPooling(kind, KeepDimensions: true) { Norm = Norm(op, kind) }.OnSamples());
    }

    // The exponent of the norm, a decimal in the first version of the operators.
    private static Ratio? Norm(Operation op, PoolKind kind)
    {
        if (kind != PoolKind.Lp)
        {
            return null;
        }

        string p = op.Float("p") is { } number and not 0 ? number.ToString(CultureInfo.InvariantCulture) : op.Int("p", 2).ToString(CultureInfo.InvariantCulture);
        return Ratio.TryParse(p, out Ratio norm) && norm > 0 ? norm : throw op.Fail($"p is {p}; it must be greater than 0");
    }
}
