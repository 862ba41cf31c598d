namespace DeepCalc.Formats.HuggingFace;

/// <summary>What the vision network of a vision-language network gives to its text network.</summary>
/// <param name="Tokens">The vectors that take the place of the image's positions.</param>
internal sealed record ImageFeatures(Layer Tokens)
{
    /// <summary>Vectors that are added to the same positions behind the first blocks of the text network, one layer for each block.</summary>
    public IReadOnlyList<Layer> Deep { get; init; } = [];

    /// <summary>The last of the layers that run although nothing uses them, such as the last block of CLIP in LLaVA; null for none.</summary>
    public Layer? Unused { get; init; }

    /// <summary>All of them.</summary>
    public Layer[] Outputs => [Tokens, .. Deep, .. Unused is null ? Array.Empty<Layer>() : [Unused]];
}
