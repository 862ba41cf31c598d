namespace DeepCalc;

/// <summary>What the kinds of pooling have in common: names, and the work of taking one value out of a window.</summary>
internal static class PoolWork
{
    /// <summary>The kind as Keras names it: MaxPooling2D, GlobalAveragePooling1D.</summary>
    public static string Kind(string prefix, PoolKind pool, ReadOnlySpan<TensorShape> inputs) =>
        prefix + pool + (WindowedLayer.KindRank(inputs) is > 0 and var rank ? $"Pooling{rank}D" : "Pooling");

    /// <summary>
    /// Max: a comparison for every value but the first. Average: an addition likewise, and one division. L2: a square for each
    /// value, an addition for each but the first, and one root.
    /// </summary>
    public static Quantity EachOutput(PoolKind pool, Quantity elements) => pool switch
    {
        PoolKind.Max => elements - 1,
        PoolKind.Average => elements,
        _ => 2 * elements,
    };
}
