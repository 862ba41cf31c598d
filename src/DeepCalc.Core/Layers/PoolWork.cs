namespace DeepCalc;

/// <summary>The work of taking one value out of a pooling window.</summary>
internal static class PoolWork
{
    /// <summary>Max: a comparison for every value but the first. Average: an addition likewise, and one division.</summary>
    public static Quantity EachOutput(PoolKind pool, Quantity elements) => pool == PoolKind.Max ? elements - 1 : elements;
}
