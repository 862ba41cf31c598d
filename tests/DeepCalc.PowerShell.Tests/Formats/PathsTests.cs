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
    public void A_folder_among_files_is_skipped()
    {
        Save("a.onnx");
        Directory.CreateDirectory(In("sub"));
        foreach (string import in (string[])["Import-Network $folder/*", "[IO.DirectoryInfo]::new($folder).GetFileSystemInfos() | Import-Network"])
        {
            Assert.Equal("a", Assert.Single(_session.Output($"{import} | Measure-Network")).Properties["Network"].Value);
            Assert.Contains($"{In("sub")} is a folder; it is skipped.", Verbose($"{import} -Verbose"));
        }
    }

    // Runs the command in each advice.
    [Theory]
    [InlineData("Import-Network $folder")]
    [InlineData("Import-Network -LiteralPath $folder")]
    [InlineData("$folder | Import-Network")]
    [InlineData("Import-Network $folder/")]
    [InlineData("[IO.DirectoryInfo]::new($folder) | Import-Network")]
    public void The_error_for_a_folder_has_the_command_that_works(string import)
    {
        Save("a.onnx");
        Follow(import, "a");
        Save("b.onnx");
        Follow(import, "a", "b");
        Save("c.onnx");
        Save("it's.onnx");
        Follow(import, "a", "b", "c", "it's");
        File.WriteAllText(In("config.json"), "{\"model_type\": \"nothing\"}");
        Assert.Contains("config.json'", Refused(import), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_brackets_and_files_in_a_folder_of_it_has_one_too()
    {
        Directory.CreateDirectory(In("[x] o'n/deep"));
        Save("[x] o'n/deep/a.onnx");
        Follow("Import-Network -LiteralPath \"$folder/[x] o'n\"", "a");
        foreach (string name in (string[])["b", "c", "d"])
        {
            Save($"[x] o'n/deep/{name}.onnx");
        }

        Follow("Import-Network -LiteralPath \"$folder/[x] o'n\"", "a", "b", "c", "d");
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
