using System.Text;
using DeepCalc.Tests.Formats.Gguf;
using DeepCalc.Tests.Formats.HuggingFace;
using DeepCalc.Tests.Formats.Keras;
using DeepCalc.Tests.Formats.Onnx;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats;

/// <summary>Files are recognised by their contents, and by their names where the contents do not decide.</summary>
public class FileFormatTests
{
    private static readonly string Dense = KerasFiles.One("Dense", "\"units\": 3", "[null, 5]");

    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["onnx"] = new ModelBuilder().Input("x", 1, 3).Weight("w", 3, 6).Node("MatMul", ["x", "w"], ["y"]).Output("y").ToArray(),
        ["keras"] = Encoding.UTF8.GetBytes(Dense),
        ["indented"] = Encoding.UTF8.GetBytes("\uFEFF \r\n\t" + Dense),
        ["text"] = Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(Dense)),
        ["tfjs"] = Encoding.UTF8.GetBytes($"{{\"format\": \"layers-model\", \"modelTopology\": {Dense}}}"),
        ["archive"] = KerasFiles.Archive(("metadata.json", "{}"), ("config.json", Dense)),
        ["config"] = Encoding.UTF8.GetBytes(Configs.All["GPT-2"]),
        ["safetensors"] = SafetensorsFile.Of(("a.weight", "F32", [3, 6])),
        ["gguf"] = GgufFile.Small().Build(),
    };

    [Theory]
    [InlineData("onnx", 18)]
    [InlineData("keras", 18)]
    [InlineData("indented", 18)]
    [InlineData("text", 18)]
    [InlineData("tfjs", 18)]
    [InlineData("archive", 18)]
    [InlineData("config", 124_439_808)]
    [InlineData("safetensors", 18)]
    [InlineData("gguf", (256 * 3) + (64 * 4) + 4 + 5)]
    public void A_file_is_recognised_by_its_contents_whatever_its_name(string file, long parameters)
    {
        foreach (string name in (string[])["file", "file.bin", "file.onnx", "file.json", "file.safetensors", "config.json"])
        {
            Assert.Equal(parameters, ParameterMeasurement.Of(new Network(Import(Files[file], name))).Parameters);
        }
    }

    [Fact]
    public void An_HDF5_file_is_read_as_Keras()
    {
        string path = Directory.GetFiles(Path.GetDirectoryName(Fixture.PathOf("keras-fixed.h5"))!, "keras-*.h5").Order().First();
        Assert.True(ParameterMeasurement.Of(new Network(NetworkFile.Import(path, new ImportOptions()))).Parameters > 0);
    }

    [Theory]
    [InlineData("models/resnet.v1.onnx", "resnet.v1")]
    [InlineData("gpt2/config.json", "gpt2")]
    [InlineData("models/gpt2.json", "gpt2")]
    [InlineData("mobilenet/model.json", "mobilenet")]
    [InlineData("bert/Model.safetensors", "bert")]
    [InlineData("llama/model-00001-of-00003.safetensors", "llama")]
    [InlineData("llama/model.safetensors.index.json", "llama")]
    [InlineData("models/unet.safetensors.index.json", "unet")]
    [InlineData("models/qwen-q4-00002-of-00009.gguf", "qwen-q4")]
    [InlineData("models/part-00000-of-00009.gguf", "part-00000-of-00009")]
    [InlineData("model.onnx", "model")]
    [InlineData("/model.onnx", "model")]
    public void A_network_is_named_after_its_file_or_after_the_folder_of_a_file_with_a_common_name(string path, string name) =>
        Assert.Equal(name, FileFormat.NameFor(path));

    // A damaged file without a recognisable beginning is treated as the format of its extension.
    [Theory]
    [InlineData("a.onnx", ErrorCode.FileCorrupt)]
    [InlineData("a.safetensors", ErrorCode.FileTooLarge)]
    [InlineData("a.gguf", ErrorCode.FormatUnknown)]
    [InlineData("a.keras", ErrorCode.FormatUnknown)]
    [InlineData("a.h5", ErrorCode.FormatUnknown)]
    [InlineData("a.txt", ErrorCode.FormatUnknown)]
    [InlineData("config.json", ErrorCode.FormatUnknown)]
    public void A_file_of_unknown_format_is_refused(string name, ErrorCode code)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Import(Encoding.UTF8.GetBytes("nothing that is known, at some length"), name));
        Assert.Equal(code, error.Code);
        Assert.StartsWith(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\": 1}", "Hugging Face (config.json)")]
    [InlineData("   ", "unknown file format")]
    [InlineData("\u0000\u0000\u0000\u0000TFL3", "TensorFlow Lite")]
    [InlineData("hello", "ONNX, Keras (.keras, .h5, .json)")]
    public void The_error_names_the_supported_formats(string text, string says)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Import(Encoding.UTF8.GetBytes(text), "file"));
        Assert.Equal(ErrorCode.FormatUnknown, error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_of_PyTorch_is_damaged()
    {
        byte[][] files = [[0x80, 2, 0x8A, 10], KerasFiles.Archive(("archive/data.pkl", "\u0080"), ("archive/data/0", "weights"))];
        foreach (byte[] file in files)
        {
            DeepCalcException error = Assert.Throws<DeepCalcException>(() => Import(file, "model.pt"));
            Assert.Equal(ErrorCode.FileCorrupt, error.Code);
            Assert.Contains("the pickle", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_can_be_read_several_times_from_its_beginning()
    {
        using var stream = new MemoryStream(Files["onnx"]);
        for (int turn = 0; turn < 2; turn++)
        {
            Assert.Equal(18, ParameterMeasurement.Of(new Network(NetworkFile.Import(stream, "a.onnx", new ImportOptions()))).Parameters);
        }
    }

    [Fact]
    public void An_empty_file_is_damaged() =>
        Assert.Equal(ErrorCode.FileCorrupt, Assert.Throws<DeepCalcException>(() => Import([], "a.json")).Code);

    private static Layer Import(byte[] file, string name) => NetworkFile.Import(new MemoryStream(file), name, new ImportOptions());
}
