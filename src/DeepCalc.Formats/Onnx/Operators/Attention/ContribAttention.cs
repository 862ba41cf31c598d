using DeepCalc.Arithmetic;
using DeepCalc.Formats.Onnx.Operators.Elementwise;
using DeepCalc.Formats.Onnx.Operators.Quantized;
using DeepCalc.Formulas;
using DeepCalc.Measures;

namespace DeepCalc.Formats.Onnx.Operators.Attention;

/// <summary>ONNX Runtime's attention, with and without projections.</summary>
internal static class ContribAttention
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Contrib("Attention", op => Projected(op, op.TypeOf(0))) with { Weights = [1, 2] },
        Contrib("DecoderMaskedSelfAttention", op => Projected(op, op.TypeOf(0))) with { Weights = [1, 2] },
        Contrib("QAttention", Quantized) with { Weights = [2, 4], Quantized = [1] },
        Contrib("MultiHeadAttention", op => MultiHead(op, bias: 3, scores: 5, past: 6, length: 8)) with { Weights = [3] },
        Contrib("DecoderMaskedMultiHeadAttention", op => MultiHead(op, bias: 10, scores: 4, past: 5, length: 7)) with { Weights = [10] },
        Contrib("GroupQueryAttention", GroupQuery.Answer) with { SizesOnly = [5, 6] },
        Contrib("SparseAttention", GroupQuery.Sparse) with { SizesOnly = [7, 8] },
        Contrib("PackedAttention", op => Packed(op, op.Ranked(0, 2)[0], ValueWidth(op, op.Ranked(1, 2)))) with { Weights = [1, 2], SizesOnly = [3, 4] },
        Contrib("PackedMultiHeadAttention", op => Packed(op, op.Ranked(0, 2, 4)[0], op[0].Rank == 4 ? op[0][1] * op[0][3] : op.Has(2) ? op.Ranked(2, 2)[1] : op[0][1])) with { Weights = [3], SizesOnly = [4, 5] },
        Contrib("LongformerAttention", op => Answer.Unknown(op.Node.Operator, new FileTensor(op[0].Type, op[0].Sizes))) with { Weights = [1, 2, 4, 5] },
        Contrib("CausalConvWithState", Causal) with { Weights = [1, 2] },
        Contrib("LinearAttention", LinearAttention.Answer),
    ];

    private static OnnxOperator Contrib(string name, Func<Operation, Answer> rule) => ContribElementwise.Contrib(name, rule);

    // One matrix projects one input to queries, keys and values.
    private static Answer Projected(Operation op, ElementType type)
    {
        FileTensor input = op[0];
        FileTensor weight = op[1];
        if (input.Rank != 3 || weight.Rank != 2 || Merging.Agree(input[2], weight[0]) is null)
        {
            throw op.Fail($"the input {input} must have three axes, and the first axis of the weights {weight} must have the size of its last");
        }

        long heads = DotProductAttention.HeadsOf(op, "num_heads");
        long[]? widths = op.Ints("qkv_hidden_sizes");
        if (widths is { Length: > 0 } && widths.Length != 3)
        {
            throw op.Fail($"qkv_hidden_sizes has {widths.Length} numbers; it must have three");
        }

        Quantity queryWidth = widths is { Length: 3 } ? widths[0] : Quantity.FloorDivide(weight[1], 3);
        Quantity valueWidth = ValueWidth(op, weight);
        Quantity head = DotProductAttention.HeadWidth(op, queryWidth, heads);
        FileTensor? past = op.Has(4) ? op.Ranked(4, 5) : null;
        bool isShared = op.Flag("past_present_share_buffer");
        Quantity total = past is null ? input[1]
            : isShared ? PastLength(op, 6) + input[1]
            : past[3] + input[1];
        var attention = new DotProductAttention
        {
            Batch = input[0],
            Queries = input[1],
            Keys = total,
            Heads = heads,
            KeyWidth = head,
            ValueWidth = DotProductAttention.HeadWidth(op, valueWidth, heads),
            EachScore = DotProductAttention.EachScoreOf(op, 5),
            Rotated = op.Flag("do_rotary") ? 2 * input[0] * input[1] * queryWidth : 0,
            Projection = (input[0] * input[1] * weight[1], weight[0], op.Has(2) ? 1 : 0),
        };
        bool isPrefix = op.Flag("unidirectional") && past is null;
        FileTensor present = isShared && past is not null
            ? past
            : new FileTensor(type, 2, input[0], heads, total, head);
        return Answer.Of(new FileTensor(type, input[0], input[1], valueWidth), present)
            .Doing(attention.Work)
            .Seeing((output, operand, axis) => (operand, axis) switch
            {
                (0, 0) => AxisView.Same(output == 0 ? 0 : 1),
                (0, 1) when output == 0 && isPrefix => AxisView.Prefix(1),
                (4, 1) => AxisView.Same(output == 0 ? 0 : 1),
                _ => AxisView.Everything,
            });
    }

    // The filled part of a cache of fixed size.
    private static Quantity PastLength(Operation op, int operand) => op.Sizes(operand) is [var length] ? length : op.UnknownSize(0, "past");

    private static Quantity ValueWidth(Operation op, FileTensor weight) =>
        op.Ints("qkv_hidden_sizes") is { Length: 3 } widths ? widths[2] : Quantity.FloorDivide(weight[^1], 3);

    // The quantised variant.
    private static Answer Quantized(Operation op)
    {
        ElementType type = op.TypeOf(2);
        int none = op.Count;
        return op.As(op.Opset, each => Projected(each, type), QuantizationOperators.Meaning, 0, 1, 2, none, 8)
            .Also((op.Ranked(0, 3)[0] * op[0][1] * op.Ranked(1, 2)[1], QuantizationOperators.Dequantize, "scales of the projections"));
    }

    private static Answer MultiHead(Operation op, int bias, int scores, int past, int length)
    {
        FileTensor query = op[0];
        FileTensor? key = op.Optional(1);
        FileTensor? value = op.Optional(2);
        long heads = DotProductAttention.HeadsOf(op, "num_heads");
        bool isPacked = query.Rank == 5;
        bool isJoined = !isPacked && key is null;
        _ = op.Ranked(0, 3, 5);
        if (key is { IsRanked: false } || value is { IsRanked: false })
        {
            throw new UnknownShapeException();
        }

        bool fitsValue = value is null || value.Rank is 3 or 4;
        bool fitsKey = key is null || (key.Rank is 3 or 4 or 5 && (value is null ? key.Rank == 5 : key.Rank == value.Rank));
        if (!fitsKey || !fitsValue || (key is null && value is not null))
        {
            throw op.Fail($"the keys {key} and values {value} must both have three axes, or four with the heads; or be one tensor with five axes");
        }

        // If one tensor holds queries, keys and values, the bias gives the width of the values; without a bias, all widths are equal.
        Quantity queryWidth = isPacked ? heads * query[4] : isJoined ? Quantity.FloorDivide(query[2], 3) : query[2];
        Quantity head = DotProductAttention.HeadWidth(op, queryWidth, heads);
        Quantity valueWidth = isPacked || isJoined || value is null ? queryWidth
            : value.Rank == 4 ? value[1] * value[3] : value[2];
        bool isCross = value is { Rank: 4 };
        Quantity fresh = isPacked || isJoined ? query[1] : key![isCross ? 2 : 1];
        Quantity total = !isCross && op.Optional(past) is { IsRanked: true, Rank: 4 } cache
            ? op.Has(length) ? PastLength(op, length) + fresh : cache[2] + fresh
            : fresh;
        var attention = new DotProductAttention
        {
            Batch = query[0],
            Queries = query[1],
            Keys = total,
            Heads = heads,
            KeyWidth = head,
            ValueWidth = DotProductAttention.HeadWidth(op, valueWidth, heads),
            EachScore = DotProductAttention.EachScoreOf(op, scores),
        };
        bool isShared = op.Has(length) && op.Optional(past) is { IsRanked: true, Rank: 4 };
        Quantity kept = isShared ? op[past][2] : total;
        Quantity biased = query[0] * ((query[1] * queryWidth) + (isCross ? 0 : fresh * (queryWidth + valueWidth)));
        bool isPrefix = op.Flag("unidirectional") && !op.Has(past) && query[1] == fresh;
        return Answer
            .Of(
                new FileTensor(query.Type, query[0], query[1], valueWidth),
                new FileTensor(query.Type, query[0], heads, kept, head),
                new FileTensor(query.Type, query[0], heads, kept, attention.ValueWidth),
                new FileTensor(query.Type, attention.Scores))
            .Doing(attention.Work)
            .Also((biased, op.Has(bias) ? 1 : 0, "biases of the projections"))
            .Seeing((output, operand, axis) => axis == 0 && (operand < 3 || operand == past || operand == past + 1) && op[operand].Rank > 2 ? AxisView.Same(0)
                : operand == 0 && axis == 1 && output is 0 or 3 && !isPacked && !isJoined ? AxisView.Same(output == 0 ? 1 : 2)
                : isPrefix && axis == 1 && operand < 3 && output == 0 && !isCross ? AxisView.Prefix(1)
                : AxisView.Everything);
    }

    // Sequences of variable lengths without padding. The lengths depend on data, so the work of attention is unknown.
    private static Answer Packed(Operation op, Quantity tokens, Quantity width) => Answer
        .Unknown(op.Node.Operator, new FileTensor(op[0].Type, tokens, width))
        .Seeing((_, _) => AxisView.Everything);

    // With channels first and one spatial axis, this is the operator of the default domain.
    private static Answer Causal(Operation op) => op.Int("ndim", 1) == 1 && !op.Flag("channels_last") && op.Int("state_window", 0) == 0
        ? AttentionOperators.CausalConvolution(op)
        : Answer.Unknown(op.Node.Operator, new FileTensor(op[0].Type, op[0].Sizes), FileTensor.Unranked(op.TypeOf(0)));
}
