namespace DeepCalc;

/// <summary>
/// A block of a transformer: self-attention and a feed-forward network, each with a skip connection and a normalisation. A
/// decoder block also attends to a memory in between. In hybrid networks, a block can have only one of both.
/// </summary>
public sealed record TransformerBlock
{
    private const string SelfAttention = "attention";
    private const string CrossAttention = "cross_attention";
    private const string Network = "feed_forward";

    /// <summary>The self-attention, or another layer in its place that keeps the shape of its input; null for a block without.</summary>
    public LayerDefinition? Attention { get; init; }

    /// <summary>The attention of a decoder block to a memory; by default that of the positions to each other, as far as it fits.</summary>
    public MultiHeadAttention? MemoryAttention { get; init; }

    /// <summary>The windows of a map within which the positions attend to each other, or null for all of them.</summary>
    public WindowPartition? Windows { get; init; }

    /// <summary>The feed-forward network on each position; null for a block without.</summary>
    public FeedForwardBlock? FeedForward { get; init; }

    /// <summary>The normalisation: Layer or Rms.</summary>
    public NormalizationKind Normalization { get; init; } = NormalizationKind.Layer;

    /// <summary>The epsilon of the normalisations; null is the default of the network's framework.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Whether the scales of the normalisations are stored as their differences from 1, as in Gemma.</summary>
    public bool ScalesAroundOne { get; init; }

    /// <summary>Whether the normalisations have scales; in OLMo they have none.</summary>
    public bool UseNormScale { get; init; } = true;

    /// <summary>Whether layer normalisations have offsets; in MPT and Cohere they have none.</summary>
    public bool UseNormCenter { get; init; } = true;

    /// <summary>The factor of the output of a branch before the addition (Granite's residual_multiplier), or null.</summary>
    public double? BranchScale { get; init; }

    /// <summary>Whether the output of a branch is multiplied by a learned factor for each feature before the addition (CaiT, DINOv2, BEiT).</summary>
    public bool UseLayerScale { get; init; }

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

    /// <summary>Whether the attention of a block with <see cref="IsPreNorm"/> takes its input as it is, as in the first block of ModernBERT.</summary>
    public bool SkipsFirstNorm { get; init; }

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

        Layer layer = Attention is null ? input : Branch(SelfAttention, (x, inner) => Attend(x, shared, inner)).On(input, scope);
        if (memory is not null)
        {
            MultiHeadAttention cross = MemoryAttention ?? MultiHead("attend to a memory") with
            {
                IsCausal = false,
                Window = null,
                SinkPositions = null,
                Chunk = null,
                Indexer = null,
                UseRotary = false,
                RotaryWidth = null,
                RelativePositions = null,
                AddsToScores = false,
            };
            layer = Branch(CrossAttention, (x, inner) => inner.Add(CrossAttention, cross, x, memory)).On(layer, scope);
        }

        return FeedForward is null ? layer : Branch(Network, (x, inner) => FeedForward.On(x, inner.Inner(Network))).On(layer, scope);
    }

    private ResidualBranch Branch(string name, Func<Layer, BlockScope, Layer> layers) => new(name, layers)
    {
        Before = IsPreNorm && !(SkipsFirstNorm && name == SelfAttention) ? Normalizer : null,
        Behind = NormalizesBranches ? Normalizer : null,
        OfSum = IsPreNorm || NormalizesBranches ? null : Normalizer,
        Scale = BranchScale,
        UseLayerScale = UseLayerScale,
    };

    private Layer Attend(Layer input, Layer? shared, BlockScope scope) => Windows is { } windows ? windows.On(input, scope, x => scope.Add(SelfAttention, Attention!, x))
        : shared is null ? scope.Add(SelfAttention, Attention!, input)
        : scope.Add(SelfAttention, MultiHead("share keys and values") with { SharesKeyValue = true }, [input, .. SharedKeyValue.Of(shared)]);

    private MultiHeadAttention MultiHead(string purpose) => Attention as MultiHeadAttention ?? throw new DeepCalcException(
        ErrorCode.InvalidSetting, $"a block can {purpose} only by multi-head attention; that of this block is {Attention?.GetType().Name ?? "missing"}.");

    private Layer Parallel(Layer input, BlockScope scope, Layer? shared)
    {
        Layer first = scope.Add(SharesNorm ? "norm" : SelfAttention + "_norm", Normalizer, input);
        Layer attended = Attend(first, shared, scope);
        Layer second = SharesNorm ? first : scope.Add(Network + "_norm", Normalizer, input);
        return scope.Add("add", new Merge(), attended, FeedForward!.On(second, scope.Inner(Network)), input);
    }

    /// <summary>The normalisation of the block.</summary>
    internal Normalization Normalizer => new(Normalization, UseScale: UseNormScale, UseCenter: UseNormCenter && Normalization == NormalizationKind.Layer)
    {
        Epsilon = Epsilon,
        ScalesAroundOne = ScalesAroundOne,
    };

    private void RequireValid(Layer? memory)
    {
        DeepCalcException.ThrowIf(
            Attention is null && FeedForward is null, ErrorCode.InvalidSetting, "a transformer block needs attention, a feed-forward network, or both.");
        DeepCalcException.ThrowIf(
            Normalization is not (NormalizationKind.Layer or NormalizationKind.Rms), ErrorCode.InvalidSetting,
            $"the normalisation of a transformer block is Layer or Rms; given {Normalization}.");
        DeepCalcException.ThrowIf(
            IsParallel && (!IsPreNorm || NormalizesBranches || memory is not null || Attention is null || FeedForward is null || BranchScale is not null || UseLayerScale || Windows is not null),
            ErrorCode.InvalidSetting,
            "a parallel transformer block must normalise before its branches, not after them; it needs attention and a feed-forward network, cannot attend to a memory, and has neither windows nor factors of its branches.");
        DeepCalcException.ThrowIf(
            SkipsFirstNorm && (!IsPreNorm || IsParallel), ErrorCode.InvalidSetting,
            "only a block that normalises before its branches, one after the other, can leave the first normalisation out.");
        DeepCalcException.ThrowIf(
            SharesNorm && !IsParallel, ErrorCode.InvalidSetting,
            "attention and feed-forward network can share a normalisation only in a parallel block.");
    }
}
