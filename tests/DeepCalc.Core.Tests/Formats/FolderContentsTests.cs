using System.Text;
using DeepCalc.Tests.Formats.HuggingFace;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Formats;

public sealed class FolderContentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_are_recognised_by_their_contents_and_a_set_is_listed_once()
    {
        Save("config.json", Configs.All["GPT-2"]);
        Save("tokenizer.json", "{\"version\": \"1.0\", \"model\": {\"type\": \"BPE\"}}");
        Save("README.md", "# A network");
        Save("page.onnx", "<html></html>");
        Save("m.safetensors.index.json", Shards.Index(("a.weight", "m-00001-of-00002.safetensors")));
        foreach ((string name, byte[] bytes) in Shards.Safetensors("m").Concat(Shards.Gguf("q")))
        {
            File.WriteAllBytes(Path.Combine(_folder, name), bytes);
        }

        FolderContents contents = FolderContents.Of(_folder);
        Assert.Equal(
            [("config.json", "Hugging Face"), ("m.safetensors.index.json", "safetensors"), ("q-00001-of-00002.gguf", "GGUF")],
            contents.Files.Select(file => (Path.GetRelativePath(_folder, file.Path), file.Format)));
        Assert.Equal(["README.md", "page.onnx", "tokenizer.json"], contents.Others.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_without_files_is_searched_in_its_subfolders()
    {
        Save("README.md", "# Networks");
        Directory.CreateDirectory(Path.Combine(_folder, "a", "b"));
        File.WriteAllBytes(Path.Combine(_folder, "a", "b", "net.onnx"), new ModelBuilder().Input("x", 1, 3).Node("Relu", ["x"], ["y"]).Output("y").ToArray());

        FolderContents contents = FolderContents.Of(_folder);
        Assert.Equal((Path.Combine(_folder, "a", "b", "net.onnx"), "ONNX"), Assert.Single(contents.Files));
        Assert.Equal(["README.md"], contents.Others);
    }

    [Fact]
    public void A_missing_folder_is_an_error() =>
        Assert.Equal(ErrorCode.FileUnreadable, Assert.Throws<DeepCalcException>(() => FolderContents.Of(Path.Combine(_folder, "none"))).Code);

    private void Save(string name, string text) => File.WriteAllBytes(Path.Combine(_folder, name), Encoding.UTF8.GetBytes(text));
}
