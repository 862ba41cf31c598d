namespace DeepCalc;

/// <summary>How the field of a layer's units lies on an axis.</summary>
internal enum FieldKind
{
    /// <summary>No path leads there.</summary>
    None,

    /// <summary>The unit's index tells the place of its field.</summary>
    Window,

    /// <summary>The units see fields whose place does not follow from the unit's index.</summary>
    Scattered,

    /// <summary>Every unit sees the whole axis.</summary>
    Everything,

    /// <summary>The field depends on a size that is not known.</summary>
    Unknown,
}
