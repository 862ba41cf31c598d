namespace DeepCalc;

/// <summary>How a field of a protocol buffer is written.</summary>
internal enum WireType
{
    /// <summary>A number of variable length.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length, and so many bytes.</summary>
    Length = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}
