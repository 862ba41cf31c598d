namespace DeepCalc;

/// <summary>The score of a key for a query.</summary>
public enum AttentionScore
{
    /// <summary>Their product (Luong et al. 2015).</summary>
    Dot,

    /// <summary>The sum of tanh(q + k); a scale weights each feature (Bahdanau et al. 2014).</summary>
    Additive,

    /// <summary>The sum of tanh(q + k), times a learned number; a scale is one number as well (Keras's concat).</summary>
    Concatenated,
}
