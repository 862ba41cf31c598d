namespace DeepCalc;

/// <summary>How the elements of branches are merged.</summary>
public enum MergeKind
{
    /// <summary>Their sum.</summary>
    Add,

    /// <summary>The first minus the second.</summary>
    Subtract,

    /// <summary>Their product: a branch whose units see everything gates the others.</summary>
    Multiply,

    /// <summary>Their mean.</summary>
    Average,

    /// <summary>The largest.</summary>
    Maximum,

    /// <summary>The smallest.</summary>
    Minimum,

    /// <summary>The first divided by the second, which gates as in a product.</summary>
    Divide,
}
