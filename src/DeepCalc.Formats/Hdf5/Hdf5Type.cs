namespace DeepCalc.Formats.Hdf5;

/// <summary>The type of the elements of a data set.</summary>
/// <param name="Type">The type, or undefined where DeepCalc has no name for it.</param>
/// <param name="Name">A description of a type without such a name, else null.</param>
/// <param name="Bytes">The bytes of an element, or null where they are unknown.</param>
/// <remarks>Source: HDF5 File Format Specification 3.0, IV.A.2.d.</remarks>
internal sealed record Hdf5Type(ElementType Type, string? Name, long? Bytes)
{
    /// <summary>Whether the elements are texts.</summary>
    public bool IsText { get; private init; }

    /// <summary>The type in a message.</summary>
    public static Hdf5Type Of(byte[] message)
    {
        var fields = new Hdf5Fields(message);
        int kind = (int)fields.Number(1) & 0x0F;
        long bits = fields.Number(2);
        fields.Skip(1);
        long bytes = fields.Number(4);
        FileFault.Unless(bytes > 0, $"the HDF5 file has a type of {bytes} bytes; it is damaged.");
        return kind switch
        {
            0 => Named((bytes, (bits & 8) != 0) switch
            {
                (1, true) => ElementType.Int8,
                (2, true) => ElementType.Int16,
                (4, true) => ElementType.Int32,
                (8, true) => ElementType.Int64,
                (1, false) => ElementType.UInt8,
                (2, false) => ElementType.UInt16,
                (4, false) => ElementType.UInt32,
                (8, false) => ElementType.UInt64,
                _ => ElementType.Undefined,
            }, "integers"),
            1 => Named(bytes switch
            {
                2 => IsBrain(fields) ? ElementType.BFloat16 : ElementType.Float16,
                4 => ElementType.Float32,
                8 => ElementType.Float64,
                _ => ElementType.Undefined,
            }, "floats"),
            3 or 9 => new Hdf5Type(ElementType.String, null, null) { IsText = true },
            5 => Named(ElementType.Undefined, "opaque"),

            // h5py stores a complex number as two members, and a boolean as an enumeration.
            6 => Named((bits, bytes) switch { (2, 8) => ElementType.Complex64, (2, 16) => ElementType.Complex128, _ => ElementType.Undefined }, "records"),
            8 => Named(bytes == 1 ? ElementType.Boolean : ElementType.Undefined, "enumeration"),
            _ => Named(ElementType.Undefined, $"type class {kind.ToString(CultureInfo.InvariantCulture)}"),
        };

        Hdf5Type Named(ElementType type, string name) =>
            new(type, type == ElementType.Undefined ? FormattableString.Invariant($"{name} of {bytes} bytes") : null, bytes);
    }

    // The place and size of the exponent tell the two types of 2 bytes apart.
    private static bool IsBrain(Hdf5Fields fields)
    {
        fields.Skip(4);
        return fields.Number(1) == 7 && fields.Number(1) == 8;
    }
}
