namespace DeepCalc;

/// <summary>
/// A block of a transformer: self-attention and a feed-forward network, each with a skip connection and a normalisation. With
/// a memory, it attends to that as well in between: a decoder block.
/// </summary>
public sealed record TransformerBlock
{
    private static readonly Part SelfAttention = new("attention", "attention_norm", "attention_add");
    private static readonly Part CrossAttention = new("cross_attention", "cross_attention_norm", "cross_attention_add");
    private static readonly Part Network = new("feed_forward", "feed_forward_norm", "feed_forward_add");

    /// <summary>The attention of a position to the others.</summary>
    public required MultiHeadAttention Attention { get; init; }

    /// <summary>The network on each position.</summary>
    public required FeedForwardBlock FeedForward { get; init; }

    /// <summary>The normalisation: Layer or Rms.</summary>
    public NormalizationKind Normalization { get; init; } = NormalizationKind.Layer;

    /// <summary>Whether the normalisations stand before attention and network, in the branch, or after the addition.</summary>
    public bool IsPreNorm { get; init; }

    /// <summary>The block on a layer.</summary>
    /// <param name="input">The layer.</param>
    /// <param name="memory">The encoder's output that a decoder block attends to, or null.</param>
    /// <param name="scope">What the layers have in common.</param>
    public Layer On(Layer input, Layer? memory, BlockScope scope)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (Normalization is not (NormalizationKind.Layer or NormalizationKind.Rms))
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting, $"a transformer block normalises each position: Layer or Rms; given {Normalization}.");
        }

        Layer layer = Residual(SelfAttention, input, x => scope.Add(SelfAttention.Branch, Attention, x), scope);
        if (memory is not null)
        {
            MultiHeadAttention cross = Attention with { IsCausal = false, UseRotary = false };
            layer = Residual(CrossAttention, layer, x => scope.Add(CrossAttention.Branch, cross, x, memory), scope);
        }

        return Residual(Network, layer, x => FeedForward.On(x, scope.Inner(Network.Branch)), scope);
    }

    private Layer Residual(Part part, Layer input, Func<Layer, Layer> branch, BlockScope scope)
    {
        var normalization = new Normalization(Normalization, UseCenter: Normalization == NormalizationKind.Layer);
        Layer inner = IsPreNorm ? scope.Add(part.Norm, normalization, input) : input;
        Layer sum = scope.Add(part.Sum, new Merge(), branch(inner), input);
        return IsPreNorm ? sum : scope.Add(part.Norm, normalization, sum);
    }

    // The names of a branch, its normalisation and its sum.
    private sealed record Part(string Branch, string Norm, string Sum);
}
