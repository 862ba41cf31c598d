namespace DeepCalc;

/// <summary>What a pooling window takes of its input.</summary>
public enum PoolKind
{
    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The mean.</summary>
    Average,
}
