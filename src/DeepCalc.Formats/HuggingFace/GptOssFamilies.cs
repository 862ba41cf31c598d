namespace DeepCalc.Formats.HuggingFace;

/// <summary>gpt-oss: experts with biases, and attention with sinks.</summary>
internal static class GptOssFamilies
{
    public static ModelFamily[] Families { get; } =
    [
        new("gpt_oss", "GptOss", GptOss) { KeyValueHeads = 8, HeadWidth = 64, RotaryBase = 150_000, Window = 128, Epsilon = 1e-5 },
    ];

    /// <summary>
    /// As Llama, with biases; each head has the logit of a sink, every second block a window; experts of a limited SwiGLU in each block.
    /// </summary>
    public static Layer GptOss(ModelScope scope)
    {
        ModelConfig config = scope.Config;

        // Files have a second name for num_experts_per_tok.
        config.Ignore("experts_per_token");
        MultiHeadAttention attention = scope.Attention() with { UseBias = config.Flag("attention_bias", true), UseSinkLogit = true };
        MultiHeadAttention local = attention.Seeing(scope.Window);
        FeedForwardBlock experts = scope.Network() with
        {
            Experts = config.Size(config.Named("num_local_experts", "num_experts")),
            ActiveExperts = config.Size("num_experts_per_tok"),
            NormalizesShares = true,
            UseBias = true,
            UseRouterBias = true,
            Constants = Constants.Of(("alpha", config.Number("swiglu_alpha") ?? 1.702), ("beta", 1), ("limit", config.Number("swiglu_limit") ?? 7)),
        };
        return scope.Decoder(layer => scope.RmsBlock(config.IsLocal(layer) ?? layer % 2 == 0 ? local : attention, experts));
    }
}
