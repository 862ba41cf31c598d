namespace DeepCalc.Shapes;

/// <summary>The number formats by name.</summary>
internal static class NumberFormats
{
    private static readonly Dictionary<string, NumberFormat> ByName = Table();

    // What people also call the element types.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["float"] = "float32",
        ["single"] = "float32",
        ["fp32"] = "float32",
        ["f32"] = "float32",
        ["half"] = "float16",
        ["fp16"] = "float16",
        ["f16"] = "float16",
        ["bf16"] = "bfloat16",
        ["double"] = "float64",
        ["fp64"] = "float64",
        ["f64"] = "float64",
        ["float8"] = "float8e4m3fn",
        ["fp8"] = "float8e4m3fn",
        ["f8_e4m3"] = "float8e4m3fn",
        ["fp8_e4m3"] = "float8e4m3fn",
        ["float8_e4m3fn"] = "float8e4m3fn",
        ["f8_e5m2"] = "float8e5m2",
        ["fp8_e5m2"] = "float8e5m2",
        ["float8_e5m2"] = "float8e5m2",
        ["float4"] = "float4e2m1",
        ["fp4"] = "float4e2m1",
        ["i8"] = "int8",
        ["i16"] = "int16",
        ["i32"] = "int32",
        ["i64"] = "int64",
        ["i4"] = "int4",
        ["u8"] = "uint8",
        ["u4"] = "uint4",
        ["bool"] = "boolean",
    };

    /// <summary>All formats.</summary>
    public static IEnumerable<NumberFormat> All => ByName.Values;

    /// <summary>The format with a name, or null.</summary>
    public static NumberFormat? Find(string name) => ByName.GetValueOrDefault(OtherNames.GetValueOrDefault(name, name));

    private static Dictionary<string, NumberFormat> Table()
    {
        ElementType[] types =
        [
            ElementType.Float64, ElementType.Float32, ElementType.Float16, ElementType.BFloat16, ElementType.Float8E4M3FN, ElementType.Float8E4M3FNUZ,
            ElementType.Float8E5M2, ElementType.Float8E5M2FNUZ, ElementType.Float4E2M1, ElementType.Int64, ElementType.Int32, ElementType.Int16,
            ElementType.Int8, ElementType.Int4, ElementType.Int2, ElementType.UInt8, ElementType.UInt4, ElementType.UInt2, ElementType.Boolean,
        ];
        NumberFormat[] formats = [.. types.Select(type => NumberFormat.Of(type)!), .. WithScales];
        return formats.ToDictionary(format => format.Name, StringComparer.OrdinalIgnoreCase);
    }

    private static NumberFormat[] WithScales =>
    [
        // Source: OCP Microscaling Formats 1.0: 32 numbers share an 8-bit power of 2.
        new("mxfp8", 32, 32 + 1),
        new("mxfp6", 32, 24 + 1),
        new("mxfp4", 32, 16 + 1),
        new("mxint8", 32, 32 + 1),

        // Source: NVIDIA, a float8e4m3fn scale for 16 numbers.
        new("nvfp4", 16, 8 + 1),

        // Source: bitsandbytes, blocks of 64 numbers with a float32 scale; and with scales in 8 bits, of which 256 share a float32.
        new("nf4", 64, 32 + 4),
        new("nf4-double", 64 * 256, 256 * (32 + 1) + 4),

        // Source: the block structures of ggml (ggml-common.h).
        new("q4_0", 32, 2 + 16),
        new("q4_1", 32, 2 + 2 + 16),
        new("q5_0", 32, 2 + 4 + 16),
        new("q5_1", 32, 2 + 2 + 4 + 16),
        new("q8_0", 32, 2 + 32),
        new("q8_1", 32, 2 + 2 + 32),
        new("q2_K", 256, 2 + 2 + 16 + 64),
        new("q3_K", 256, 2 + 12 + 32 + 64),
        new("q4_K", 256, 2 + 2 + 12 + 128),
        new("q5_K", 256, 2 + 2 + 12 + 32 + 128),
        new("q6_K", 256, 2 + 16 + 64 + 128),
        new("q8_K", 256, 4 + 32 + 256),
        new("iq2_XXS", 256, 2 + 64),
        new("iq2_XS", 256, 2 + 8 + 64),
        new("iq2_S", 256, 2 + 8 + 8 + 64),
        new("iq3_XXS", 256, 2 + 32 + 64),
        new("iq3_S", 256, 2 + 4 + 8 + 32 + 64),
        new("iq1_S", 256, 2 + 16 + 32),
        new("iq1_M", 256, 8 + 16 + 32),
        new("iq4_NL", 32, 2 + 16),
        new("iq4_XS", 256, 2 + 2 + 4 + 128),
        new("tq1_0", 256, 2 + 4 + 48),
        new("tq2_0", 256, 2 + 64),
        new("q1_0", 128, 2 + 16),
    ];
}
