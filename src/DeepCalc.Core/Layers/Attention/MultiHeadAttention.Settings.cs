namespace DeepCalc;

/// <content>Its settings, and how they are written.</content>
public sealed partial record MultiHeadAttention
{
    /// <summary>The number of query heads h.</summary>
    public required long Heads { get; init; }

    /// <summary>
    /// The number of key and value heads, a divisor of the query heads; null is the number of query heads. One is multi-query attention.
    /// </summary>
    public long? KeyValueHeads { get; init; }

    /// <summary>The width of a head's queries and keys; null is the query width divided by the heads.</summary>
    public long? KeyWidth { get; init; }

    /// <summary>The width of a head's values; null is the key width.</summary>
    public long? ValueWidth { get; init; }

    /// <summary>The width of the output; null is the width of the query.</summary>
    public long? OutputWidth { get; init; }

    /// <summary>Whether the projections of queries, keys and values have biases.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>Whether the projection of keys has a bias; null is <see cref="UseBias"/>. That of Whisper has none: the softmax would cancel it.</summary>
    public bool? UseKeyBias { get; init; }

    /// <summary>Whether the output projection has a bias; null is <see cref="UseBias"/>.</summary>
    public bool? UseOutputBias { get; init; }

    /// <summary>
    /// The number of first positions that a query sees beside the window (StreamingLLM, Xiao et al. 2023); null is none. It changes no count.
    /// </summary>
    public long? SinkPositions { get; init; }

    /// <summary>
    /// The number of positions of a chunk: a query of a causal attention sees those of its own chunk (Llama 4); null is all. It changes no
    /// count either.
    /// </summary>
    public long? Chunk { get; init; }

    /// <summary>
    /// Whether keys and values are those of another layer, the second and third input with their axes of heads (Cross-Layer Attention, YOCO,
    /// Gemma 3n). The layer then has no projections for them, and remembers nothing.
    /// </summary>
    public bool SharesKeyValue { get; init; }

    /// <summary>
    /// Whether a layer that shares keys and values has projections for them all the same, which nothing uses (Gemma 3n).
    /// </summary>
    public bool HasIdleKeyValue { get; init; }

    /// <summary>
    /// Whether the projected keys are the values too, before they are normalised and rotated, so that there is no projection of values (Gemma 4's
    /// attention_k_eq_v).
    /// </summary>
    public bool UsesKeysAsValues { get; init; }

    /// <summary>Whether each head's value is normalised by the root of its mean square, without scales (Gemma 3n, Gemma 4).</summary>
    public bool NormalizesValues { get; init; }

    /// <summary>The positions that are remembered from before, or null where the pass begins with the sequence.</summary>
    internal Quantity? Past { get; init; }

    /// <summary>The number of features per head that they rotate; null is all.</summary>
    public long? RotaryWidth { get; init; }

    /// <summary>The number of positions at the beginning that rotary positions do not rotate, such as the tokens before the patches of an image.</summary>
    public long UnrotatedPositions { get; init; }

    /// <summary>
    /// The normalisation of each head's query and key before the scores, Layer or Rms, with weights shared by all heads; null is none.
    /// </summary>
    public NormalizationKind? HeadNormalization { get; init; }

    /// <summary>Whether <see cref="HeadNormalization"/> is one over the features of all heads, with a scale for each, as in OLMo 2.</summary>
    public bool NormalizesAllHeads { get; init; }

    /// <summary>Whether each head has scales of its own in <see cref="HeadNormalization"/>, by which it is still normalised by itself, as in Cohere.</summary>
    public bool SeparatesHeadScales { get; init; }

    /// <summary>Whether <see cref="HeadNormalization"/> has scales; in Llama 4 it has none.</summary>
    public bool UseHeadScale { get; init; } = true;

    /// <summary>Whether <see cref="HeadNormalization"/> has offsets beside its scales, if it is Layer; in Cohere and StableLM it has none.</summary>
    public bool UseHeadCenter { get; init; } = true;

    /// <summary>The epsilon of <see cref="HeadNormalization"/>; null is the default of the network's framework.</summary>
    public double? HeadEpsilon { get; init; }

    /// <summary>Whether the scales of <see cref="HeadNormalization"/> are stored as their differences from 1, as in Gemma.</summary>
    public bool HeadScalesAroundOne { get; init; }

    /// <summary>The fraction of the weights that training sets to zero.</summary>
    public double Dropout { get; init; }

    /// <summary>The base θ of the angles of rotary positions: pair i of r/2 turns by θ^(−2i/r) a position.</summary>
    public double RotaryBase { get; init; } = PositionEmbedding.UsualBase;

