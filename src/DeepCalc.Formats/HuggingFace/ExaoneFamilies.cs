namespace DeepCalc.Formats.HuggingFace;

/// <summary>EXAONE 4: normalised after attention and the feed-forward network.</summary>
internal static class ExaoneFamilies
{
    public static ModelFamily[] Families { get; } =
    [
        new("exaone4", "Exaone4", Exaone4) { KeyValueHeads = 32, Window = 4096, Epsilon = 1e-5 },
    ];

    /// <summary>
    /// As Llama, normalised after attention and the feed-forward network instead of before, with normalised queries and keys; if there are
    /// windows, the blocks without have no rotary positions.
    /// </summary>
    public static Layer Exaone4(ModelScope scope)
    {
        const string Pattern = "sliding_window_pattern";
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = scope.Attention().WithRmsHeads(scope);
        bool hasWindows = scope.Window is not null;
        MultiHeadAttention local = attention.Seeing(scope.Window);
        MultiHeadAttention full = hasWindows ? attention with { UseRotary = false, RotaryWidth = null, RotaryScaling = null } : attention;

        // The list of layers stands for the pattern, which can be a text such as LLLG.
        config.Ignore(Pattern);
        long pattern = config.Has("layer_types") || !hasWindows ? 1 : config.OptionalSize(Pattern) ?? 4;
        FeedForwardBlock network = scope.Network();
        return scope.Decoder(layer => scope.RmsBlock(config.IsLocal(layer) ?? (layer + 1) % pattern != 0 ? local : full, network) with
        {
            IsPreNorm = false,
            NormalizesBranches = true,
        });
    }
}
