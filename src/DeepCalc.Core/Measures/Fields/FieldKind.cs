namespace DeepCalc.Measures.Fields;

/// <summary>How the fields of a layer's units lie on an axis.</summary>
internal enum FieldKind
{
    /// <summary>No path leads to the axis.</summary>
    None,

    /// <summary>The place of a unit's field follows from its index.</summary>
    Window,

    /// <summary>The place of a unit's field does not follow from its index.</summary>
    Scattered,

    /// <summary>Every unit sees the whole axis.</summary>
    Everything,

    /// <summary>The field depends on an unknown size.</summary>
    Unknown,
}
