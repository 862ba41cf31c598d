namespace DeepCalc;

/// <summary>Which position is the nearest to a place between two.</summary>
internal enum NearestRounding
{
    /// <summary>The one before.</summary>
    Down,

    /// <summary>The one after.</summary>
    Up,

    /// <summary>The nearer; of two as near, the one before.</summary>
    HalfDown,

    /// <summary>The nearer; of two as near, the one after.</summary>
    HalfUp,
}
