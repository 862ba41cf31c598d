namespace DeepCalc;

/// <summary>
/// A block of a transformer: self-attention and a feed-forward network, each with a skip connection and a normalisation. A
/// decoder block also attends to a memory in between.
/// </summary>
public sealed record TransformerBlock
{
    private static readonly Part SelfAttention = new("attention");
    private static readonly Part CrossAttention = new("cross_attention");
    private static readonly Part Network = new("feed_forward");

    /// <summary>The self-attention, or another layer in its place that keeps the shape of its input.</summary>
    public required LayerDefinition Attention { get; init; }

    /// <summary>The feed-forward network on each position.</summary>
    public required FeedForwardBlock FeedForward { get; init; }

    /// <summary>The normalisation: Layer or Rms.</summary>
    public NormalizationKind Normalization { get; init; } = NormalizationKind.Layer;

    /// <summary>The epsilon of the normalisations; null is the default of the network's framework.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Whether the scales of the normalisations are stored as their differences from 1, as in Gemma.</summary>
    public bool ScalesAroundOne { get; init; }

    /// <summary>
    /// Whether the normalisations come before attention and feed-forward network, inside the branch; otherwise they come after the
    /// addition.
    /// </summary>
    public bool IsPreNorm { get; init; }

    /// <summary>
    /// Whether the output of a branch is normalised before the addition; with <see cref="IsPreNorm"/>, its input and output are.
    /// </summary>
    public bool NormalizesBranches { get; init; }

    /// <summary>
    /// Whether attention and feed-forward network both take the block's input and are added to it together, as in GPT-J and GPT-NeoX.
    /// It requires <see cref="IsPreNorm"/>.
    /// </summary>
    public bool IsParallel { get; init; }

    /// <summary>Whether one normalisation feeds both branches of a parallel block.</summary>
    public bool SharesNorm { get; init; }

    /// <summary>Adds the block after a layer and returns its last layer.</summary>
    /// <param name="input">The layer.</param>
    /// <param name="memory">The encoder's output that a decoder block attends to, or null.</param>
    /// <param name="scope">The common settings of the layers.</param>
    /// <param name="shared">
    /// The layer up to which the last attention with keys and values of its own gives those of this block's attention, or null for keys and
    /// values of its own.
    /// </param>
    public Layer On(Layer input, Layer? memory, BlockScope scope, Layer? shared = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireValid(memory);
        scope = scope.AsBlock();
        if (IsParallel)
        {
            return Parallel(input, scope, shared);
        }

        Layer layer = Residual(SelfAttention, input, x => Attend(x, shared, scope), scope);
        if (memory is not null)
        {
            MultiHeadAttention cross = MultiHead("attend to a memory") with
            {
                IsCausal = false,
                Window = null,
                SinkPositions = null,
                Chunk = null,
                UseRotary = false,
                RotaryWidth = null,
            };
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

    private Layer Attend(Layer input, Layer? shared, BlockScope scope) => shared is null
        ? scope.Add(SelfAttention.Branch, Attention, input)
        : scope.Add(SelfAttention.Branch, MultiHead("share keys and values") with { SharesKeyValue = true }, [input, .. SharedKeyValue.Of(shared)]);

    private MultiHeadAttention MultiHead(string purpose) => Attention as MultiHeadAttention ?? throw new DeepCalcException(
        ErrorCode.InvalidSetting, $"a block can {purpose} only by multi-head attention; that of this block is {Attention.GetType().Name}.");

    private Layer Parallel(Layer input, BlockScope scope, Layer? shared)
    {
        Layer first = scope.Add(SharesNorm ? "norm" : SelfAttention.Norm, Normalizer, input);
        Layer attended = Attend(first, shared, scope);
        Layer second = SharesNorm ? first : scope.Add(Network.Norm, Normalizer, input);
        return scope.Add("add", new Merge(), attended, FeedForward.On(second, scope.Inner(Network.Branch)), input);
    }

    /// <summary>The normalisation of the block.</summary>
    internal Normalization Normalizer => new(Normalization, UseCenter: Normalization == NormalizationKind.Layer)
    {
        Epsilon = Epsilon,
        ScalesAroundOne = ScalesAroundOne,
    };

    private void RequireValid(Layer? memory)
    {
        DeepCalcException.ThrowIf(
            Normalization is not (NormalizationKind.Layer or NormalizationKind.Rms), ErrorCode.InvalidSetting,
            $"the normalisation of a transformer block is Layer or Rms; given {Normalization}.");
        DeepCalcException.ThrowIf(
            IsParallel && (!IsPreNorm || NormalizesBranches || memory is not null), ErrorCode.InvalidSetting,
            "a parallel transformer block must normalise before its branches, not after them, and cannot attend to a memory.");
        DeepCalcException.ThrowIf(
            SharesNorm && !IsParallel, ErrorCode.InvalidSetting,
            "attention and feed-forward network can share a normalisation only in a parallel block.");
    }

    // The names of a branch, its normalisations and its sum.
    private sealed record Part(string Branch)
    {
        public string Norm => Branch + "_norm";

        public string OutputNorm => Branch + "_output_norm";

        public string Sum => Branch + "_add";
    }
}
