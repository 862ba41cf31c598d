namespace DeepCalc.Formats.Safetensors;

/// <summary>The element types of the safetensors format.</summary>
internal static class SafetensorsTypes
{
    /// <summary>The names of all types, for errors.</summary>
    public const string Names =
        "BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E5M2, F8_E4M3, F8_E5M2FNUZ, F8_E4M3FNUZ, F8_E8M0, I16, U16, F16, BF16, I32, U32, F32, C64, F64, I64, U64";

    /// <summary>The type with a name and its width in bits, or null.</summary>
    public static (ElementType Type, int Bits)? Find(string name)
    {
        // These two have no name among DeepCalc's element types.
        if (name is "F6_E2M3" or "F6_E3M2")
        {
            return (ElementType.Undefined, 6);
        }

        ElementType type = name switch
        {
            "BOOL" => ElementType.Boolean,
            "F4" => ElementType.Float4E2M1,
            "U8" => ElementType.UInt8,
            "I8" => ElementType.Int8,
            "F8_E5M2" => ElementType.Float8E5M2,
            "F8_E4M3" => ElementType.Float8E4M3FN,
            "F8_E5M2FNUZ" => ElementType.Float8E5M2FNUZ,
            "F8_E4M3FNUZ" => ElementType.Float8E4M3FNUZ,
            "F8_E8M0" => ElementType.Float8E8M0,
            "I16" => ElementType.Int16,
            "U16" => ElementType.UInt16,
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            "I32" => ElementType.Int32,
            "U32" => ElementType.UInt32,
            "F32" => ElementType.Float32,
            "C64" => ElementType.Complex64,
            "F64" => ElementType.Float64,
            "I64" => ElementType.Int64,
            "U64" => ElementType.UInt64,
            _ => ElementType.Undefined,
        };
        return type.Bits() is { } bits ? (type, bits) : null;
    }
}
