namespace DeepCalc.Formats.HuggingFace;

/// <summary>The Vision Transformer, on images of the size in the file.</summary>
internal static class VisionFamilies
{
    private const string Model = "Model";
    private const string Classes = "ForImageClassification";

    public static ModelFamily[] Families { get; } = [new("vit", "ViT", VisionTransformer)];

    /// <summary>Patches with a class token, layer normalisation before.</summary>
    public static Layer VisionTransformer(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        string head = scope.Head(Model, Model, Classes);
        AxisValues image = config.Sizes("image_size");
        AxisValues patch = config.Sizes("patch_size");
        long width = config.Size("hidden_size");
        var shape = new TensorShape(Layout.ChannelsFirst, config.OptionalSize("num_channels") ?? 3, image.Values[0], image.Values[^1]);
        Layer layer = ModelScope.Add("pixel_values", new Input(shape, scope.Name, Framework: Framework.PyTorch));
        layer = new PatchEmbeddingBlock { Patch = patch, Width = width, HasClassToken = true, HasPositions = true }.On(layer, new BlockScope("embeddings"));
        var block = new TransformerBlock
        {
            Attention = new MultiHeadAttention { Heads = config.Size("num_attention_heads"), UseBias = config.Flag("qkv_bias", true), UseOutputBias = true, Dropout = config.Number("attention_probs_dropout_prob") ?? 0 },
            FeedForward = config.Network("gelu"),
            IsPreNorm = true,
            Epsilon = config.Epsilon("layer_norm_eps", 1e-12),
        };
        layer = scope.Blocks(layer, "encoder.layer", config.Layers("num_hidden_layers"), _ => block);
        layer = ModelScope.Add("layernorm", block.Normalizer, layer);
        if (head == Classes)
        {
            return ModelScope.Add("classifier", new Dense(config.Labels), ModelScope.Position(layer, "classifier", 0));
        }

        layer = ModelScope.Add("pooler.dense", new Dense(config.OptionalSize("pooler_output_size") ?? width), ModelScope.Position(layer, "pooler", 0));
        return ModelScope.Add("pooler.activation", new Activation(config.Function("pooler_act", "tanh")), layer);
    }
}
