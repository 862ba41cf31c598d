namespace DeepCalc.Formulas;

/// <summary>The rules for the shapes of merged branches.</summary>
internal static class Merging
{
    /// <summary>
    /// The common size of an axis of two branches, or null if they differ. An unknown size may turn out to
    /// equal the other size, so a known size is preferred, in either order of the branches. The working notes that they are assumed to be equal.
    /// </summary>
    public static Quantity? Agree(Quantity a, Quantity b, Working? working = null)
    {
        if (a.IsKnown && b.IsKnown)
        {
            return a == b ? a : null;
        }

        if (working is not null && a != b)
        {
            working.Assume(a, b);
        }

        return b.IsKnown ? b : a;
    }

    /// <summary>Whether the first axes of two branches have the same sizes.</summary>
    public static bool AgreeOn(int axes, TensorShape a, TensorShape b, Working? working = null) =>
        a.Sizes.Take(axes).Zip(b.Sizes).All(pair => Agree(pair.First, pair.Second, working) is not null);

    /// <summary>An error unless both shapes have the same layout; a vector has none.</summary>
    public static void RequireSameLayout(TensorShape left, TensorShape right, string what) => DeepCalcException.ThrowIf(
        left.Layout != right.Layout && left.Rank > 1 && right.Rank > 1, ErrorCode.ShapeMismatch,
        $"{left} ({left.Layout}) and {right} ({right.Layout}) cannot be {what}: give all inputs the same layout.");
}
