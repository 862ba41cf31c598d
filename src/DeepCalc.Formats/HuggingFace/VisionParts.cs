namespace DeepCalc.Formats.HuggingFace;

/// <summary>The parts of networks of images by the settings of a file. A family changes what differs.</summary>
internal static class VisionParts
{
    /// <summary>No head.</summary>
    public const string Model = "Model";

    /// <summary>The head of classes.</summary>
    public const string Classes = "ForImageClassification";

    /// <summary>An image of the size in the file, channels first.</summary>
    public static Layer Image(this ModelScope scope)
    {
        AxisValues size = scope.Config.Sizes("image_size");
        return scope.Image(size.Values[0], size.Values[^1]);
    }

    /// <summary>An image, channels first.</summary>
    public static Layer Image(this ModelScope scope, Quantity height, Quantity width) =>
        scope.Input("pixel_values", new TensorShape(Layout.ChannelsFirst, scope.Config.OptionalSize("num_channels") ?? 3, height, width));

    /// <summary>A block with layer normalisation before its branches, biases, and attention of all positions to all.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="function">The default activation function.</param>
    /// <param name="epsilon">The default epsilon.</param>
    /// <param name="dropout">The setting of the dropout of attention's weights.</param>
    public static TransformerBlock EncoderBlock(this ModelScope scope, string function, double epsilon, string dropout = "attention_dropout") => new()
    {
        Attention = new MultiHeadAttention { Heads = scope.Config.Size("num_attention_heads"), Dropout = scope.Config.Number(dropout) ?? 0 },
        FeedForward = scope.Config.Network(function),
        IsPreNorm = true,
        Epsilon = scope.Config.Epsilon("layer_norm_eps", epsilon),
    };

    /// <summary>Joins each group of neighbouring positions to one, whose features are theirs one after another.</summary>
    /// <param name="layer">The sequence, in which the positions of a group follow each other.</param>
    /// <param name="name">The name of the layer.</param>
    /// <param name="count">The number of positions in a group.</param>
    public static Layer Joined(Layer layer, string name, long count) =>
        ModelScope.Add(name, new Reshape(new TensorShape(-1, layer.OutputShape.Last * count)), layer);
}
