namespace DeepCalc.Formats.Onnx.Operators.Attention;

/// <summary>ONNX Runtime's attention, with and without projections.</summary>
internal static class ContribAttention
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Attention", Projected) { Weights = [1, 2], HasState = true },
        new("DecoderMaskedSelfAttention", Projected) { Weights = [1, 2], HasState = true },
        new("QAttention", Quantized) { Weights = [2, 4], Quantized = [1], HasState = true },
        new("MultiHeadAttention", op => MultiHead(op, bias: 3, scores: 5, past: 6, length: 8)) { Weights = [3], HasState = true },
        new("DecoderMaskedMultiHeadAttention", op => MultiHead(op, bias: 10, scores: 4, past: 5, length: 7)) { Weights = [10], HasState = true },
        new("GroupQueryAttention", GroupQuery) { SizesOnly = [5, 6], HasState = true },
        new("SparseAttention", Sparse) { SizesOnly = [7, 8], HasState = true },
        new("PackedAttention", op => Packed(op, op.Ranked(0, 2)[0], ValueWidth(op, op.Ranked(1, 2)))) { Weights = [1, 2], SizesOnly = [3, 4] },
        new("PackedMultiHeadAttention", PackedMultiHead) { Weights = [3], SizesOnly = [4, 5] },
        new("LongformerAttention", op => Answer.Unknown(op.Node.Operator, new FileTensor(op[0].Type, op[0].Sizes))) { Weights = [1, 2, 4, 5] },
        new("CausalConvWithState", Causal) { Weights = [1, 2], HasState = true },
        new("LinearAttention", AttentionOperators.Linear) { HasState = true },
        new("RotaryEmbedding", AttentionOperators.Rotary) { SizesOnly = [1] },
        new("MRotaryEmbedding", AttentionOperators.Rotary) { SizesOnly = [1] },
    ];

    // One matrix projects one input to queries, keys and values. The cache holds keys and values in one tensor.
    private static Answer Projected(Operation op)
    {
        FileTensor input = op.Ranked(0, 3);
        FileTensor weight = op.Ranked(1, 2);
        long[] widths = op.Ints("qkv_hidden_sizes") ?? [];
        op.FailIf(
            Merging.Agree(input[2], weight[0]) is null || widths.Length is not (0 or 3),
            $"the input {input} must have as many features as the weights {weight} have rows, and qkv_hidden_sizes three numbers");

        Quantity valueWidth = ValueWidth(op, weight);
        Quantity queryWidth = widths is [var given, ..] ? given : valueWidth;
        if (!valueWidth.IsKnown)
        {
            return Answer.Unknown(op.Node.Operator, new FileTensor(input.Type, input[0], input[1], valueWidth));
        }

        long heads = op.Positive("num_heads");
        op.FailIf(
            queryWidth.Value % heads > 0 || valueWidth.Value % heads > 0,
            $"{queryWidth} and {valueWidth} features cannot be divided into {heads} heads; the number of heads must divide them");

        bool hasCache = op.Has(4);
        bool isShared = hasCache && op.Flag("past_present_share_buffer");
        ScaledDotProductAttention layer = new ScaledDotProductAttention
        {
            Heads = heads,
            ProjectedWidth = queryWidth.Value / heads,
            ProjectedValueWidth = valueWidth.Value / heads,
            UseBias = op.Has(2),
            HasCache = hasCache,
            IsCausal = op.Flag("unidirectional"),
            UseRotary = op.Flag("do_rotary"),
        }.WithScores(op, 5);
        FileTensor[] past = hasCache ? [op.Ranked(4, 5)] : [];
        Quantity earlier = isShared ? op.Size(6, "past") : hasCache ? past[0][3] : 0;
        FileTensor[] cache = Array.ConvertAll(past, all => new FileTensor(all.Type, all[1], all[2], earlier, all[4]));
        Answer answer = op.Means(layer, inputs: hasCache ? [0, 4, 4] : [0], weights: [1, 2], seen: [input, .. cache, .. cache]);
        FileTensor present = isShared ? past[0] : new FileTensor(input.Type, [2, .. answer.Outputs[1].Sizes]);
        return answer.With(answer.Outputs[0], present).Seeing((output, operand, axis) => (operand, axis) switch
        {
            (0, 0) or (4, 1) => AxisView.Same(output),
            (0, 1) when output == 0 => answer.View(0, 1),
            _ => AxisView.Everything,
        });
    }

    private static Quantity ValueWidth(Operation op, FileTensor weight) =>
        op.Ints("qkv_hidden_sizes") is { Length: 3 } widths ? widths[2] : Quantity.FloorDivide(weight[1], 3);

    // The quantised variant. Its numbers have the type of the scales.
    private static Answer Quantized(Operation op)
    {
        ElementType type = op.TypeOf(2);
        return op.On(Projected, [0, 1, 2, op.Count, 8], meaning: tensor => tensor.WithType(type))
            .Also((op.Ranked(0, 3)[0] * op[0][1] * op.Ranked(1, 2)[1], QuantizationOperators.Dequantize, "scales of the projections"));
    }

    // Queries, keys and values are three tensors, or the first or the second holds several: on its last axis, or on one of its own.
    private static Answer MultiHead(Operation op, int bias, int scores, int past, int length)
    {
        FileTensor query = op.Ranked(0, 3, 5);
        FileTensor? key = op.Has(1) ? op[1] : null;
        FileTensor? value = op.Has(2) ? op[2] : null;
        op.FailIf(
            key is null ? value is not null : value is null ? key.Rank != 5 : value.Rank is not (3 or 4) || key.Rank != value.Rank,
            $"the keys {key} and values {value} must both have three axes, or four with the heads; or be one tensor with five axes");

        // Keys and values of another sequence are cached as they are.
        bool isCross = value is { Rank: 4 };
        FileTensor? cache = op.Optional(past) is { IsRanked: true, Rank: 4 } kept ? kept : null;
        long heads = op.Positive("num_heads");
        FileTensor queries = Joint(query, heads);
        TensorShape[] own = query.Rank == 5 ? [queries]
            : key is null ? [queries.Sized(2, Quantity.FloorDivide(query[2], 3))]
            : [queries, .. op.Given(1, 2).Select(operand => Joint(op[operand], heads))];
        ScaledDotProductAttention layer = new ScaledDotProductAttention
        {
            Heads = heads,
            HasCache = !isCross && cache is not null,
            IsCausal = op.Flag("unidirectional") && !op.Has(past) && !isCross,
        }.WithScores(op, scores);

        // A cache of fixed size may be filled in part.
        Quantity earlier = cache is null ? 0 : op.Has(length) ? op.Size(length, "past") : cache[2];
        Answer answer = Means(op, layer, own, past, earlier, op.Given(bias));
        FileTensor Kept(FileTensor all) => op.Has(length) && cache is not null ? all.Sized(2, cache[2]) : all;
        Quantity projected = isCross ? 0 : own[own.Length > 1 ? 1 : 0][1] * (own[0][2] + answer.Outputs[0][2]);
        return answer.With(answer.Outputs[0], Kept(answer.Outputs[1]), Kept(answer.Outputs[2]), answer.Outputs[3])
            .Also((query[0] * ((query[1] * own[0][2]) + projected), op.Has(bias) ? 1 : 0, "biases of the projections"));
    }

    // The features of all heads on one axis: heads before the positions, or behind them with a part of several tensors.
    private static FileTensor Joint(FileTensor tensor, long heads) => tensor.Rank switch
    {
        3 => tensor,
        4 => new FileTensor(tensor.Type, tensor[0], tensor[2], tensor[1] * tensor[3]),
        _ => new FileTensor(tensor.Type, tensor[0], tensor[1], heads * tensor[4]),
    };

    // Several query heads share a head of keys and values. The output cache has the length of the input cache or of all positions; the cache
    // of a window keeps its length.
    private static Answer GroupQuery(Operation op)
    {
        Answer answer = Grouped(op, 6);
        FileTensor all = answer.Outputs[1];
        FileTensor present = !op.Has(3) ? all
            : op.Ranked(3, 4) is var past && op.Flag("sliding_window_cache") ? past
            : past.Sized(2, Quantity.Max(past[2], all[2]));
        present = new FileTensor(present.Type, op[0][0], all[1], present[2], present[3]);
        long rms = ElementwiseWork.Of(new Normalization(NormalizationKind.Rms, UseCenter: false));
        Quantity fresh = op.Has(1) ? op[1][op[1].Rank == 4 ? 2 : 1] : op[0][1];
        return answer.With(answer.Outputs[0], present, present, answer.Outputs[3]).Also(
            (answer.Outputs[0].ElementCount, op.Has(14) ? rms : 0, "normalisation of queries"),
            (op[0][0] * fresh * all[1] * all[3], op.Has(15) ? rms : 0, "normalisation of keys"));
    }

    // A mask in the data selects the computed blocks of scores, so the sizes are known and the work is not.
    private static Answer Sparse(Operation op)
    {
        Answer answer = Grouped(op, 7);
        return Answer.Unknown(op.Node.Operator, answer.Outputs[0], op.Ranked(3, 4), op.Ranked(4, 4))
            .Seeing((output, operand, axis) => answer.View(operand, axis, output));
    }

    private static Answer Grouped(Operation op, int length)
    {
        FileTensor query = op.Ranked(0, 3);
        long heads = op.Positive("num_heads");
        long keyHeads = op.Positive("kv_num_heads");
        Quantity head = AttentionWork.HeadWidth(query, op.Has(1) ? heads : heads + (2 * keyHeads));
        FileTensor key = op.Has(1) ? op.Ranked(1, 3, 4) : query;
        Quantity fresh = key[key.Rank == 4 ? 2 : 1];
        FileTensor joint = query.Sized(1, fresh).Sized(2, keyHeads * head);
        ScaledDotProductAttention layer = new ScaledDotProductAttention
        {
            Heads = heads,
            KeyValueHeads = keyHeads,
            HasCache = op.Has(3),
            IsCausal = op.Flag("causal", true) && op.Has(1),
            UseRotary = op.Flag("do_rotary"),
            UseSinkLogit = op.Has(11),
        }.WithScores(op, 10);

        // An operand holds the number of all positions, which graphs compute from their masks.
        FileTensor own = query.Sized(2, heads * head);
        return Means(op, layer, op.Has(1) ? [own, joint, joint] : [own], 3, op.Size(length, "total") - fresh, []);
    }

    // Attention on the first operands as the layer sees them, and on those of a cache with a number of earlier positions.
    private static Answer Means(Operation op, ScaledDotProductAttention layer, TensorShape[] own, int past, Quantity earlier, int[] weights)
    {
        int[] cache = layer.HasCache ? [past, past + 1] : [];
        return op.Means(
            layer,
            inputs: [.. Enumerable.Range(0, own.Length), .. cache],
            weights: weights,
            seen: [.. own, .. cache.Select(operand => op.Ranked(operand, 4).Sized(2, earlier))]);
    }

    // Sequences of variable lengths without padding. The lengths depend on data, so the work of attention is unknown.
    private static Answer Packed(Operation op, Quantity tokens, Quantity width) => Answer
        .Unknown(op.Node.Operator, new FileTensor(op[0].Type, tokens, width))
        .Seeing((_, _) => AxisView.Everything);

    private static Answer PackedMultiHead(Operation op)
    {
        FileTensor query = op.Ranked(0, 2, 4);
        return Packed(op, query[0], query.Rank == 4 ? query[1] * query[3] : op.Has(2) ? op.Ranked(2, 2)[1] : query[1]);
    }

    // With channels first and one spatial axis, this is the operator of the default domain.
    private static Answer Causal(Operation op) => op.Int("ndim", 1) == 1 && !op.Flag("channels_last") && op.Int("state_window", 0) == 0
        ? AttentionOperators.CausalConvolution(op)
        : Answer.Unknown(op.Node.Operator, new FileTensor(op[0].Type, op[0].Sizes), FileTensor.Unranked(op.TypeOf(0)));
}
