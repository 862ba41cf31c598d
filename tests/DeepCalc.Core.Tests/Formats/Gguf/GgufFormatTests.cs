namespace DeepCalc.Tests.Formats.Gguf;

public class GgufFormatTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Every_version_is_read_in_either_byte_order(uint version, bool bigEndian)
    {
        var network = new Network(GgufFile.Read(GgufFile.Small(version, bigEndian).Build()));

        Assert.Equal(
            [("token_embd", 768L), ("blk.0.attn_q", 260L), ("rope_freqs", 5L), ("blk.0", 0L)],
            LayerMeasurement.Of(network).Select(row => (row.Name, row.Parameters ?? -1)));
        Assert.Equal(
            [("3x256", "Q4_K", 432L), ("4x64", "Q4_0", 144L), ("4", "Float32", 16L), ("5", "Float32", 20L), ("3", "Int32", 12L)],
            WeightMeasurement.Of(network).Select(row => (row.Shape, row.Type ?? "", row.Bytes ?? -1)));
        Assert.Equal(5, ParameterMeasurement.Of(network).NonTrainableParameters);
    }

    // Bits a weight, from llama.cpp's table of quantisations (tools/quantize/README.md and the notes on k-quants).
    [Theory]
    [InlineData(2, "Q4_0", 4.5)]
    [InlineData(3, "Q4_1", 5)]
    [InlineData(6, "Q5_0", 5.5)]
    [InlineData(7, "Q5_1", 6)]
    [InlineData(8, "Q8_0", 8.5)]
    [InlineData(9, "Q8_1", 9)]
    [InlineData(10, "Q2_K", 2.625)]
    [InlineData(11, "Q3_K", 3.4375)]
    [InlineData(12, "Q4_K", 4.5)]
    [InlineData(13, "Q5_K", 5.5)]
    [InlineData(14, "Q6_K", 6.5625)]
    [InlineData(15, "Q8_K", 9.125)]
    [InlineData(16, "IQ2_XXS", 2.0625)]
    [InlineData(17, "IQ2_XS", 2.3125)]
    [InlineData(18, "IQ3_XXS", 3.0625)]
    [InlineData(19, "IQ1_S", 1.5625)]
    [InlineData(20, "IQ4_NL", 4.5)]
    [InlineData(21, "IQ3_S", 3.4375)]
    [InlineData(22, "IQ2_S", 2.5625)]
    [InlineData(23, "IQ4_XS", 4.25)]
    [InlineData(29, "IQ1_M", 1.75)]
    [InlineData(31, "Q4_0_4_4", 4.5)]
    [InlineData(34, "TQ1_0", 1.6875)]
    [InlineData(35, "TQ2_0", 2.0625)]
    [InlineData(39, "MXFP4", 4.25)]
    [InlineData(40, "NVFP4", 4.5)]
    [InlineData(41, "Q1_0", 1.125)]
    [InlineData(0, "Float32", 32)]
    [InlineData(1, "Float16", 16)]
    [InlineData(28, "Float64", 64)]
    [InlineData(30, "BFloat16", 16)]
    public void Every_quantisation_has_its_bytes(uint type, string name, double bits)
    {
        long bytes = (long)(bits * 512 * 3 / 8);
        byte[] file = new GgufFile().Add("w.weight", type, bytes, 512, 3).Add("after.weight", 0, 4, 1).Build();
        WeightMeasurement row = WeightMeasurement.Of(new Network(GgufFile.Read(file))).First();

        Assert.Equal((name, bytes, 1536L), (row.Type, row.Bytes, row.Parameters));
    }

    [Fact]
    public void An_unknown_type_has_unknown_bytes()
    {
        byte[] file = new GgufFile().Add("w.weight", 99, 64, 32, 2).Build();
        WeightMeasurement row = WeightMeasurement.Of(new Network(GgufFile.Read(file))).Single();

        Assert.Equal(("type 99", null, 64L), (row.Type, row.Bytes, row.Parameters));
        Assert.Equal(ErrorCode.LayerUnknown, Assert.Throws<DeepCalcException>(() => GgufFile.Read(file, new ImportOptions { IsStrict = true })).Code);
    }

    [Fact]
    public void Metadata_values_of_every_type_are_skipped()
    {
        GgufFile file = new GgufFile(alignment: 64).UInt32("general.alignment", 64);
        for (uint type = 0; type <= 12; type++)
        {
            int size = type switch { 0 or 1 or 7 => 1, 2 or 3 => 2, 4 or 5 or 6 => 4, 8 or 9 => 0, _ => 8 };
            _ = size == 0 ? file : file.Number($"k{type}", type, new byte[size]);
        }

        file.Texts("texts", [.. Enumerable.Range(0, 5_000).Select(i => new string('x', i % 50))]).Nested("lists", 15).Text("last", new string('y', 100_000));
        byte[] bytes = file.Add("a.w", 0, 12, 3).Add("b.w", 0, 8, 2).Build();
        Assert.Equal(5, ParameterMeasurement.Of(new Network(GgufFile.Read(bytes))).Parameters);
    }

    [Fact]
    public void Invalid_files_are_refused()
    {
        Refused(new GgufFile().Add("a.w", 0, 4, 1).Add("a.w", 0, 4, 1).Build(), "a.w is listed twice");
        Refused(new GgufFile().Text("k", "").Text("k", "").Build(), "k appears twice");
        Refused(new GgufFile().Add("a.w", 12, 144, 100).Build(), "a multiple of 256");
        Refused(new GgufFile().AddAt("a.w", 0, 7, 4, 1).Build(), "alignment 32");
        Refused(new GgufFile().AddAt("a.w", 0, 0, 64, 16).AddAt("b.w", 0, 32, 64, 16).Build(), "inside a.w");
        Refused(new GgufFile().AddAt("a.w", 0, 1L << 40, 4, 1).Build(), "truncated");
        Refused(new GgufFile().AddAt("a.w", 0, ulong.MaxValue - 31, 4, 1).Build(), "at most 9223372036854775807 is valid");
        Refused(new GgufFile().Add("a.w", 0, 4, 1).Build(lessValues: 32), "truncated");
        Refused(new GgufFile().Add("a.w", 0, 4, -1).Build(), "an axis of size 18446744073709551615");
        Refused(new GgufFile().Add("a.w", 0, 4, 1L << 40, 1L << 40).Build(), "more than 9223372036854775807 elements");
        Refused(new GgufFile().Add("a.w", 0, 4, 0, 1L << 40, 1L << 40).Build(), "more than 9223372036854775807 elements");
        Refused(new GgufFile().Add("a.w", 0, 4, 1L << 62).Build(), "more than 9223372036854775807 bytes");
        Refused(new GgufFile().Add("a.w", 0, 4, new long[65]).Build(), "65 axes");
        Refused(new GgufFile().UInt32("general.alignment", 0).Build(), "power of 2");
        Refused(new GgufFile().UInt32("general.alignment", 48).Build(), "power of 2");
        Refused(new GgufFile().Text("general.alignment", "x").Build(), "type 8");
        Refused(new GgufFile().Number("k", 13, 0).Build(), "types 0 to 12");
        Refused(new GgufFile().Nested("k", 1_000).Build(), "deep");
        Refused(new GgufFile().Build(tensorCount: long.MaxValue), "number of tensors");
        Refused(new GgufFile().Add("a.w", 0, 4, 1).Build()[..60], "takes 4 bytes from byte 0 of the values, but the file has only 0 bytes");
    }

    [Fact]
    public void Other_formats_and_versions_are_refused()
    {
        Assert.Equal(ErrorCode.FormatUnknown, Assert.Throws<DeepCalcException>(() => GgufFile.Read("GGML    "u8.ToArray())).Code);
        Assert.Equal(ErrorCode.FormatUnknown, Assert.Throws<DeepCalcException>(() => GgufFile.Read([])).Code);
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => GgufFile.Read(new GgufFile(version: 4).Build()));
        Assert.Equal(ErrorCode.FormatUnknown, error.Code);
        Assert.Contains("version 4; 1, 2 and 3", error.Message);
        Assert.True(GgufFormat.Recognizes("GGUF"u8));
        Assert.False(GgufFormat.Recognizes("GGU"u8));
    }

    [Fact]
    public void A_file_without_tensors_has_no_parameters() =>
        Assert.Equal(0, ParameterMeasurement.Of(new Network(GgufFile.Read(new GgufFile().Text("k", "v").Build()))).Parameters);

    [Fact]
    public void Values_are_not_read()
    {
        using var stream = new CountingStream(GgufFile.Small().Add("large.weight", 0, 1 << 22, 1 << 20).Build());
        GgufFormat.Read(stream, "file", new ImportOptions());
        Assert.InRange(stream.BytesRead, 1, 70_000);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] file = GgufFile.Small().Build();
        int needed = file.Length - 32 + 12;
        for (int length = 0; length < needed; length++)
        {
            Assert.Throws<DeepCalcException>(() => GgufFile.Read(file[..length]));
        }

        _ = GgufFile.Read(file[..needed]);
    }

    private static void Refused(byte[] file, string says)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => GgufFile.Read(file));
        Assert.Equal(ErrorCode.FileCorrupt, error.Code);
        Assert.Contains(says, error.Message);
    }
}
