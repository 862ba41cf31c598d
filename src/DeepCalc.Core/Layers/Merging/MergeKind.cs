namespace DeepCalc;

/// <summary>How the elements of branches become one.</summary>
public enum MergeKind
{
    /// <summary>Their sum.</summary>
    Add,

    /// <summary>The first less the second.</summary>
    Subtract,

    /// <summary>Their product: a branch that sees everything gates the others.</summary>
    Multiply,

    /// <summary>Their mean.</summary>
    Average,

    /// <summary>The largest.</summary>
    Maximum,

    /// <summary>The smallest.</summary>
    Minimum,
}
