namespace DeepCalc;

/// <summary>What the shapes of branches must have in common.</summary>
internal static class Merging
{
    /// <summary>
    /// The size of an axis that two branches must share, or null if they cannot. A size that is not known may turn out to
    /// be the other's, and then the known one is it, whatever the order of the branches.
    /// </summary>
    public static Quantity? Agree(Quantity a, Quantity b) => (a.IsKnown, b.IsKnown) switch
    {
        (true, true) => a == b ? a : null,
        (false, true) => b,
        _ => a,
    };

    /// <summary>An error unless the channels stand in the same place; a vector has no layout.</summary>
    public static void RequireSameLayout(TensorShape left, TensorShape right, string what)
    {
        if (left.Layout != right.Layout && left.Rank > 1 && right.Rank > 1)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"{left} ({left.Layout}) and {right} ({right.Layout}) cannot be {what}: give all inputs the same -Layout.");
        }
    }
}
