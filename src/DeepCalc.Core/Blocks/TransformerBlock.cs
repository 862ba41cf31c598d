namespace DeepCalc;

/// <summary>
/// A block of a transformer: self-attention and a feed-forward network, each with a skip connection and a normalisation. With
/// a memory, it attends to that as well in between: a decoder block.
/// </summary>
public sealed record TransformerBlock
{
    private static readonly Part SelfAttention = new("attention");
    private static readonly Part CrossAttention = new("cross_attention");
    private static readonly Part Network = new("feed_forward");

    /// <summary>The attention of a position to the others.</summary>
    public required MultiHeadAttention Attention { get; init; }

    /// <summary>The network on each position.</summary>
    public required FeedForwardBlock FeedForward { get; init; }

    /// <summary>The normalisation: Layer or Rms.</summary>
    public NormalizationKind Normalization { get; init; } = NormalizationKind.Layer;

    /// <summary>Whether the normalisations stand before attention and network, in the branch, or after the addition.</summary>
    public bool IsPreNorm { get; init; }

    /// <summary>Whether what a branch puts out is normalised as well, before the addition; with <see cref="IsPreNorm"/>, on both sides.</summary>
    public bool NormalizesBranches { get; init; }

    /// <summary>
    /// Whether attention and network both work on the block's input and are added to it together, as in GPT-J and GPT-NeoX; with <see cref="IsPreNorm"/>.
    /// </summary>
    public bool IsParallel { get; init; }

    /// <summary>Of a parallel block: whether one normalisation feeds both.</summary>
    public bool SharesNorm { get; init; }

    /// <summary>The block on a layer.</summary>
    /// <param name="input">The layer.</param>
    /// <param name="memory">The encoder's output that a decoder block attends to, or null.</param>
    /// <param name="scope">What the layers have in common.</param>
    public Layer On(Layer input, Layer? memory, BlockScope scope)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireValid(memory);
        if (IsParallel)
        {
            return Parallel(input, scope);
        }

        Layer layer = Residual(SelfAttention, input, x => scope.Add(SelfAttention.Branch, Attention, x), scope);
        if (memory is not null)
        {
            MultiHeadAttention cross = Attention with { IsCausal = false, UseRotary = false, RotaryWidth = null };
            layer = Residual(CrossAttention, layer, x => scope.Add(CrossAttention.Branch, cross, x, memory), scope);
        }

        return Residual(Network, layer, x => FeedForward.On(x, scope.Inner(Network.Branch)), scope);
    }

    private Layer Residual(Part part, Layer input, Func<Layer, Layer> branch, BlockScope scope)
    {
        Layer inner = branch(IsPreNorm ? scope.Add(part.Norm, Normalizer, input) : input);
        inner = NormalizesBranches ? scope.Add(part.OutputNorm, Normalizer, inner) : inner;
        Layer sum = scope.Add(part.Sum, new Merge(), inner, input);
        return IsPreNorm || NormalizesBranches ? sum : scope.Add(part.Norm, Normalizer, sum);
    }

    private Layer Parallel(Layer input, BlockScope scope)
    {
        Layer first = scope.Add(SharesNorm ? "norm" : SelfAttention.Norm, Normalizer, input);
        Layer attended = scope.Add(SelfAttention.Branch, Attention, first);
        Layer second = SharesNorm ? first : scope.Add(Network.Norm, Normalizer, input);
        return scope.Add("add", new Merge(), attended, FeedForward.On(second, scope.Inner(Network.Branch)), input);
    }

    private Normalization Normalizer => new(Normalization, UseCenter: Normalization == NormalizationKind.Layer);

    private void RequireValid(Layer? memory)
    {
        if (Normalization is not (NormalizationKind.Layer or NormalizationKind.Rms))
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting, $"a transformer block normalises each position: Layer or Rms; given {Normalization}.");
        }

        if (IsParallel && (!IsPreNorm || NormalizesBranches || memory is not null))
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting, "a parallel transformer block normalises before its branches, not after them, and attends to no memory.");
        }

        if (SharesNorm && !IsParallel)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "attention and network share a normalisation only where they are parallel.");
        }
    }

    // The names of a branch, its normalisations and its sum.
    private sealed record Part(string Branch)
    {
        public string Norm => Branch + "_norm";

        public string OutputNorm => Branch + "_output_norm";

        public string Sum => Branch + "_add";
    }
}
