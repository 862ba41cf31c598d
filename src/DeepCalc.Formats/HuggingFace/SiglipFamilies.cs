namespace DeepCalc.Formats.HuggingFace;

/// <summary>SigLIP: texts and images.</summary>
internal static class SiglipFamilies
{
    /// <summary>The family of the network of images.</summary>
    public const string Vision = "siglip_vision_model";

    private const string Text = "siglip_text_model";
    private const string Function = "gelu_pytorch_tanh";
    private const double Epsilon = 1e-6;

    public static ModelFamily[] Families { get; } =
    [
        new("siglip", "Siglip", Siglip) { HasParts = true },
        new(Text, "SiglipText", TextNetwork)
        {
            UsualSizes = new Dictionary<string, long>
            {
                ["vocab_size"] = 32_000,
                ["hidden_size"] = 768,
                ["intermediate_size"] = 3072,
                ["num_hidden_layers"] = 12,
                ["num_attention_heads"] = 12,
                ["max_position_embeddings"] = 64,
            },
        },
        new(Vision, "SiglipVision", VisionNetwork)
        {
            UsualSizes = new Dictionary<string, long>
            {
                ["hidden_size"] = 768,
                ["intermediate_size"] = 3072,
                ["num_hidden_layers"] = 12,
                ["num_attention_heads"] = 12,
                ["image_size"] = 224,
                ["patch_size"] = 16,
            },
        },
    ];

    /// <summary>As CLIP, without class token and causal attention; a learned query gathers the image.</summary>
    public static Layer Siglip(ModelScope scope)
    {
        scope.Head(VisionParts.Model, VisionParts.Model);
        return ContrastivePair.Of(
            scope, () => PooledText(scope.InnerOrUsual("text_config", Text)), () => Gathered(scope.InnerOrUsual(ImageTower.Key, Vision)), hasOffset: true);
    }

    /// <summary>The text network of SigLIP.</summary>
    public static Layer TextNetwork(ModelScope scope)
    {
        scope.Head(VisionParts.Model, VisionParts.Model);
        return PooledText(scope);
    }

    /// <summary>The vision network of SigLIP.</summary>
    public static Layer VisionNetwork(ModelScope scope)
    {
        scope.Head(VisionParts.Model, VisionParts.Model);
        return Gathered(scope);
    }

    /// <summary>The vision network up to a hidden state.</summary>
    public static ImageTower Tower(ModelScope scope, long hidden)
    {
        TransformerBlock block = scope.EncoderBlock(Function, Epsilon);
        var patches = new PatchEmbeddingBlock { Patch = scope.Config.Sizes("patch_size"), Width = scope.Config.Size("hidden_size"), HasPositions = true };
        Layer layer = patches.On(scope.Image(), new BlockScope("vision_model.embeddings"));
        (Layer used, Layer last) = ImageTower.Blocks(scope, layer, "vision_model.encoder.layers", block, hidden);
        layer = ModelScope.Add("vision_model.post_layernorm", block.Normalizer, last);
        return new ImageTower(used, layer, scope.Config.Flag("vision_use_head", true) ? Head(scope, block, layer) : null);
    }

    private static Layer Gathered(ModelScope scope)
    {
        ImageTower tower = Tower(scope, -1);
        return tower.Pooled ?? tower.Output;
    }

    // A learned query attends to all positions; a feed-forward network follows.
    private static Layer Head(ModelScope scope, TransformerBlock block, Layer layer)
    {
        Layer probe = ModelScope.Add("vision_model.head.probe", new LearnedTokens(1), layer);
        Layer gathered = ModelScope.Add("vision_model.head.attention", new MultiHeadAttention { Heads = scope.Config.Size("num_attention_heads") }, probe, layer);
        var branch = new ResidualBranch("mlp", (x, inner) => block.FeedForward!.On(x, inner.Inner("mlp"))) { Before = block.Normalizer };
        return ModelScope.Position(branch.On(gathered, new BlockScope("vision_model.head")), "vision_model.pooled", 0);
    }

    private static Layer PooledText(ModelScope scope)
    {
        Layer layer = ModelScope.Position(ContrastivePair.Text(scope, scope.EncoderBlock(Function, Epsilon)), "text_model.pooled", -1);
        return ModelScope.Add("text_model.head", new Dense(scope.Config.OptionalSize("projection_size") ?? scope.Config.Size("hidden_size")), layer);
    }
}
