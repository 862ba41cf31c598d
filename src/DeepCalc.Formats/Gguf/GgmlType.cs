namespace DeepCalc.Formats.Gguf;

/// <summary>A tensor type of GGUF: blocks with a fixed number of elements and bytes.</summary>
/// <param name="Name">The name in llama.cpp.</param>
/// <param name="BlockLength">The elements in a block. The innermost axis must be a multiple of it.</param>
/// <param name="BlockBytes">The bytes of a block.</param>
/// <param name="Type">The element type, if each element is stored by itself.</param>
internal sealed record GgmlType(string Name, int BlockLength, int BlockBytes, ElementType Type = ElementType.Undefined)
{
    // Source: the block structures of ggml (ggml-common.h). Removed types keep their numbers.
    private static readonly Dictionary<uint, GgmlType> All = new()
    {
        [0] = new("F32", 1, 4, ElementType.Float32),
        [1] = new("F16", 1, 2, ElementType.Float16),
        [2] = new("Q4_0", 32, 2 + 16),
        [3] = new("Q4_1", 32, 2 + 2 + 16),
        [6] = new("Q5_0", 32, 2 + 4 + 16),
        [7] = new("Q5_1", 32, 2 + 2 + 4 + 16),
        [8] = new("Q8_0", 32, 2 + 32),
        [9] = new("Q8_1", 32, 2 + 2 + 32),
        [10] = new("Q2_K", 256, 2 + 2 + 16 + 64),
        [11] = new("Q3_K", 256, 2 + 12 + 32 + 64),
        [12] = new("Q4_K", 256, 2 + 2 + 12 + 128),
        [13] = new("Q5_K", 256, 2 + 2 + 12 + 32 + 128),
        [14] = new("Q6_K", 256, 2 + 16 + 64 + 128),
        [15] = new("Q8_K", 256, 4 + 32 + 256),
        [16] = new("IQ2_XXS", 256, 2 + 64),
        [17] = new("IQ2_XS", 256, 2 + 8 + 64),
        [18] = new("IQ3_XXS", 256, 2 + 32 + 64),
        [19] = new("IQ1_S", 256, 2 + 16 + 32),
        [20] = new("IQ4_NL", 32, 2 + 16),
        [21] = new("IQ3_S", 256, 2 + 4 + 8 + 32 + 64),
        [22] = new("IQ2_S", 256, 2 + 8 + 8 + 64),
        [23] = new("IQ4_XS", 256, 2 + 2 + 4 + 128),
        [24] = new("I8", 1, 1, ElementType.Int8),
        [25] = new("I16", 1, 2, ElementType.Int16),
        [26] = new("I32", 1, 4, ElementType.Int32),
        [27] = new("I64", 1, 8, ElementType.Int64),
        [28] = new("F64", 1, 8, ElementType.Float64),
        [29] = new("IQ1_M", 256, 8 + 16 + 32),
        [30] = new("BF16", 1, 2, ElementType.BFloat16),
        [31] = new("Q4_0_4_4", 32, 2 + 16),
        [32] = new("Q4_0_4_8", 32, 2 + 16),
        [33] = new("Q4_0_8_8", 32, 2 + 16),
        [34] = new("TQ1_0", 256, 2 + 4 + 48),
        [35] = new("TQ2_0", 256, 2 + 64),
        [36] = new("IQ4_NL_4_4", 32, 2 + 16),
        [37] = new("IQ4_NL_4_8", 32, 2 + 16),
        [38] = new("IQ4_NL_8_8", 32, 2 + 16),
        [39] = new("MXFP4", 32, 1 + 16),
        [40] = new("NVFP4", 64, 4 + 32),
        [41] = new("Q1_0", 128, 2 + 16),
    };

    public static GgmlType? Find(uint number) => All.GetValueOrDefault(number);
}
