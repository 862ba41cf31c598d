using System.Text;
using DeepCalc.Tests.Formats.Keras;
using DeepCalc.Tests.Formats.Onnx;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats;

/// <summary>For foreign files, whatever their names, the error says what the file is and what to do.</summary>
public class ForeignFileTests
{
    private static readonly string[] Names = ["a.onnx", "a.safetensors", "a.gguf", "a.keras", "a.h5", "model.json", "config.json", "a.bin", "a"];

    public static TheoryData<byte[], string, string> Files => new()
    {
        { Text("version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 12345678\n"), "a Git LFS pointer", "git lfs pull" },
        { Text("<!DOCTYPE html><html><body>Not found</body></html>"), "an HTML or XML page", "download the file itself" },
        { Text("\uFEFF\r\n <html lang=\"en\">"), "an HTML or XML page", "download the file itself" },
        { Text("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"), "an HTML or XML page", "download the file itself" },
        { Text("<?xml version=\"1.0\"?>\n<net name=\"x\" version=\"11\">"), "an OpenVINO model", "import the ONNX file" },
        { [0x80, 2, .. "}X\u0005\0\0\0epochK\u0003s."u8], "a Python pickle without weights", "Import the file that holds the model" },
        { [0x1C, 0, 0, 0, .. "TFL3"u8], "TensorFlow Lite", "convert it to ONNX" },
        { [0x1C, 0, 0, 0, .. "ORTM"u8], "ONNX Runtime", "import the .onnx file" },
        { [0x1C, 0, 0, 0, .. "ET12"u8], "ExecuTorch", "export the model as ONNX" },
        { [0x93, .. "NUMPY"u8, 1, 0], "NumPy", "save the weights" },
        { [.. "lmgg"u8, 0, 0, 0, 0], "older than GGUF", "convert it to GGUF" },
        { [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "compressed with gzip", "unpack it" },
        { [.. "BZh9"u8], "compressed with bzip2", "unpack it" },
        { [0xFD, .. "7zXZ"u8, 0], "compressed with xz", "unpack it" },
        { [0x28, 0xB5, 0x2F, 0xFD], "compressed with Zstandard", "unpack it" },
        { [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive", "unpack it" },
        { [.. "Rar!"u8], "a RAR archive", "unpack it" },
        { [.. new byte[257].Select(_ => (byte)'x'), .. "ustar"u8], "a tar archive", "unpack it" },
        { KerasFiles.Archive(("m/serialized_exported_program.json", "{}")), "a program of torch.export", "export the model as ONNX" },
        { KerasFiles.Archive(("w.npy", "x"), ("b.npy", "x")), "NumPy arrays", "save the weights as safetensors" },
        { KerasFiles.Archive(("model/readme.txt", "x"), ("model/net.onnx", "x")), "an archive with model/net.onnx in it", "unpack it, and import model/net.onnx from there" },
        { KerasFiles.Archive(("a.json", "x"), ("b.onnx", "x"), ("c.onnx", "x"), ("d.gguf", "x"), ("e.h5", "x")), "an archive with b.onnx, c.onnx, e.h5 and 2 more in it", "import b.onnx from there" },
        { KerasFiles.Archive(("readme.txt", "x")), "an archive, but not a Keras model", "import a model's own file" },
        { KerasFiles.Archive(("config.json", "{\"model_type\": \"llama\"}")), "Hugging Face config.json", "unpack it" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void The_error_says_the_kind_of_file_and_the_remedy(byte[] file, string what, string advice)
    {
        foreach (string name in Names)
        {
            DeepCalcException error = Assert.Throws<DeepCalcException>(() => NetworkFile.Import(new MemoryStream(file), name, new ImportOptions()));
            Assert.Equal(ErrorCode.FormatUnknown, error.Code);
            Assert.StartsWith($"{name}: the file is ", error.Message);
            Assert.Contains(what, error.Message);
            Assert.Contains(advice, error.Message);
        }
    }

    // These begin as ONNX files do.
    [Theory]
    [InlineData("saved_model.pb", "TensorFlow SavedModel")]
    [InlineData("a.mlmodel", "Core ML")]
    public void A_foreign_file_that_begins_as_ONNX_is_recognised_by_its_name(string name, string what)
    {
        byte[] file = new ModelBuilder().Input("x", 1, 3).Node("Relu", ["x"], ["y"]).Output("y").ToArray();
        Assert.Contains(what, Assert.Throws<DeepCalcException>(() => NetworkFile.Import(new MemoryStream(file), name, new ImportOptions())).Message);
        Assert.Equal("1x3", NetworkFile.Import(new MemoryStream(file), "a.pb", new ImportOptions()).OutputShape.ToString());
    }

    // The length of a header can be the first bytes of something else.
    [Fact]
    public void A_safetensors_file_is_recognised_whatever_the_length_of_its_header()
    {
        byte[] file = SafetensorsFile.Of(Encoding.UTF8.GetBytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}".PadRight(0x088B1F)), 8);
        Assert.Equal([0x1F, 0x8B, 8], file[..3]);
        Assert.Equal(2, ParameterMeasurement.Of(new Network(NetworkFile.Import(new MemoryStream(file), "a.gz", new ImportOptions()))).Parameters);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
