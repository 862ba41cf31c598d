namespace DeepCalc.Formats.HuggingFace;

/// <summary>A network of texts and one of images, each of which makes a vector; the cosine of the angle between both is scaled.</summary>
internal static class ContrastivePair
{
    /// <summary>The whole network, or the part that the options choose.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="text">Builds the network of the text.</param>
    /// <param name="image">Builds the network of the image.</param>
    /// <param name="hasOffset">Whether a learned number is added behind the scale.</param>
    public static Layer Of(ModelScope scope, Func<Layer> text, Func<Layer> image, bool hasOffset)
    {
        switch (scope.Options.OnlyPart)
        {
            case NetworkPart.Text:
                scope.Config.Ignore(ImageTower.Key);
                return text();
            case NetworkPart.Vision:
                scope.Config.Ignore("text_config");
                return image();
        }

        Layer similarity = ModelScope.Add("similarity", new Dot(Normalize: true), text(), image());
        return ModelScope.Add("logit_scale", new Scale(-1, hasOffset), similarity);
    }

    /// <summary>The encoder of the text.</summary>
    /// <param name="scope">The inputs of its builder.</param>
    /// <param name="block">A block.</param>
    public static Layer Text(ModelScope scope, TransformerBlock block)
    {
        ModelConfig config = scope.Config;
        Layer layer = ModelScope.Add("text_model.embeddings.token_embedding", new Embedding(config.Size("vocab_size"), config.Size("hidden_size")), scope.Words());
        layer = ModelScope.Add("text_model.embeddings.position_embedding", new PositionEmbedding(Length: config.Size("max_position_embeddings")), layer);
        layer = scope.Blocks(layer, "text_model.encoder.layers", config.Layers("num_hidden_layers"), _ => block);
        return ModelScope.Add("text_model.final_layer_norm", block.Normalizer, layer);
    }
}
