namespace DeepCalc.Formats.Onnx.Operators.Attention;

/// <summary>Attention and related operators of the default domain, from version 23 on.</summary>
internal static class AttentionOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Attention", ScaledDotProduct) { HasState = true },
        new("FlexAttention", Flex, OnnxDomain.Preview) { HasState = true },
        new("RotaryEmbedding", Rotary) { SizesOnly = [3] },
        new("TensorScatter", TensorScatter),
        // The gate x·σ(αx), times the other operand.
        new("SwiGLU", op => ElementwiseOperators.Combined(
            op, ElementwiseWork.Of(ActivationFunction.Silu) + 1 + (op.Float("alpha") is { } alpha && alpha != 1 ? 1 : 0))) { Multiplies = true },
        new("CausalConvWithState", CausalConvolution) { Weights = [1, 2], HasState = true },
        new("LinearAttention", Linear) { HasState = true },
    ];

    /// <summary>The definition with what the node says of its scores: a floating-point mask or bias in an operand, a soft cap, and a scale.</summary>
    public static ScaledDotProductAttention WithScores(this ScaledDotProductAttention layer, Operation op, int mask) => layer with
    {
        AddsToScores = op.Optional(mask) is { } added && added.Type.IsCounted(),
        CapsScores = op.Real("softcap", 0) is not null,
        ScoreCap = op.Real("softcap", 0),
        Scale = op.Real("scale", 0),
        Window = layer.IsCausal && op.Int("local_window_size", -1) is > 0 and var window ? window : null,
    };

    /// <summary>Rotates pairs of features by the angles of their positions: all features, or the first of each head.</summary>
    public static Answer Rotary(Operation op)
    {
        FileTensor input = op.Ranked(0, 3, 4);
        long part = op.Int("rotary_embedding_dim", 0);
        return op.Means(new PositionEmbedding(PositionKind.Rotary)
        {
            IsInterleaved = op.Flag("interleaved"),
            RotatedFeatures = part <= 0 ? null : input.Rank == 4 ? part : op.Positive("num_heads") * part,
        });
    }

    /// <summary>A depthwise convolution along the last axis. What a unit sees before the first position is in the state.</summary>
    public static Answer CausalConvolution(Operation op)
    {
        FileTensor input = op.Ranked(0, 3);
        FileTensor weight = op.Ranked(1, 3);
        op.FailIf(
            Merging.Agree(input[1], weight[0]) is null,
            $"the second axis of the input {input} must be as large as the first of the weight {weight}");

        long dilation = op.Int("dilation", 1);
        var state = new FileTensor(input.Type, input[0], input[1], (weight[2] - 1) * dilation);
        if (weight[2].KnownValue is not { } taps)
        {
            return Answer.Unknown(op.Node.Operator, new FileTensor(input.Type, input.Sizes), state);
        }

        var window = new WindowSettings { Kernel = taps, Dilation = dilation, Padding = Padding.Causal };
        Answer answer = op.Means(new DepthwiseConvolution(1, window, op.Has(2)).OnSamples(), weights: [1, 2])
            .Also(op.Text("activation", "none") is "silu" or "swish" ? ElementwiseWork.Of(ActivationFunction.Silu) : 0, "activation");
        return answer.With(answer.Outputs[0], state).Seeing((place, operand, axis) => operand is 0 or 3 && axis < 2 ? AxisView.Same(axis)
            : place == 0 ? answer.View(operand, axis)
            : AxisView.Everything);
    }

    /// <summary>Attention without a softmax.</summary>
    public static Answer Linear(Operation op)
    {
        (bool isGated, bool isDelta) = op.Choice(
            "update_rule", ("gated_delta", (true, true)), ("linear", (false, false)), ("gated", (true, false)), ("delta", (false, true)));
        var layer = new LinearAttention(op.Positive("q_num_heads"), op.Positive("kv_num_heads"))
        {
            IsGated = isGated,
            IsDelta = isDelta,
            HasDecay = op.Has(4),
            Scale = op.Real("scale", 0),
        };
        Answer answer = op.Means(layer.OnSamples(), inputs: [0, 1, 2, .. op.Given(4, 5)]);
        FileTensor state = answer.Outputs[1].WithType(op.Optional(3)?.Type ?? op.TypeOf(0));
        return op.Int("state_window", 0) is not (> 0 and var window)
            ? answer.With(answer.Outputs[0], state)
            : answer.With(answer.Outputs[0], new FileTensor(state.Type, [window, .. state.Sizes])).Seeing((place, operand, axis) =>
                answer.View(operand, axis, place) is var view && place == 1 ? view.OnAxisAfter(1) : view);
    }

    // New positions are written into a cache of constant size.
    private static Answer TensorScatter(Operation op)
    {
        FileTensor cache = op[0];
        FileTensor update = op.Ranked(1, cache.Rank);
        int at = op.Axis(op.Int("axis", -2), cache.Rank);
        return new Answer(new FileTensor(cache.Type, cache.Sizes))
            .Seeing((operand, axis) => operand == 0 || (operand == 1 && axis != at && update[axis] == cache[axis]) ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static Answer ScaledDotProduct(Operation op)
    {
        bool isSplit = op.Ranked(0, 3, 4).Rank == 4;
        bool hasCache = op.Optional(4) is { IsRanked: true, Rank: 4 };
        ScaledDotProductAttention layer = new ScaledDotProductAttention
        {
            Heads = isSplit ? null : op.Positive("q_num_heads"),
            KeyValueHeads = isSplit ? null : op.Positive("kv_num_heads"),
            HasCache = hasCache,
            IsCausal = op.Flag("is_causal") && !op.Has(6),
        }.WithScores(op, 3);
        Answer answer = op.Means(layer, inputs: hasCache ? [0, 1, 2, 4, 5] : [0, 1, 2]);
        FileTensor[] outputs = answer.Outputs;
        return answer.With(outputs[0], outputs[1].WithType(op.TypeOf(1)), outputs[2].WithType(op.TypeOf(2)), outputs[3]);
    }

    // Graphs in the node change the scores and the result of the softmax, which has single precision unless the node sets another.
    private static Answer Flex(Operation op)
    {
        Answer answer = op.Means(new ScaledDotProductAttention { Scale = op.Real("scale", 0) }, inputs: [0, 1, 2]);
        FileTensor scores = answer.Outputs[3].WithType(
            op.Type("softmax_precision", op.TypeOf(0) == ElementType.Float64 ? ElementType.Float64 : ElementType.Float32));
        (string Name, BodyResult Body, Quantity Runs)[] changes = [.. ((string[])["score_mod", "prob_mod"])
            .Where(name => op.Node.Attribute(name)?.Graph is not null).Select(name => (name, OnnxBody.Run(op, name, scores), (Quantity)1))];
        Work more = changes.Aggregate(default(Work), (sum, change) => sum + change.Body.Work);
        return Changed(answer, more, changes.Length > 0).Running(changes);
    }

    // Apart, so that the answer does not hold the operation.
    private static Answer Changed(Answer answer, Work more, bool changes) => answer.With(answer.Outputs[0])
        .Doing(working => WorkFormula.Both(answer.Work(working), WorkFormula.Given(more, working, "modification of the scores"), working))
        .Seeing((operand, axis) => axis > 0 && changes ? AxisView.Everything : answer.View(operand, axis));
}
