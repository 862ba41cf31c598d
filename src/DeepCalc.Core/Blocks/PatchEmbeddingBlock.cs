namespace DeepCalc;

/// <summary>Turns an image into a sequence: a convolution over patches without overlap, whose positions become the steps.</summary>
public sealed record PatchEmbeddingBlock
{
    /// <summary>The size of a patch: one number for all axes, or one for each.</summary>
    public required AxisValues Patch { get; init; }

    /// <summary>The width of a position's vector.</summary>
    public required long Width { get; init; }

    /// <summary>Whether a learned vector is put in front; its output represents the whole image.</summary>
    public bool HasClassToken { get; init; }

    /// <summary>Whether a learned vector is added for each position.</summary>
    public bool HasPositions { get; init; }

    /// <summary>Whether the convolution has biases.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>Adds the block after a layer and returns its last layer.</summary>
    public Layer On(Layer input, BlockScope scope)
    {
        ArgumentNullException.ThrowIfNull(input);
        Layer patches = scope.Add("patches", new Convolution(Width, new WindowSettings { Kernel = Patch, Stride = Patch }, UseBias: UseBias), input);
        Layer layer = patches.OutputShape.Layout == Layout.ChannelsLast
            ? scope.Add("sequence", new Reshape(new AxisValues(-1, Width)), patches)
            : scope.Add("sequence", new Permute(new AxisValues(1, 0), Layout.ChannelsLast), scope.Add("rows", new Reshape(new AxisValues(Width, -1)), patches));
        layer = HasClassToken ? scope.Add("class_token", new ClassToken(), layer) : layer;
        return HasPositions ? scope.Add("positions", new PositionEmbedding(), layer) : layer;
    }
}
