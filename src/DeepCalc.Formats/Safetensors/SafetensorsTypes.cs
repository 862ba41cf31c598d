namespace DeepCalc.Formats.Safetensors;

/// <summary>The element types of the safetensors format.</summary>
internal static class SafetensorsTypes
{
    // Those of 6 bits have no name among DeepCalc's element types.
    private const int BitsOfUnnamed = 6;

    private static readonly Dictionary<string, ElementType> All = new(StringComparer.Ordinal)
    {
        ["BOOL"] = ElementType.Boolean,
        ["F4"] = ElementType.Float4E2M1,
        ["F6_E2M3"] = ElementType.Undefined,
        ["F6_E3M2"] = ElementType.Undefined,
        ["U8"] = ElementType.UInt8,
        ["I8"] = ElementType.Int8,
        ["F8_E5M2"] = ElementType.Float8E5M2,
        ["F8_E4M3"] = ElementType.Float8E4M3FN,
        ["F8_E5M2FNUZ"] = ElementType.Float8E5M2FNUZ,
        ["F8_E4M3FNUZ"] = ElementType.Float8E4M3FNUZ,
        ["F8_E8M0"] = ElementType.Float8E8M0,
        ["I16"] = ElementType.Int16,
        ["U16"] = ElementType.UInt16,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["I32"] = ElementType.Int32,
        ["U32"] = ElementType.UInt32,
        ["F32"] = ElementType.Float32,
        ["C64"] = ElementType.Complex64,
        ["F64"] = ElementType.Float64,
        ["I64"] = ElementType.Int64,
        ["U64"] = ElementType.UInt64,
    };

    /// <summary>The names of all types, for errors.</summary>
    public static string Names => string.Join(", ", All.Keys);

    /// <summary>The type with a name and its width in bits, or null.</summary>
    public static (ElementType Type, int Bits)? Find(string name) =>
        All.TryGetValue(name, out ElementType type) ? (type, type.Bits() ?? BitsOfUnnamed) : null;
}
