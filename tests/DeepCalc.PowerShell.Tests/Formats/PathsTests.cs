using System.Diagnostics;
using System.Management.Automation;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Commands.Tests.Formats;

/// <summary>Paths of things other than a readable file: folders, pipes, stalled files, sets of files.</summary>
public sealed class PathsTests : IClassFixture<Session>, IDisposable
{
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public PathsTests(Session session)
    {
        _session = session;
        session.Set("folder", _folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_pipe_is_an_error_at_once_and_the_next_file_follows()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Save("z.onnx");
        using var made = Process.Start("mkfifo", [In("a.onnx")]);
        made.WaitForExit();
        Session.Result result = _session.Run("Import-Network $folder/*");

        Assert.Single(result.Output);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal("FileUnreadable,DeepCalc.Commands.ImportNetworkCommand", error.FullyQualifiedErrorId);
        Assert.Equal("a.onnx: a pipe, device or socket cannot be imported; save its contents in a file, and import that file.", error.Exception.Message);
    }

    [Fact]
    public void The_import_of_a_stalled_file_can_be_stopped()
    {
        if (!StalledFile.IsPossible)
        {
            return;
        }

        Save("a.onnx");
        using var stalled = new StalledFile(In("a.onnx"));
        using var session = new Session();
        session.Set("path", In("a.onnx"));
        PSInvocationState state = session.StopAfter("Import-Network $path", TimeSpan.FromMilliseconds(500), out ErrorRecord[] errors);

        Assert.Equal(PSInvocationState.Stopped, state);
        Assert.Empty(errors);
        Assert.True(stalled.IsStalled, "the command ended because the file answered");
    }

    [Fact]
    public void A_folder_without_a_network_is_skipped_among_files()
    {
        Save("a.onnx");
        Directory.CreateDirectory(In("sub"));
        foreach (string import in (string[])["Import-Network $folder/*", "[IO.DirectoryInfo]::new($folder).GetFileSystemInfos() | Import-Network"])
        {
            Assert.Equal("a", Assert.Single(_session.Output($"{import} | Measure-Network")).Properties["Network"].Value);
            Assert.Contains($"{In("sub")} is a folder without a network of its own; it is skipped.", Verbose($"{import} -Verbose"));
        }
    }

    [Theory]
    [InlineData("Import-Network $folder/[lm]*")]
    [InlineData("[IO.DirectoryInfo]::new($folder).GetDirectories() | Import-Network")]
    [InlineData("Import-Network $folder/llama, $folder/more/")]
    [InlineData("Import-Network -LiteralPath $folder/llama, $folder/more")]
    public void Each_folder_is_a_network(string import)
    {
        Llama("llama");
        Llama("more");
        File.WriteAllBytes(In("llama/model.safetensors"), Tensors("model.embed_tokens.weight", 20));
        Session.Result result = _session.Run($"{import} | Measure-Network");
        Assert.Empty(result.Errors);
        Assert.Equal([("llama", (long?)20), ("more", null)], result.Output.Select(row => ((string)row.Properties["Network"].Value, (long?)row.Properties["StoredParameters"].Value)));
        Assert.StartsWith("llama: the checkpoint model.safetensors and the architecture differ: the checkpoint lacks ", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_of_a_folder_that_was_imported_are_skipped()
    {
        Llama("llama");
        Assert.Single(_session.Output("[IO.DirectoryInfo]::new($folder).GetFileSystemInfos('*', 'AllDirectories') | Import-Network"));
        Assert.Single(_session.Output("Import-Network $folder/llama, $folder/llama/config.json"));
    }

    [Fact]
    public void The_memory_of_a_folder_is_that_of_its_stored_weights()
    {
        Llama("llama");
        File.WriteAllBytes(In("llama/model.safetensors"), Tensors("model.embed_tokens.weight", 20));
        PSObject row = Assert.Single(_session.Run("Import-Network $folder/llama | Measure-Memory -Length 3").Output);

        // A block has 4·16 + 3·8 + 2·4 float32 weights, and the normalisation behind it 4; the head is stored nowhere.
        Assert.Equal(4L * (20 + 64 + 24 + 8 + 4 + 20), row.Properties["WeightBytes"].Value);
        Assert.Equal("as stored", row.Properties["WeightType"].Value);
    }

    // Runs the command in each advice.
    [Theory]
    [InlineData("Import-Network $folder")]
    [InlineData("Import-Network -LiteralPath $folder")]
    [InlineData("$folder | Import-Network")]
    [InlineData("Import-Network $folder/")]
    [InlineData("[IO.DirectoryInfo]::new($folder) | Import-Network")]
    public void The_error_for_a_folder_of_several_has_the_command_that_works(string import)
    {
        Directory.CreateDirectory(In("x"));
        Directory.CreateDirectory(In("it's [y]"));
        Save("x/a.onnx");
        Save("it's [y]/b.onnx");
        Follow(import, "a", "b");
        Save("x/c.onnx");
        Save("x/d.onnx");
        Follow(import, "a", "b", "c", "d");
    }

    [Theory]
    [InlineData("Import-Network $folder")]
    [InlineData("Import-Network -LiteralPath $folder")]
    [InlineData("$folder | Import-Network")]
    [InlineData("Import-Network $folder/")]
    [InlineData("[IO.DirectoryInfo]::new($folder) | Import-Network")]
    public void A_folder_of_several_files_says_which_is_taken(string import)
    {
        Save("a.onnx");
        Save("b.onnx");
        Session.Result result = _session.Run($"{import} | Measure-Network");
        Assert.Equal("a", Assert.Single(result.Output).Properties["Network"].Value);
        Assert.EndsWith("a.onnx is taken, and not b.onnx. Give the path of a file to import that one.", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_for_a_folder_without_networks_names_its_files()
    {
        Assert.EndsWith("is a folder. It holds no file; give the path of a file.", Refused("Import-Network $folder"), StringComparison.Ordinal);
        File.WriteAllText(In("README.md"), "# Nothing");
        Assert.Contains("It holds no network file, only README.md. Import a file of ONNX", Refused("Import-Network $folder"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Import-Network $folder/*")]
    [InlineData("Import-Network \"$folder/m-00002-of-00002.safetensors\", \"$folder/m-00001-of-00002.safetensors\"")]
    [InlineData("[IO.DirectoryInfo]::new($folder).GetFiles() | Import-Network")]
    [InlineData("[IO.DirectoryInfo]::new($folder).GetFiles('*.safetensors') | Import-Network")]
    [InlineData("Import-Network \"$folder/m.safetensors.index.json\"")]
    [InlineData("Import-Network \"$folder/m.safetensors.index.json\", \"$folder/m-00002-of-00002.safetensors\"")]
    [InlineData("Import-Network $folder/* -Name m")]
    public void A_set_of_files_is_imported_once(string import)
    {
        SaveSet();
        PSObject row = Assert.Single(_session.Output($"{import} | Measure-Network"));
        Assert.Equal(("m", 5L), (row.Properties["Network"].Value, row.Properties["Parameters"].Value));
    }

    [Fact]
    public void Missing_files_of_a_set_are_a_warning()
    {
        SaveSet();
        File.Delete(In("m-00002-of-00002.safetensors"));
        Session.Result result = _session.Run("Import-Network $folder/*.safetensors | Measure-Network");

        Assert.Equal(true, Assert.Single(result.Output).Properties["IsLowerBound"].Value);
        Assert.Equal(
            "m-00001-of-00002.safetensors: 1 of 2 files of the network is read: m-00002-of-00002.safetensors is missing from the folder. Its counts are lower bounds; download the rest into the same folder.",
            Assert.Single(result.Warnings).Message);
    }

    [Fact]
    public void Verbose_says_the_format_what_is_assumed_and_what_is_unknown()
    {
        File.WriteAllBytes(In("m.onnx"), Small("batch").Node("Mystery", ["relu"], ["magic"]).Output("magic").ToArray());
        string[] said = Verbose("Import-Network $folder/m.onnx -Verbose");

        Assert.Contains(said, text => text.StartsWith("m.onnx: ONNX, format version ", StringComparison.Ordinal) && text.Contains("opset ", StringComparison.Ordinal) && text.EndsWith("3 nodes.", StringComparison.Ordinal));
        Assert.Contains("m.onnx: open sizes, which -Size sets: batch.", said);
        Assert.Contains(said, text => text.StartsWith("m.onnx: 3 of 4 layers counted, 1 unknown: magic", StringComparison.Ordinal));
        Assert.Equal(said, Verbose("$VerbosePreference = 'Continue'; Import-Network $folder/m.onnx"));
        Assert.Empty(Verbose("Import-Network $folder/m.onnx"));
    }

    [Theory]
    [InlineData("residual.keras", "Keras archive (.keras)")]
    [InlineData("gpt2/config.json", "config.json of Hugging Face, family gpt2, class GPT2LMHeadModel; a sequence is processed as a whole, without a cache.")]
    [InlineData("gpt2/config.json", "no dtype is named, so memory is that of the checkpoint's type, or of float32, unless a type is given.")]
    [InlineData("digits.safetensors", " tensors in 3 modules and no graph")]
    [InlineData("tiny-q4_0.gguf", "GGUF, version 3, family ")]
    public void Verbose_names_the_format_of_every_kind(string file, string says) =>
        Assert.Contains(Verbose($"Import-Network \"$examples/models/{file}\" -Verbose"), text => text.Contains(says, StringComparison.OrdinalIgnoreCase));

    private string[] Verbose(string script) =>
        [.. _session.Output($"& {{ {script} }} 4>&1").Select(item => item.BaseObject).OfType<VerboseRecord>().Select(record => record.Message)];

    private string Refused(string import)
    {
        ErrorRecord error = _session.Error(import);
        Assert.Equal("FileUnreadable,DeepCalc.Commands.ImportNetworkCommand", error.FullyQualifiedErrorId);
        Assert.DoesNotContain("FileSystem::", error.Exception.Message, StringComparison.Ordinal);
        return error.Exception.Message;
    }

    private void Follow(string import, params string[] networks)
    {
        string message = Refused(import);
        string command = message[(message.LastIndexOf(": Import-Network ", StringComparison.Ordinal) + 2)..];
        Assert.Equal(networks, _session.Output($"{command} | Measure-Network").Select(row => (string)row.Properties["Network"].Value).Order());
    }

    private void Llama(string folder)
    {
        Directory.CreateDirectory(In(folder));
        File.WriteAllText(In($"{folder}/config.json"), "{\"model_type\": \"llama\", \"vocab_size\": 5, \"hidden_size\": 4, \"intermediate_size\": 2, \"num_hidden_layers\": 1, \"num_attention_heads\": 2}");
    }

    private void SaveSet()
    {
        File.WriteAllBytes(In("m-00001-of-00002.safetensors"), Tensors("a.weight", 2));
        File.WriteAllBytes(In("m-00002-of-00002.safetensors"), Tensors("b.weight", 3));
        File.WriteAllText(In("m.safetensors.index.json"), "{\"weight_map\": {\"a.weight\": \"m-00001-of-00002.safetensors\", \"b.weight\": \"m-00002-of-00002.safetensors\"}}");
    }

    private static byte[] Tensors(string name, int count)
    {
        byte[] header = System.Text.Encoding.UTF8.GetBytes($"{{\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{count}],\"data_offsets\":[0,{4 * count}]}}}}");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[4 * count]];
    }

    private static ModelBuilder Small(OnnxSize batch) => new ModelBuilder()
        .Input("x", batch, 3, 10, 10).Weight("w", 8, 3, 1, 1).Node("Conv", ["x", "w"], ["conv"]).Node("Relu", ["conv"], ["relu"]).Output("relu");

    private void Save(string name) => File.WriteAllBytes(In(name), Small(1).ToArray());

    private string In(string name) => Path.Combine(_folder, name);
}
