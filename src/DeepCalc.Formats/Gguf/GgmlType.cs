namespace DeepCalc.Formats.Gguf;

/// <summary>A tensor type of GGUF: blocks with a fixed number of elements and bytes.</summary>
/// <param name="Name">The name in llama.cpp.</param>
/// <param name="Format">The format of its numbers. The innermost axis must be a multiple of the numbers in a block.</param>
internal sealed record GgmlType(string Name, NumberFormat Format)
{
    // Source: ggml.h. Removed types keep their numbers; they differ only in the order of the blocks, as Q4_0_4_4 from Q4_0.
    private static readonly Dictionary<uint, GgmlType> All = new()
    {
        [0] = Of("F32"),
        [1] = Of("F16"),
        [2] = Of("Q4_0"),
        [3] = Of("Q4_1"),
        [6] = Of("Q5_0"),
        [7] = Of("Q5_1"),
        [8] = Of("Q8_0"),
        [9] = Of("Q8_1"),
        [10] = Of("Q2_K"),
        [11] = Of("Q3_K"),
        [12] = Of("Q4_K"),
        [13] = Of("Q5_K"),
        [14] = Of("Q6_K"),
        [15] = Of("Q8_K"),
        [16] = Of("IQ2_XXS"),
        [17] = Of("IQ2_XS"),
        [18] = Of("IQ3_XXS"),
        [19] = Of("IQ1_S"),
        [20] = Of("IQ4_NL"),
        [21] = Of("IQ3_S"),
        [22] = Of("IQ2_S"),
        [23] = Of("IQ4_XS"),
        [24] = Of("I8"),
        [25] = Of("I16"),
        [26] = Of("I32"),
        [27] = Of("I64"),
        [28] = Of("F64"),
        [29] = Of("IQ1_M"),
        [30] = Of("BF16"),
        [31] = Of("Q4_0_4_4", "Q4_0"),
        [32] = Of("Q4_0_4_8", "Q4_0"),
        [33] = Of("Q4_0_8_8", "Q4_0"),
        [34] = Of("TQ1_0"),
        [35] = Of("TQ2_0"),
        [36] = Of("IQ4_NL_4_4", "IQ4_NL"),
        [37] = Of("IQ4_NL_4_8", "IQ4_NL"),
        [38] = Of("IQ4_NL_8_8", "IQ4_NL"),
        [39] = Of("MXFP4"),

        // Four blocks of 16 numbers stand together.
        [40] = new("NVFP4", new NumberFormat("nvfp4", 64, 4 + 32)),
        [41] = Of("Q1_0"),
    };

    public static GgmlType? Find(uint number) => All.GetValueOrDefault(number);

    private static GgmlType Of(string name, string? format = null) => new(name, NumberFormat.Parse(format ?? name));
}
