namespace DeepCalc;

/// <summary>How a place between two positions is rounded to one of them.</summary>
public enum NearestRounding
{
    /// <summary>To the position before.</summary>
    Down,

    /// <summary>To the position after.</summary>
    Up,

    /// <summary>To the nearer position; halfway, to the one before.</summary>
    HalfDown,

    /// <summary>To the nearer position; halfway, to the one after.</summary>
    HalfUp,
}
