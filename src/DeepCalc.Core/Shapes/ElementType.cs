namespace DeepCalc;

/// <summary>The types of a tensor's elements. The numbers are those of ONNX's TensorProto.DataType.</summary>
public enum ElementType
{
    /// <summary>Unknown.</summary>
    Undefined = 0,

    /// <summary>32-bit floating point.</summary>
    Float32 = 1,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,

    /// <summary>8-bit integer.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,

    /// <summary>16-bit integer.</summary>
    Int16 = 5,

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    String = 8,

    /// <summary>True or false, a byte each.</summary>
    Boolean = 9,

    /// <summary>16-bit floating point.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Float64 = 11,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,

    /// <summary>A complex number of two 32-bit floating-point numbers.</summary>
    Complex64 = 14,

    /// <summary>A complex number of two 64-bit floating-point numbers.</summary>
    Complex128 = 15,

    /// <summary>16-bit floating point with 8 bits of exponent.</summary>
    BFloat16 = 16,

    /// <summary>8-bit floating point, 4 bits of exponent, without infinities.</summary>
    Float8E4M3FN = 17,

    /// <summary>8-bit floating point, 4 bits of exponent, without infinities and without a negative zero.</summary>
    Float8E4M3FNUZ = 18,

    /// <summary>8-bit floating point, 5 bits of exponent.</summary>
    Float8E5M2 = 19,

    /// <summary>8-bit floating point, 5 bits of exponent, without infinities and without a negative zero.</summary>
    Float8E5M2FNUZ = 20,

    /// <summary>Unsigned 4-bit integer, two in a byte.</summary>
    UInt4 = 21,

    /// <summary>4-bit integer, two in a byte.</summary>
    Int4 = 22,

    /// <summary>4-bit floating point, 2 bits of exponent, two in a byte.</summary>
    Float4E2M1 = 23,

    /// <summary>8-bit power of two, 8 bits of exponent: the scale of a block.</summary>
    Float8E8M0 = 24,

    /// <summary>Unsigned 2-bit integer, four in a byte.</summary>
    UInt2 = 25,

    /// <summary>2-bit integer, four in a byte.</summary>
    Int2 = 26,
}
