namespace DeepCalc.Formats.HuggingFace;

/// <summary>Pixtral's network of images, which have sizes of their own.</summary>
internal static class PixtralFamilies
{
    /// <summary>Its family.</summary>
    public const string Vision = "pixtral";

    // The class has no setting for it.
    private static readonly Normalization Normalizer = new(NormalizationKind.Rms, UseCenter: false);

    public static ModelFamily[] Families { get; } =
    [
        new(Vision, "PixtralVision", Pixtral)
        {
            UsualSizes = new Dictionary<string, long>
            {
                ["hidden_size"] = 1024,
                ["intermediate_size"] = 4096,
                ["num_hidden_layers"] = 24,
                ["num_attention_heads"] = 16,
                ["patch_size"] = 16,
            },
        },
    ];

    /// <summary>Patches of an image of the open size HxW; RMS normalisation before, rotary positions, a gated feed-forward network, no biases.</summary>
    public static Layer Pixtral(ModelScope scope)
    {
        scope.Head(VisionParts.Model, VisionParts.Model);
        return Tower(scope, -1).Output;
    }

    /// <summary>The vision network up to a hidden state.</summary>
    public static ImageTower Tower(ModelScope scope, long hidden)
    {
        ModelConfig config = scope.Config;
        var patches = new PatchEmbeddingBlock { Patch = config.Sizes("patch_size"), Width = config.Size("hidden_size"), UseBias = false };
        Layer layer = patches.On(scope.Image(scope.Open("H"), scope.Open("W")), new BlockScope("patch_conv"));
        layer = ModelScope.Add("ln_pre", Normalizer, layer);
        var block = new TransformerBlock
        {
            Attention = new MultiHeadAttention
            {
                Heads = config.Size("num_attention_heads"),
                UseBias = false,
                UseRotary = true,
                RotaryBase = config.Number("rope_theta") ?? PositionEmbedding.UsualBase,
                Dropout = config.Number("attention_dropout") ?? 0,
            },
            FeedForward = config.Network("gelu", isGated: true),
            Normalization = NormalizationKind.Rms,
            IsPreNorm = true,
        };
        (Layer used, Layer last) = ImageTower.Blocks(scope, layer, "transformer.layers", block, hidden);
        return new ImageTower(used, last);
    }
}
