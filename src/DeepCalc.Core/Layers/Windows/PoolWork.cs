namespace DeepCalc.Layers.Windows;

/// <summary>The common parts of all pooling layers: names, norms, and the work of reducing a window to one value.</summary>
internal static class PoolWork
{
    // |x|ᵖ is an absolute value, a logarithm, a product and an exponential; the root of a sum, which is not negative, is the last three.
    private const int Power = 4;
    private const int Root = 3;

    /// <summary>The kind as Keras names it: MaxPooling2D, GlobalAveragePooling1D.</summary>
    public static string Kind(string prefix, PoolKind pool, ReadOnlySpan<TensorShape> inputs) =>
        WindowedLayer.Kind($"{prefix}{pool}Pooling", inputs);

    /// <summary>The norm as a setting in words, or null.</summary>
    public static string? Describe(Ratio? norm) => norm is { } p ? $"norm {p}" : null;

    /// <summary>An error unless Lp pooling has a norm above 0 and every other pooling has none.</summary>
    public static void RequireNorm(PoolKind pool, Ratio? norm)
    {
        DeepCalcException.ThrowIf(
            pool == PoolKind.Lp && norm is null, ErrorCode.InvalidSetting,
            "pooling of the kind Lp needs a norm, such as 3; for norm 2 there is the kind L2.");
        DeepCalcException.ThrowIf(
            pool != PoolKind.Lp && norm is not null, ErrorCode.InvalidSetting,
            $"a norm ({norm}) is for pooling of the kind Lp; {pool} pooling has none.");
        DeepCalcException.ThrowIf(norm <= 0, ErrorCode.InvalidSize, $"the norm must be more than 0; given {norm}.");
    }

    /// <summary>
    /// The backward pass needs the input; of the largest values also their places, and of a norm the output
    /// (PyTorch, derivatives.yaml: max_pool2d_with_indices, avg_pool2d).
    /// </summary>
    public static Storage Storage(PoolKind pool, TensorShape output, Working? working) => new()
    {
        OverwritesByChannel = [0],
        KeepsInputs = [0],
        KeepsOutput = pool is PoolKind.L2 or PoolKind.Lp,
        Held = pool == PoolKind.Max
            ? [new Held("indices", 0, working.Record("Indices of the largest values", "e", working.ProductOf(output), Sources.Definition), ElementType.Int64)]
            : [],
    };

    /// <summary>
    /// Max: a comparison for every value but the first. Average: an addition for every value but the first, and one division. L2: a square
    /// for each value, an addition for each but the first, and one root. Norm 1: an absolute value for each, and the additions; any other
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
