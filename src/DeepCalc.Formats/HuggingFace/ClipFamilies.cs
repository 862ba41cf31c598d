namespace DeepCalc.Formats.HuggingFace;

/// <summary>CLIP: texts and images.</summary>
internal static class ClipFamilies
{
    /// <summary>The family of the network of images.</summary>
    public const string Vision = "clip_vision_model";

    private const string Text = "clip_text_model";
    private const string WithProjection = "ModelWithProjection";
    private const string Function = "quick_gelu";
    private const double Epsilon = 1e-5;
    private const long Projection = 512;

    public static ModelFamily[] Families { get; } =
    [
        new("clip", "CLIP", Clip) { HasParts = true },
        new(Text, "CLIPText", TextNetwork)
        {
            UsualSizes = new Dictionary<string, long>
            {
                ["vocab_size"] = 49_408,
                ["hidden_size"] = 512,
                ["intermediate_size"] = 2048,
                ["num_hidden_layers"] = 12,
                ["num_attention_heads"] = 8,
                ["max_position_embeddings"] = 77,
            },
        },
        new(Vision, "CLIPVision", VisionNetwork)
        {
            UsualSizes = new Dictionary<string, long>
            {
                ["hidden_size"] = 768,
                ["intermediate_size"] = 3072,
                ["num_hidden_layers"] = 12,
                ["num_attention_heads"] = 12,
                ["image_size"] = 224,
                ["patch_size"] = 32,
            },
        },
    ];

    /// <summary>
    /// A text network and a vision network, whose vectors are compared; layer normalisation before, learned positions, biases, a class token,
    /// causal attention in the text.
    /// </summary>
    public static Layer Clip(ModelScope scope)
    {
        scope.Head(VisionParts.Model, VisionParts.Model);
        long width = scope.Config.OptionalSize("projection_dim") ?? Projection;
        return ContrastivePair.Of(
            scope,
            () => Projected(PooledText(scope.InnerOrUsual("text_config", Text)), "text_projection", width),
            () => Projected(PooledImage(scope.InnerOrUsual(ImageTower.Key, Vision)), "visual_projection", width),
            hasOffset: false);

        static Layer Projected(Layer vector, string name, long width) => ModelScope.Add(name, new Dense(width, UseBias: false), vector);
    }

    /// <summary>The text network of CLIP.</summary>
    public static Layer TextNetwork(ModelScope scope) => Alone(scope, PooledText, "text_projection");

    /// <summary>The vision network of CLIP.</summary>
    public static Layer VisionNetwork(ModelScope scope) => Alone(scope, PooledImage, "visual_projection");

    /// <summary>The vision network up to a hidden state.</summary>
    public static ImageTower Tower(ModelScope scope, long hidden)
    {
        ModelConfig config = scope.Config;
        TransformerBlock block = scope.EncoderBlock(Function, Epsilon);
        var patches = new PatchEmbeddingBlock { Patch = config.Sizes("patch_size"), Width = config.Size("hidden_size"), HasClassToken = true, HasPositions = true, UseBias = false };
        Layer layer = patches.On(scope.Image(), new BlockScope("vision_model.embeddings"));
        layer = ModelScope.Add("vision_model.pre_layrnorm", block.Normalizer, layer);
        (Layer used, Layer last) = ImageTower.Blocks(scope, layer, "vision_model.encoder.layers", block, hidden);
        layer = ModelScope.Position(last, "vision_model.pooled", 0);
        return new ImageTower(used, last, ModelScope.Add("vision_model.post_layernorm", block.Normalizer, layer)) { HasClassToken = true };
    }

    private static Layer Alone(ModelScope scope, Func<ModelScope, Layer> pooled, string projection)
    {
        string head = scope.Head(VisionParts.Model, VisionParts.Model, WithProjection);
        Layer layer = pooled(scope);
        return head == VisionParts.Model ? layer
            : ModelScope.Add(projection, new Dense(scope.Config.OptionalSize("projection_dim") ?? Projection, UseBias: false), layer);
    }

    // The vector at the end of the text, which is the last position where nothing is padded.
    private static Layer PooledText(ModelScope scope)
    {
        TransformerBlock block = scope.EncoderBlock(Function, Epsilon);
        block = block with { Attention = (MultiHeadAttention)block.Attention! with { IsCausal = true } };
        return ModelScope.Position(ContrastivePair.Text(scope, block), "text_model.pooled", -1);
    }

    private static Layer PooledImage(ModelScope scope) => Tower(scope, -1).Pooled!;
}
