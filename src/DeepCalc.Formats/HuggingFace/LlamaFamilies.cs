namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// Llama and its relatives: RMS normalisation before, rotary positions, grouped queries, a gated feed-forward network, no biases.
/// </summary>
internal static class LlamaFamilies
{
    public static ModelFamily[] Families { get; } =
    [
        new("llama", "Llama", Llama) { UsualSizes = Sizes(intermediate: 11_008) },
        new("mistral", "Mistral", Mistral) { KeyValueHeads = 8, Window = 4096, UsualSizes = Sizes(intermediate: 14_336) },
        new("ministral", "Ministral", Mistral) { KeyValueHeads = 8, Window = 4096 },
        new("ministral3", "Ministral3", Ministral3) { KeyValueHeads = 8, HeadWidth = 128, RotaryBase = 1e6, Epsilon = 1e-5, PaddingToken = 11 },
        new("mixtral", "Mixtral", Mixtral) { KeyValueHeads = 8, RotaryBase = 1e6, Epsilon = 1e-5 },
        new("phi3", "Phi3", Phi3) { Epsilon = 1e-5, PaddingToken = 32_000 },
    ];

    /// <summary>RMS normalisation before, rotary positions, grouped queries, a gated feed-forward network, no biases.</summary>
    public static Layer Llama(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = scope.Attention() with { UseBias = config.Flag("attention_bias", false) };
        FeedForwardBlock network = scope.Network() with { UseBias = config.Flag("mlp_bias", false) };
        return scope.Decoder(scope.RmsBlock(attention, network));
    }

    /// <summary>As Llama; 8 heads of keys and values by default.</summary>
    public static Layer Mistral(ModelScope scope) => Windowed(scope, scope.Attention(), scope.Network());

    /// <summary>As Mistral; queries can be multiplied by a number that depends on their position (<c>llama_4_scaling_beta</c>).</summary>
    public static Layer Ministral3(ModelScope scope) => Windowed(
        scope, scope.Attention() with { ScalesQueriesByPosition = scope.Config.Number("llama_4_scaling_beta") is not (null or 0) }, scope.Network());

    /// <summary>As Llama, with experts.</summary>
    public static Layer Mixtral(ModelScope scope)
    {
        FeedForwardBlock experts = scope.Network() with
        {
            Experts = scope.Config.OptionalSize("num_experts") ?? scope.Config.Size("num_local_experts"),
            ActiveExperts = scope.Config.Size("num_experts_per_tok"),
            NormalizesShares = true,
        };
        return Windowed(scope, scope.Attention(), experts);
    }

    // Its projections are merged into one matrix each, with the same number of weights.
    /// <summary>As Llama.</summary>
    public static Layer Phi3(ModelScope scope) => Mistral(scope);

    private static Dictionary<string, long> Sizes(long intermediate) => new()
    {
        ["vocab_size"] = 32_000,
        ["hidden_size"] = 4096,
        ["intermediate_size"] = intermediate,
        ["num_hidden_layers"] = 32,
        ["num_attention_heads"] = 32,
    };

    // Every layer has the window, unless the file lists others.
    private static Layer Windowed(ModelScope scope, MultiHeadAttention attention, FeedForwardBlock network)
    {
        MultiHeadAttention local = attention.Seeing(scope.Window);
        return scope.Decoder(layer => scope.RmsBlock(scope.Config.IsLocal(layer) ?? true ? local : attention, network));
    }
}
