namespace DeepCalc;

/// <summary>The properties of element types.</summary>
public static class ElementTypes
{
    /// <summary>The bits of one element, or null where they vary (text) or are unknown.</summary>
    public static int? Bits(this ElementType type) => type switch
    {
        ElementType.Undefined or ElementType.String => null,
        ElementType.UInt2 or ElementType.Int2 => 2,
        ElementType.UInt4 or ElementType.Int4 or ElementType.Float4E2M1 => 4,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Boolean or ElementType.Float8E4M3FN or ElementType.Float8E4M3FNUZ
            or ElementType.Float8E5M2 or ElementType.Float8E5M2FNUZ or ElementType.Float8E8M0 => 8,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 16,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 32,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 64,
        ElementType.Complex128 => 128,
        _ => null,
    };

    /// <summary>Whether the elements are floating-point numbers, complex ones among them.</summary>
    public static bool IsFloat(this ElementType type) => type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16
        or ElementType.Float64 or ElementType.Complex64 or ElementType.Complex128 or ElementType.Float8E4M3FN or ElementType.Float8E4M3FNUZ
        or ElementType.Float8E5M2 or ElementType.Float8E5M2FNUZ or ElementType.Float4E2M1 or ElementType.Float8E8M0;

    /// <summary>Whether operations on such elements count as work, as all but those on whole numbers and truth values do.</summary>
    internal static bool IsCounted(this ElementType type) => !type.IsInteger() && type != ElementType.Boolean;

    /// <summary>Whether the elements are whole numbers of at most 8 bits, as in quantised weights.</summary>
    internal static bool IsNarrow(this ElementType type) => type.IsInteger() && type.Bits() <= 8;

    /// <summary>Whether the elements are whole numbers.</summary>
    public static bool IsInteger(this ElementType type) => type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16
        or ElementType.Int16 or ElementType.Int32 or ElementType.Int64 or ElementType.UInt32 or ElementType.UInt64
        or ElementType.UInt4 or ElementType.Int4 or ElementType.UInt2 or ElementType.Int2;

    /// <summary>The type of a result of several tensors: that of the first, or of the first that is no integer, Boolean or text.</summary>
    internal static ElementType Common(ReadOnlySpan<ElementType> types)
    {
        foreach (ElementType type in types)
        {
            if (type.Computed() == type)
            {
                return type;
            }
        }

        return types.IsEmpty ? ElementType.Undefined : types[0];
    }

    /// <summary>The type of a real number computed from elements of this type: the network's own for integers.</summary>
    internal static ElementType Computed(this ElementType type) =>
        type.IsFloat() ? type : ElementType.Undefined;
}
