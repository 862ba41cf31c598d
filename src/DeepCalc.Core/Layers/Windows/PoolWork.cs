namespace DeepCalc;

/// <summary>What the kinds of pooling have in common: names, norms, and the work of taking one value out of a window.</summary>
internal static class PoolWork
{
    // |x|ᵖ is an absolute value, a logarithm, a product and an exponential; the root of a sum, which is not negative, is the last three.
    private const int Power = 4;
    private const int Root = 3;

    /// <summary>The kind as Keras names it: MaxPooling2D, GlobalAveragePooling1D.</summary>
    public static string Kind(string prefix, PoolKind pool, ReadOnlySpan<TensorShape> inputs) =>
        prefix + pool + (WindowedLayer.KindRank(inputs) is > 0 and var rank ? $"Pooling{rank}D" : "Pooling");

    /// <summary>The norm as a setting in words, or nothing.</summary>
    public static string Describe(Ratio? norm) => norm is { } p ? $"norm {p}" : "";

    /// <summary>An error unless the pooling of a norm has one, above 0, and no other pooling has.</summary>
    public static void RequireNorm(PoolKind pool, Ratio? norm)
    {
        if ((pool == PoolKind.Lp) != norm is not null)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting,
                norm is null
                    ? "pooling of the kind Lp needs a norm, such as 3; of norm 2 it is the kind L2."
                    : $"a norm ({norm}) goes with pooling of the kind Lp; {pool} has none to choose.");
        }

        if (norm is { } p && p <= 0)
        {
            throw new DeepCalcException(ErrorCode.InvalidSize, $"the norm must be more than 0; given {p}.");
        }
    }

    /// <summary>
    /// Max: a comparison for every value but the first. Average: an addition likewise, and one division. L2: a square for each
    /// value, an addition for each but the first, and one root. Norm 1: an absolute value for each, and the additions; any other
    /// norm: a power for each, the additions, and a root that is a power too.
    /// </summary>
    public static Quantity EachOutput(PoolKind pool, Quantity elements, Ratio? norm = null) => (pool, norm) switch
    {
        (PoolKind.Max, _) => elements - 1,
        (PoolKind.Average, _) => elements,
        (PoolKind.Lp, { IsWhole: true, Numerator: 1 }) => (2 * elements) - 1,
        (PoolKind.Lp, not { IsWhole: true, Numerator: 2 }) => ((Power + 1) * elements) + (Root - 1),
        _ => 2 * elements,
    };
}
