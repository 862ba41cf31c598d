using System.Text;

namespace DeepCalc.Tests.Formats.Keras;

/// <summary>The files that hold descriptions of models.</summary>
public class KerasContainerTests
{
    private static readonly string Model = KerasFiles.One("Dense", "\"units\": 3", "[null, 5]");

    [Theory]
    [InlineData("keras-variable.h5")]
    [InlineData("keras-fixed.h5")]
    [InlineData("keras-unicode.h5")]
    [InlineData("keras-latest.h5")]
    [InlineData("keras-continued.h5")]
    public void The_model_of_an_HDF5_file_that_h5py_wrote_is_read_however_its_attribute_is_stored(string file)
    {
        Network network = KerasFiles.Read(File.ReadAllBytes(Fixture.PathOf(file)));
        Assert.Equal((80 + (26 * 26 * 8 * 10) + 10, "10"), (KerasFiles.Parameters(network), network.Output.OutputShape.ToString()));
        Assert.Equal(["conv2d_input", "conv2d", "conv2d/activation", "flatten", "dense", "dense/activation"], network.Layers.Select(network.NameOf));
    }

    [Theory]
    [InlineData("keras-dense.h5", "in a fractal heap")]
    public void An_HDF5_file_whose_model_cannot_be_found_says_what_to_save_instead(string file, string why)
    {
        var error = Assert.Throws<DeepCalcException>(() => KerasFiles.Read(File.ReadAllBytes(Fixture.PathOf(file))));
        Assert.Equal(ErrorCode.FormatUnknown, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains(".keras or .json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_HDF5_file_without_a_model_gives_its_tensors() =>
        Assert.Equal(4, KerasFiles.Parameters(KerasFiles.Read(File.ReadAllBytes(Fixture.PathOf("keras-weights.h5")))));

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(800)]
    public void A_truncated_HDF5_file_is_an_error(int length)
    {
        byte[] file = File.ReadAllBytes(Fixture.PathOf("keras-variable.h5"))[..length];
        Assert.Equal(ErrorCode.FileCorrupt, Assert.Throws<DeepCalcException>(() => KerasFiles.Read(file)).Code);
    }

    [Fact]
    public void Only_the_entry_config_json_of_an_archive_is_read()
    {
        byte[] archive = KerasFiles.Archive(("metadata.json", "{"), ("../config.json", "no"), ("sub/config.json", "no"), ("config.json", Model), ("model.weights.h5", "no"));
        Assert.Equal(18, KerasFiles.Parameters(KerasFiles.Read(archive)));
    }

    [Fact]
    public void An_archive_without_the_entry_with_two_or_damaged_is_an_error()
    {
        Assert.Equal(ErrorCode.FormatUnknown, Code(KerasFiles.Archive(("../config.json", Model))));
        Assert.Equal(ErrorCode.FileCorrupt, Code(KerasFiles.Archive(("config.json", Model), ("config.json", Model))));
        Assert.Equal(ErrorCode.FileCorrupt, Code(KerasFiles.Archive(("config.json", Model))[..60]));
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(16 << 20)]
    [InlineData(64 << 20)]
    public void A_decompression_bomb_is_refused_early(int spaces)
    {
        byte[] archive = KerasFiles.Archive(("config.json", Model + new string(' ', spaces)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ErrorCode.FileTooLarge, Code(archive));

        // At most 400 bytes are unpacked for a byte of the file. A buffer that doubles takes up to four times as much.
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < (4 * 400L * archive.Length) + 500_000, $"{allocated} bytes for an archive of {archive.Length}");
        Assert.True(allocated < 100 << 20);
    }

    [Theory]
    [InlineData("", ErrorCode.FileCorrupt)]
    [InlineData("   ", ErrorCode.FileCorrupt)]
    [InlineData("not a model", ErrorCode.FormatUnknown)]
    [InlineData("{", ErrorCode.FileCorrupt)]
    [InlineData("{}", ErrorCode.FormatUnknown)]
    [InlineData("[]", ErrorCode.FormatUnknown)]
    [InlineData("{\"format\": \"graph-model\", \"modelTopology\": {}}", ErrorCode.FormatUnknown)]
    [InlineData("{\"class_name\": \"MyModel\", \"config\": {}}", ErrorCode.LayerUnknown)]
    [InlineData("{\"class_name\": 3}", ErrorCode.FileCorrupt)]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"\\ud800\"}]}}", ErrorCode.FileCorrupt)]
    public void A_text_without_a_model_is_an_error(string text, ErrorCode code) => Assert.Equal(code, Code(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Deeply_nested_JSON_is_an_error()
    {
        string text = $"{{\"class_name\": {string.Concat(Enumerable.Repeat("[", 100_000))}";
        Assert.Equal(ErrorCode.FileTooLarge, Code(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Numbers_of_Python_that_JSON_does_not_have_are_read()
    {
        string text = KerasFiles.One("ReLU", "\"max_value\": Infinity, \"note\": \"NaN and -Infinity\", \"threshold\": 0.0, \"other\": NaN, \"more\": -Infinity");
        Assert.Equal("12x10x4", KerasFiles.Read(text).Output.OutputShape.ToString());
        Assert.Equal(ErrorCode.InvalidSetting, Code(Encoding.UTF8.GetBytes(KerasFiles.One("Dense", "\"units\": NaN"))));
    }

    [Fact]
    public void A_description_encoded_as_a_JSON_string_is_read() =>
        Assert.Equal(18, KerasFiles.Parameters(KerasFiles.Read(System.Text.Json.JsonSerializer.Serialize(Model.Replace("units", "uni\\u0074s", StringComparison.Ordinal)))));

    [Fact]
    public void A_byte_order_mark_is_skipped() =>
        Assert.Equal(18, KerasFiles.Parameters(KerasFiles.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Model)])));

    private static ErrorCode Code(byte[] file) => Assert.Throws<DeepCalcException>(() => KerasFiles.Read(file)).Code;
}
