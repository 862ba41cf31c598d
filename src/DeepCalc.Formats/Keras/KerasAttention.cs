namespace DeepCalc.Formats.Keras;

/// <summary>Attention.</summary>
internal static class KerasAttention
{
    public static KerasClass[] Classes { get; } =
    [
        new("MultiHeadAttention", MultiHead, HoldsWeights: true),
        new("GroupQueryAttention", GroupQuery, HoldsWeights: true),
        new("GroupedQueryAttention", GroupQuery, HoldsWeights: true),
        new("Attention", call => Plain(call, call.Settings.Choice("score_mode", "dot", "dot", "concat") == "concat" ? AttentionScore.Concatenated : AttentionScore.Dot), HoldsWeights: true),
        new("AdditiveAttention", call => Plain(call, AttentionScore.Additive), HoldsWeights: true),
    ];

    private static KerasOutputs MultiHead(KerasCall call)
    {
        KerasSettings settings = call.Settings;
        AxisValues? output = settings.Numbers("output_shape");
        var definition = new MultiHeadAttention
        {
            Heads = settings.Number("num_heads"),
            KeyWidth = settings.Number("key_dim"),
            ValueWidth = settings.OptionalNumber("value_dim"),
            OutputWidth = output is { Count: 1 } width ? width[0] : null,
            UseBias = settings.Flag("use_bias", true),
            UseGate = settings.Flag("use_gate", false),
            Dropout = settings.Real("dropout", 0),
            IsCausal = IsCausal(call),
        };
        if (output is { Count: > 1 })
        {
            return call.Unknown();
        }

        // By default, Keras attends over all axes between batch and features at once; DeepCalc's attention runs over the last of these.
        int rank = call.Shape.Rank;
        bool isLast = settings.Numbers("attention_axes") is { } axes
            ? axes.Count == 1 && (axes[0] == rank - 1 || axes[0] == -2)
            : rank == 2;
        return Put(call, isLast ? definition : call.InPart(definition, "it attends over axes other than the last but one"), definition.Heads);
    }

    private static KerasOutputs GroupQuery(KerasCall call) => Put(call, new MultiHeadAttention
    {
        Heads = call.Settings.Number("num_query_heads"),
        KeyValueHeads = call.Settings.Number("num_key_value_heads"),
        KeyWidth = call.Settings.Number("head_dim"),
        UseBias = call.Settings.Flag("use_bias", true),
        UseGate = call.Settings.Flag("use_gate", false),
        Dropout = call.Settings.Real("dropout", 0),
        IsCausal = IsCausal(call),
    }, call.Settings.Number("num_query_heads"));

    private static KerasOutputs Plain(KerasCall call, AttentionScore score)
    {
        // Without a setting, Attention has no scale, and AdditiveAttention has one.
        bool useScale = call.Settings.Flag("use_scale", score == AttentionScore.Additive);
        return Put(call, new SequenceAttention(score, useScale) { Dropout = call.Settings.Real("dropout", 0), IsCausal = IsCausal(call) }, null);
    }

    // An argument of the call; before Keras 2.10 a setting.
    private static bool IsCausal(KerasCall call) => KerasOperations.IsSet(call, "use_causal_mask") || call.Settings.Flag("causal", false);

    // Keras orders the inputs query, value, key; DeepCalc orders them query, key, value.
    private static KerasOutputs Put(KerasCall call, LayerDefinition definition, long? heads)
    {
        Layer query = call.Argument("query", 0) ?? call.Input;
        Layer value = call.Argument("value", 1) ?? throw new DeepCalcException(ErrorCode.TooFewInputs, "an attention needs a query and a value; it has one input.");
        Layer? key = call.Argument("key", 2);
        Layer layer = call.Add(definition, null, key is null ? [query, value] : [query, key, value]);
        return new KerasOutputs(layer, () => call.Add(new AttentionScores(heads), "scores", query, key ?? value));
    }
}
