namespace DeepCalc;

/// <summary>The number that a reduction makes of many.</summary>
public enum ReductionKind
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The largest.</summary>
    Maximum,

    /// <summary>The smallest.</summary>
    Minimum,

    /// <summary>Their product.</summary>
    Product,

    /// <summary>The sum of their absolute values.</summary>
    L1,

    /// <summary>The root of the sum of their squares.</summary>
    L2,

    /// <summary>The sum of their squares.</summary>
    SumSquare,

    /// <summary>The logarithm of their sum.</summary>
    LogSum,

    /// <summary>The logarithm of the sum of their exponentials.</summary>
    LogSumExp,

    /// <summary>The position of the largest.</summary>
    ArgMaximum,

    /// <summary>The position of the smallest.</summary>
    ArgMinimum,
}
