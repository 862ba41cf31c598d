using DeepCalc.Formats.Onnx.Operators.Quantized;
using DeepCalc.Layers.Attention;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators.Attention;

/// <summary>ONNX Runtime's attention, with and without projections.</summary>
internal static class ContribAttention
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Attention", op => Projected(op, op.TypeOf(0))) { Weights = [1, 2], HasState = true },
        new("DecoderMaskedSelfAttention", op => Projected(op, op.TypeOf(0))) { Weights = [1, 2], HasState = true },
        new("QAttention", Quantized) { Weights = [2, 4], Quantized = [1], HasState = true },
        new("MultiHeadAttention", op => MultiHead(op, bias: 3, scores: 5, past: 6, length: 8)) { Weights = [3], HasState = true },
        new("DecoderMaskedMultiHeadAttention", op => MultiHead(op, bias: 10, scores: 4, past: 5, length: 7)) { Weights = [10], HasState = true },
        new("GroupQueryAttention", GroupQuery) { SizesOnly = [5, 6], HasState = true },
        new("SparseAttention", Sparse) { SizesOnly = [7, 8], HasState = true },
        new("PackedAttention", op => Packed(op, op.Ranked(0, 2)[0], ValueWidth(op, op.Ranked(1, 2)))) { Weights = [1, 2], SizesOnly = [3, 4] },
        new("PackedMultiHeadAttention", op => Packed(op, op.Ranked(0, 2, 4)[0], op[0].Rank == 4 ? op[0][1] * op[0][3] : op.Has(2) ? op.Ranked(2, 2)[1] : op[0][1])) { Weights = [3], SizesOnly = [4, 5] },
        new("LongformerAttention", op => Answer.Unknown(op.Node.Operator, new FileTensor(op[0].Type, op[0].Sizes))) { Weights = [1, 2, 4, 5] },
        new("CausalConvWithState", Causal) { Weights = [1, 2], HasState = true },
        new("LinearAttention", AttentionOperators.Linear) { HasState = true },
        new("RotaryEmbedding", AttentionOperators.Rotary) { SizesOnly = [1] },
        new("MRotaryEmbedding", AttentionOperators.Rotary) { SizesOnly = [1] },
    ];

    // One matrix projects one input to queries, keys and values. The cache holds keys and values in one tensor.
    private static Answer Projected(Operation op, ElementType type)
    {
        FileTensor input = op.Ranked(0, 3);
        FileTensor weight = op.Ranked(1, 2);
        long heads = AttentionOperators.HeadsOf(op, "num_heads");
        long[]? widths = op.Ints("qkv_hidden_sizes") is { Length: > 0 } given ? given : null;
        if (Merging.Agree(input[2], weight[0]) is null || widths is { Length: not 3 })
        {
            throw op.Fail($"the input {input} must have as many features as the weights {weight} have rows, and qkv_hidden_sizes three numbers");
        }

        FileTensor? past = op.Has(4) ? op.Ranked(4, 5) : null;
        bool isShared = past is not null && op.Flag("past_present_share_buffer");
        if ((widths?[0] ?? Third(weight[1])) is not { } queryWidth || ValueWidth(op, weight).KnownValue is not { } valueWidth)
        {
            return Answer.Unknown(op.Node.Operator, new FileTensor(type, input[0], input[1], ValueWidth(op, weight)));
        }

        ScaledDotProductAttention layer = new ScaledDotProductAttention
        {
            Heads = heads,
            ProjectedWidth = Each(op, queryWidth, heads),
            ProjectedValueWidth = Each(op, valueWidth, heads),
            UseBias = op.Has(2),
            HasCache = past is not null,
            IsCausal = op.Flag("unidirectional"),
            UseRotary = op.Flag("do_rotary"),
        }.WithScores(op, 5);
        FileTensor? cache = past is null ? null : new FileTensor(type, past[1], past[2], isShared ? PastLength(op, 6) : past[3], past[4]);
        Answer answer = cache is null
            ? op.Means(layer, type, [0], [1, 2])
            : op.Means(layer, type, [0, 4, 4], [1, 2], [input, cache, cache]);
        FileTensor present = isShared ? past! : new FileTensor(type, [2, .. answer.Outputs[1].Sizes]);
        return answer.With(answer.Outputs[0], present).Seeing((output, operand, axis) => (operand, axis) switch
        {
            (0, 0) or (4, 1) => AxisView.Same(output),
            (0, 1) when output == 0 => answer.View(0, 1),
            _ => AxisView.Everything,
        });
    }

    private static long? Third(Quantity width) => width.KnownValue / 3;

    private static long Each(Operation op, long width, long heads) => width % heads == 0
        ? width / heads
        : throw op.Fail($"{width} features cannot be divided into {heads} heads; the number of heads must divide them");

    // The filled part of a cache of fixed size.
    private static Quantity PastLength(Operation op, int operand) => op.Sizes(operand) is [var length] ? length : op.UnknownSize(0, "past");

    private static Quantity ValueWidth(Operation op, FileTensor weight) =>
        op.Ints("qkv_hidden_sizes") is { Length: 3 } widths ? widths[2] : Quantity.FloorDivide(weight[^1], 3);

    // The quantised variant.
    private static Answer Quantized(Operation op)
    {
        ElementType type = op.TypeOf(2);
        int none = op.Count;
        return op.On(each => Projected(each, type), op.Opset, QuantizationOperators.Meaning, 0, 1, 2, none, 8)
            .Also((op.Ranked(0, 3)[0] * op[0][1] * op.Ranked(1, 2)[1], QuantizationOperators.Dequantize, "scales of the projections"));
    }

    // Queries, keys and values are three tensors, or the first or the second holds several: on its last axis, or on one of its own.
    private static Answer MultiHead(Operation op, int bias, int scores, int past, int length)
    {
        FileTensor query = op.Ranked(0, 3, 5);
        FileTensor? key = op.Has(1) ? op[1] : null;
        FileTensor? value = op.Has(2) ? op[2] : null;
        long heads = AttentionOperators.HeadsOf(op, "num_heads");
        bool isJoined = query.Rank == 5 || key is null;
        bool fitsKey = key is null ? value is null : value is null ? key.Rank == 5 : value.Rank is 3 or 4 && key.Rank == value.Rank;
        if (!fitsKey)
        {
            throw op.Fail($"the keys {key} and values {value} must both have three axes, or four with the heads; or be one tensor with five axes");
        }

        // Keys and values of another sequence are cached as they are.
        bool isCross = value is { Rank: 4 };
        bool hasCache = !isCross && op.Optional(past) is { IsRanked: true, Rank: 4 };
        Quantity width = query.Rank == 5 ? heads * query[4] : isJoined ? Quantity.FloorDivide(query[2], 3) : query[2];
        FileTensor Joint(FileTensor tensor) => new(tensor.Type, tensor[0], tensor[tensor.Rank == 4 ? 2 : 1], tensor.Rank switch
        {
            3 => tensor[2],
            4 => tensor[1] * tensor[3],
            _ => heads * tensor[4],
        });
        TensorShape[] own = isJoined ? [new FileTensor(query.Type, query[0], query[1], width)]
            : value is null ? [query, Joint(key!)]
            : [query, Joint(key!), Joint(value)];
        ScaledDotProductAttention layer = new ScaledDotProductAttention
        {
            Heads = heads,
            HasCache = hasCache,
            IsCausal = op.Flag("unidirectional") && !op.Has(past) && !isCross,
        }.WithScores(op, scores);
        Answer answer = Means(op, layer, own, past, !hasCache ? 0 : op.Has(length) ? PastLength(op, length) : op[past][2], op.Given(bias));
        Quantity fresh = own[own.Length > 1 ? 1 : 0][1];
        Quantity valueWidth = answer.Outputs[0][2];
        FileTensor Kept(FileTensor all) => op.Has(length) && op.Optional(past) is { IsRanked: true, Rank: 4 } cache
            ? new FileTensor(all.Type, all[0], all[1], cache[2], all[3])
            : all;
        return answer.With(answer.Outputs[0], Kept(answer.Outputs[1]), Kept(answer.Outputs[2]), answer.Outputs[3]).Also(
            (query[0] * ((query[1] * width) + (isCross ? 0 : fresh * (width + valueWidth))), op.Has(bias) ? 1 : 0, "biases of the projections"));
    }

    // Several query heads share a head of keys and values. The output cache has the length of the input cache or of all positions; the cache
    // of a window keeps its length.
    private static Answer GroupQuery(Operation op)
    {
        Answer answer = Grouped(op, 6);
        FileTensor? past = op.Has(3) ? op.Ranked(3, 4) : null;
        Quantity keys = answer.Outputs[1][2];
        Quantity kept = past is null ? keys : op.Flag("sliding_window_cache") ? past[2] : Quantity.Max(past[2], keys);
        FileTensor present = new(past?.Type ?? op.TypeOf(0), op[0][0], answer.Outputs[1][1], kept, past?[3] ?? answer.Outputs[1][3]);
        long rms = ElementwiseWork.Of(new Normalization(NormalizationKind.Rms, UseCenter: false));
        Quantity fresh = op.Has(1) ? op[1][op[1].Rank == 4 ? 2 : 1] : op[0][1];
        return answer.With(answer.Outputs[0], present, present, answer.Outputs[3]).Also(
            (answer.Outputs[0].ElementCount, op.Has(14) ? rms : 0, "normalisation of queries"),
            (op[0][0] * fresh * present[1] * answer.Outputs[1][3], op.Has(15) ? rms : 0, "normalisation of keys"));
    }

    // A mask in the data selects the computed blocks of scores, so the sizes are known and the work is not.
    private static Answer Sparse(Operation op)
    {
        Answer answer = Grouped(op, 7);
        return Answer.Unknown(op.Node.Operator, answer.Outputs[0], op.Ranked(3, 4), op.Ranked(4, 4)).Seeing((place, operand, axis) => answer.View(operand, axis, place));
    }

    private static Answer Grouped(Operation op, int length)
    {
        FileTensor query = op.Ranked(0, 3);
        long heads = AttentionOperators.HeadsOf(op, "num_heads");
        long keyHeads = AttentionOperators.HeadsOf(op, "kv_num_heads");
        Quantity head = AttentionWork.HeadWidth(query, op.Has(1) ? heads : heads + (2 * keyHeads));
        FileTensor key = op.Has(1) ? op.Ranked(1, 3, 4) : query;
        Quantity fresh = key[key.Rank == 4 ? 2 : 1];

        // An operand holds the number of all positions, which graphs compute from their masks.
        Quantity earlier = !op.Has(3) ? 0 : (op.Sizes(length) is [var given] ? given : op.UnknownSize(0, "total")) - fresh;
        var joint = new FileTensor(query.Type, query[0], fresh, keyHeads * head);
        ScaledDotProductAttention layer = new ScaledDotProductAttention
        {
            Heads = heads,
            KeyValueHeads = keyHeads,
            HasCache = op.Has(3),
            IsCausal = op.Flag("causal", true) && op.Has(1),
            UseRotary = op.Flag("do_rotary"),
        }.WithScores(op, 10);
        TensorShape[] own = [new FileTensor(query.Type, query[0], query[1], heads * head), .. op.Has(1) ? (TensorShape[])[joint, joint] : []];
        return Means(op, layer, own, 3, earlier, []);
    }

    // Attention on the first operands as the layer sees them, and on those of a cache with a number of earlier positions.
    private static Answer Means(Operation op, ScaledDotProductAttention layer, TensorShape[] own, int past, Quantity earlier, int[] weights)
    {
        int[] cache = layer.HasCache ? [past, past + 1] : [];
        return op.Means(
            layer,
            null,
            [.. Enumerable.Range(0, own.Length), .. cache],
            weights,
            [.. own, .. cache.Select(operand => op.Ranked(operand, 4)).Select(all => new FileTensor(all.Type, all[0], all[1], earlier, all[3]))]);
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
