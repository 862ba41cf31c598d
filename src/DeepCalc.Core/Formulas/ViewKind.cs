namespace DeepCalc;

/// <summary>How a unit sees an axis.</summary>
public enum ViewKind
{
    /// <summary>Through a window that slides with the unit.</summary>
    Window,

    /// <summary>One position of one of several concatenated branches.</summary>
    Joined,

    /// <summary>One position, or a window, whose place does not follow from the unit's index (flatten, unfold).</summary>
    Merged,

    /// <summary>Its own position and all before it (a causal attention, a recurrent layer).</summary>
    Prefix,

    /// <summary>All of it.</summary>
    Everything,

    /// <summary>A window that depends on an unknown size.</summary>
    Unknown,
}
