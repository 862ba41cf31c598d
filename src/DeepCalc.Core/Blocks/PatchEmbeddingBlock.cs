namespace DeepCalc;

/// <summary>Turns an image into a sequence: a convolution over patches that do not overlap, its positions one after another.</summary>
public sealed record PatchEmbeddingBlock
{
    /// <summary>The size of a patch, for all axes or each.</summary>
    public required AxisValues Patch { get; init; }

    /// <summary>The width of a position's vector.</summary>
    public required long Width { get; init; }

    /// <summary>Whether a learned vector stands in front, whose output stands for the whole image.</summary>
    public bool HasClassToken { get; init; }

    /// <summary>Whether a learned vector is added for each position.</summary>
    public bool HasPositions { get; init; }

    /// <summary>Whether the convolution has biases.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>The block on a layer.</summary>
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
