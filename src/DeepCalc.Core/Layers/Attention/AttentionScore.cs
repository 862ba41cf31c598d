namespace DeepCalc;

/// <summary>How well a key fits a query.</summary>
public enum AttentionScore
{
    /// <summary>Their product (Luong et al. 2015).</summary>
    Dot,

    /// <summary>The sum of tanh(q + k), weighted on each feature if there is a scale (Bahdanau et al. 2014).</summary>
    Additive,

    /// <summary>The sum of tanh(q + k), times a learned number; a scale, if there is one, is one number too (Keras's concat).</summary>
    Concatenated,
}
