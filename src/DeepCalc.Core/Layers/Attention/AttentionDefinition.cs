namespace DeepCalc;

/// <summary>The settings that scaled dot-product attention has with projections of its own and without.</summary>
public abstract record AttentionDefinition : LayerDefinition
{
    /// <summary>Whether a position sees only itself and those before it. It changes no count: the whole product is computed and masked.</summary>
    public bool IsCausal { get; init; }

    /// <summary>The number of positions that a query of a causal attention sees, itself and those before it; null is all. It changes no count either.</summary>
    public long? Window { get; init; }

    /// <summary>Whether each head has a learned logit beside its scores, which takes a share of the softmax (gpt-oss).</summary>
    public bool UseSinkLogit { get; init; }

    /// <summary>Whether queries and new keys are rotated by rotary position embeddings.</summary>
    public bool UseRotary { get; init; }

    /// <summary>Whether the scores are capped within ±c by c·tanh(s/c).</summary>
    public bool CapsScores { get; init; }

    /// <summary>The cap c of the scores, or null where it is not given.</summary>
    public double? ScoreCap { get; init; }

    /// <summary>The factor of the scores QKᵀ, or null for 1/√d.</summary>
    public double? Scale { get; init; }

    /// <summary>Whether a number is added to each score that the layer does not hold: a mask, or the bias of a position from elsewhere.</summary>
    public bool AddsToScores { get; init; }

    // The operations on a score beside the division by √d and the softmax. A scale of 1 divides nothing.
    private protected long MoreOfScore => (AddsToScores ? 1 : 0) + (CapsScores ? ElementwiseWork.SoftCap : 0) - (Scale == 1 ? 1 : 0);

    // The elements of a softmax beside the scores.
    private protected long SinksOfSoftmax => UseSinkLogit ? 1 : 0;
}
