namespace DeepCalc;

/// <summary>How a unit sees an axis.</summary>
public enum ViewKind
{
    /// <summary>Through a window that slides with the unit.</summary>
    Window,

    /// <summary>One position of one of several branches that stand one after another (concatenate).</summary>
    Joined,

    /// <summary>One position, or a window, whose place the unit's index no longer tells (flatten, unfold).</summary>
    Merged,

    /// <summary>Its own position and all before it (a causal attention, a recurrent layer).</summary>
    Prefix,

    /// <summary>All of it.</summary>
    Everything,

    /// <summary>A window that depends on a size that is not known.</summary>
    Unknown,
}