    /// <summary>How the angles are scaled for sequences longer than those of training, or null.</summary>
    public RotaryScaling? RotaryScaling { get; init; }

    /// <summary>
    /// Whether the heads' output is multiplied by a gate, the sigmoid of another projection of the query (Qiu et al. 2025, Keras's
    /// use_gate).
    /// </summary>
    public bool UseGate { get; init; }

    /// <summary>Whether a learned key and value are appended to those of the memory (PyTorch's add_bias_kv).</summary>
    public bool UseBiasKeyValue { get; init; }

    /// <summary>Whether a key and value of zeros are appended, so that a query can attend to nothing (PyTorch's add_zero_attn).</summary>
    public bool UseZeroKeyValue { get; init; }

    /// <summary>
    /// The limit within which queries, keys and values are held after their projections (clip_qkv of MPT and OLMo), or null for none.
    /// </summary>
    public double? ProjectionLimit { get; init; }

    /// <summary>Whether a query is multiplied by a number that depends on its position (the tuned temperature of Llama 4 and Ministral 3).</summary>
    public bool ScalesQueriesByPosition { get; init; }

    /// <summary>The factor of the values (MiMo-V2), or null for none.</summary>
    public double? ValueScale { get; init; }

    /// <summary>What chooses the blocks of keys that a query attends to, or null for all keys. It requires one input.</summary>
    public BlockIndexer? Indexer { get; init; }

    /// <summary>The number of relative positions, each with a learned bias per head that is added to the scores; null is none.</summary>
    public long? RelativePositions { get; init; }

    /// <summary>
    /// Whether a bias is added to the scores that falls linearly with the distance of the positions, with a fixed slope for each head (ALiBi,
    /// Press et al. 2022), as in Bloom and MPT.
    /// </summary>
    public bool UseLinearBias { get; init; }

    public override string Describe() => SettingText.Join(
        $"{Heads} heads",
        KeyValueHeads is { } keyValueHeads && keyValueHeads != Heads ? $"{keyValueHeads} key and value heads" : null,
        KeyWidth is { } keyWidth ? $"key width {keyWidth}" : null,
        ValueWidth is { } valueWidth ? $"value width {valueWidth}" : null,
        OutputWidth is { } outputWidth ? $"output width {outputWidth}" : null,
        Visible.Describe(),
        UseSinkLogit ? "sink logit" : null,
        SharesKeyValue ? "keys and values of another layer" : null,
        HasIdleKeyValue ? "idle projections of keys and values" : null,
        UsesKeysAsValues ? "keys as values" : null,
        NormalizesValues ? "normalised values" : null,
        Past is { } past ? $"after {past} positions" : null,
        !UseRotary ? null : RotaryWidth is { } width ? $"rotary on {width}" : "rotary",
        UnrotatedPositions == 0 ? null : $"{UnrotatedPositions} positions not rotated",
        UseRotary ? SettingText.Of("rotary base", RotaryBase, PositionEmbedding.UsualBase) : null,
        UseRotary ? RotaryScaling?.ToString() : null,
        HeadNormalization is { } normalization ? $"{normalization} normalised heads{(NormalizesAllHeads ? " together" : "")}" : null,
        SeparatesHeadScales ? "scales of each head" : null,
        UseHeadScale ? null : "no head scales",
        UseHeadCenter ? null : "no head offsets",
        HeadScalesAroundOne ? "head scales around 1" : null,
        SettingText.Of("head epsilon", HeadEpsilon),
        ScoreCap is { } cap ? $"scores capped at {SettingText.Number(cap)}" : CapsScores ? "capped scores" : null,
        SettingText.Of("scores times", Scale),
        UseGate ? "gated" : null,
        UseBiasKeyValue ? "learned key and value" : null,
        UseZeroKeyValue ? "zero key and value" : null,
        SettingText.Of("projections within", ProjectionLimit),
        ScalesQueriesByPosition ? "queries times a factor of their position" : null,
        SettingText.Of("values times", ValueScale),
        Indexer?.ToString(),
        RelativePositions is { } positions ? $"{positions} relative positions" : null,
        UseLinearBias ? "linear biases of scores" : null,
        (UseBias, UseOutputBias ?? UseBias) switch
        {
            (false, false) => "no bias",
            (false, true) => "output bias only",
            (true, false) => "no output bias",
            _ => null,
        },
        UseKeyBias is { } keyBias && keyBias != UseBias ? (keyBias ? "key bias" : "no key bias") : null,
        AddsToScores ? "added scores" : null,
        SettingText.Of("dropout", Dropout, 0));
}
