namespace DeepCalc;

/// <summary>How the field of a layer's units lies on an axis.</summary>
internal enum FieldKind
{
    /// <summary>No path leads there.</summary>
    None,

    /// <summary>The fields of neighbouring units are a jump apart.</summary>
    Window,

    /// <summary>The units see fields of one size, but their place does not follow from the unit's index.</summary>
    Scattered,

    /// <summary>Every unit sees the whole axis.</summary>
    Everything,
}
