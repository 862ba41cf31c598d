using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Commands.Tests.Formats;

/// <summary>
/// Follows the advice in the errors of Import-Network, and checks that the import then works. <see cref="PathsTests"/> follows the advice
/// for
/// folders.
/// </summary>
public sealed class AdviceTests : IClassFixture<Session>, IDisposable
{
    private const string Dense = """{"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [null, 4]}}, {"class_name": "Dense", "config": {"name": "dense", "units": 3}}]}}""";

    private const string Llama = """{"model_type": "llama", "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 10}""";

    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public AdviceTests(Session session)
    {
        _session = session;
        session.Set("folder", _folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void For_a_name_with_brackets_use_LiteralPath()
    {
        File.WriteAllBytes(In("[x].onnx"), Small().ToArray());
        Advises("Import-Network \"$folder/[x].onnx\"", "give it as -LiteralPath");
        Works("Import-Network -LiteralPath \"$folder/[x].onnx\"");
    }

    [Fact]
    public void For_several_files_leave_Name_out()
    {
        File.WriteAllBytes(In("a.onnx"), Small().ToArray());
        File.WriteAllBytes(In("b.onnx"), Small().ToArray());
        Assert.Contains("leave out -Name", Assert.Single(_session.Run("Import-Network $folder/*.onnx -Name x").Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, _session.Output("Import-Network $folder/*.onnx").Length);
    }

    [Fact]
    public void A_size_has_one_of_the_names_that_the_error_lists()
    {
        File.WriteAllBytes(In("a.onnx"), Small().ToArray());
        string name = After(Advises("Import-Network $folder/a.onnx -Size @{ bach = 2 }", "the file has "), "the file has ");
        Works($"Import-Network $folder/a.onnx -Size @{{ '{name}' = 2 }}");
    }

    [Fact]
    public void The_shapes_of_several_inputs_are_given_by_size_only_where_the_file_has_open_ones()
    {
        File.WriteAllBytes(In("open.onnx"), Sum("N").ToArray());
        Advises("Import-Network $folder/open.onnx | Get-OutputShape -InputShape 2,4", "Give the sizes by their names, with -Size");
        Works("Import-Network $folder/open.onnx -Size @{ N = 2 }");
        File.WriteAllBytes(In("fixed.onnx"), Sum(2).ToArray());
        Advises("Import-Network $folder/fixed.onnx | Get-OutputShape -InputShape 3,4", "numbers for all of their sizes; export it with open ones");
    }

    private static ModelBuilder Sum(OnnxSize samples) => new ModelBuilder().Input("a", samples, 4).Input("b", samples, 4).Node("Add", ["a", "b"], ["y"]).Output("y");

    [Fact]
    public void A_layer_has_one_of_the_names_that_the_error_lists()
    {
        Save("config.json", Llama);
        string message = Advises("Import-Network $folder/config.json -Output model.layers.0.self_attn", "The nearest name");
        string name = After(message, message.Contains("names are ", StringComparison.Ordinal) ? "names are " : "name is ");
        Assert.Equal("model.layers.0/attention", name);
        Works($"Import-Network $folder/config.json -Output {name}");
    }

    [Fact]
    public void Of_several_outputs_one_is_chosen_with_Output()
    {
        File.WriteAllBytes(In("a.onnx"), Small().Output("conv").ToArray());
        Advises("Import-Network $folder/a.onnx | New-FlattenLayer", "Choose one with -Output");
        Works("Import-Network $folder/a.onnx -Output conv | New-FlattenLayer");
    }

    [Fact]
    public void Without_Strict_unknown_layers_are_imported()
    {
        File.WriteAllBytes(In("a.onnx"), Small().Node("Mystery", ["relu"], ["magic"]).Output("magic").ToArray());
        Save("b.json", Dense.Replace("\"Dense\"", "\"Mystery\"", StringComparison.Ordinal));
        File.WriteAllBytes(In("c.safetensors"), Tensors("a.qweight", "I32", 4));
        File.WriteAllBytes(In("d-00001-of-00002.safetensors"), Tensors("a.weight", "F32", 4));
        foreach (string name in (string[])["a.onnx", "b.json", "c.safetensors", "d-00001-of-00002.safetensors"])
        {
            Assert.Contains("without -Strict", Advises($"Import-Network $folder/{name} -Strict", "-Strict"), StringComparison.OrdinalIgnoreCase);
            Works($"Import-Network $folder/{name} -WarningAction SilentlyContinue");
        }
    }

    [Fact]
    public void A_value_is_for_an_ONNX_file()
    {
        Save("a.json", Dense);
        Advises("Import-Network $folder/a.json -Value @{ x = 1 }", "-Value is valid only for ONNX files");
        Works("Import-Network $folder/a.json");
    }

    [Fact]
    public void An_archive_is_unpacked_and_the_named_file_imported()
    {
        using (ZipArchive archive = ZipFile.Open(In("a.zip"), ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry("model/net.onnx").Open();
            entry.Write(Small().ToArray());
        }

        string name = After(Advises("Import-Network $folder/a.zip", "unpack it, and import "), "and import ", " from there");
        ZipFile.ExtractToDirectory(In("a.zip"), In("unpacked"));
        Works($"Import-Network $folder/unpacked/{name}");
    }

    [Fact]
    public void A_packed_file_is_unpacked()
    {
        using (var packed = new GZipStream(File.Create(In("a.onnx")), CompressionLevel.Fastest))
        {
            packed.Write(Small().ToArray());
        }

        Advises("Import-Network $folder/a.onnx", "unpack it, and import the file in it");
        using (var packed = new GZipStream(File.OpenRead(In("a.onnx")), CompressionMode.Decompress))
        using (FileStream plain = File.Create(In("b.onnx")))
        {
            packed.CopyTo(plain);
        }

        Works("Import-Network $folder/b.onnx");
    }

    [Fact]
    public void The_text_network_of_an_unsupported_whole_is_imported_alone()
    {
        Save("config.json", $"{{\"model_type\": \"mystery\", \"text_config\": {Llama}}}");
        Advises("Import-Network $folder/config.json", "import it with -Part Text");
        Works("Import-Network $folder/config.json -Part Text");
    }

    [Fact]
    public void The_weights_of_an_unsupported_family_give_its_parameters()
    {
        Save("config.json", "{\"model_type\": \"mystery\"}");
        File.WriteAllBytes(In("model.safetensors"), Tensors("a.weight", "F32", 4));
        Advises("Import-Network $folder/config.json", "For parameters and bytes, import the network's weights: safetensors or GGUF files.");
        Assert.Equal(4L, _session.Value("Import-Network $folder/model.safetensors | Measure-Parameter", "Parameters"));
    }

    [Fact]
    public void The_files_of_an_index_are_downloaded_or_the_config_is_imported()
    {
        Save("m.safetensors.index.json", "{\"weight_map\": {\"a.weight\": \"m-00001-of-00002.safetensors\", \"b.weight\": \"m-00002-of-00002.safetensors\"}}");
        Save("config.json", Llama);
        Advises("Import-Network $folder/m.safetensors.index.json", "Download them into the same folder, or import the network's config.json");
        Works("Import-Network $folder/config.json");
        File.WriteAllBytes(In("m-00001-of-00002.safetensors"), Tensors("a.weight", "F32", 4));
        Assert.Contains("download the rest", Assert.Single(_session.Run("Import-Network $folder/m.safetensors.index.json").Warnings).Message, StringComparison.Ordinal);
        File.WriteAllBytes(In("m-00002-of-00002.safetensors"), Tensors("b.weight", "F32", 4));
        Works("Import-Network $folder/m.safetensors.index.json");
    }

    [Fact]
    public void An_HDF5_file_whose_description_is_in_a_heap_is_saved_as_JSON()
    {
        File.WriteAllBytes(In("w.h5"), File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "keras-dense.h5")));
        Advises("Import-Network $folder/w.h5", "save the model as .keras or .json");
        Save("w.json", Dense);
        Works("Import-Network $folder/w.json");
    }

    [Fact]
    public async Task The_contents_of_a_pipe_are_saved_in_a_file()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var made = Process.Start("mkfifo", [In("pipe.onnx")]);
        await made.WaitForExitAsync();
        Advises("Import-Network $folder/pipe.onnx", "save its contents in a file");
        var writing = Task.Run(() => File.WriteAllBytes(In("pipe.onnx"), Small().ToArray()));
        await using (FileStream pipe = File.OpenRead(In("pipe.onnx")))
        await using (FileStream saved = File.Create(In("saved.onnx")))
        {
            await pipe.CopyToAsync(saved);
        }

        await writing;
        Works("Import-Network $folder/saved.onnx");
    }

    private string Advises(string script, string advice)
    {
        string message = _session.Error(script).Exception.Message;
        Assert.Contains(advice, message, StringComparison.Ordinal);
        return message;
    }

    private void Works(string script)
    {
        Session.Result result = _session.Run($"{script} | Measure-Network");
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Single(result.Output);
    }

    // The first of the names between two parts of a message.
    private static string After(string message, string start, string end = ".")
    {
        int at = message.LastIndexOf(start, StringComparison.Ordinal) + start.Length;
        int last = end == "." ? message.Length - 1 : message.IndexOf(end, at, StringComparison.Ordinal);
        return message[at..last].Split(',')[0];
    }

    private static byte[] Tensors(string name, string type, int count)
    {
        byte[] header = Encoding.UTF8.GetBytes($"{{\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{count}],\"data_offsets\":[0,{4 * count}]}}}}");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[4 * count]];
    }

    private static ModelBuilder Small() => new ModelBuilder()
        .Input("x", "batch", 3, 10, 10).Weight("w", 8, 3, 1, 1).Node("Conv", ["x", "w"], ["conv"]).Node("Relu", ["conv"], ["relu"]).Output("relu");

    private void Save(string name, string text) => File.WriteAllText(In(name), text);

    private string In(string name) => Path.Combine(_folder, name);
}
