using System.Management.Automation;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Commands.Tests.Formats;

public sealed class ImportNetworkTests : IClassFixture<Session>, IDisposable
{
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public ImportNetworkTests(Session session)
    {
        _session = session;
        session.Set("folder", _folder);
        Save("a.onnx", Small("batch"));
        Save("b.onnx", Small(2));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_one_layer_and_the_network_is_named_after_it()
    {
        Layer layer = Assert.IsType<Layer>(Assert.Single(_session.Output("Import-Network $folder/a.onnx")).BaseObject);
        Assert.Equal(("relu", "Relu", "batchx8x10x10"), (layer.Name, layer.Kind, layer.OutputShape.ToString()));
        Assert.Equal("a", new Network(layer).Name);
        Assert.Equal("mine", _session.Value("Import-Network $folder/a.onnx -Name mine | Measure-Network", "Network"));
    }

    [Theory]
    [InlineData("Import-Network $folder/*.onnx")]
    [InlineData("Import-Network $folder/a.onnx, $folder/b.onnx")]
    [InlineData("Import-Network -LiteralPath $folder/a.onnx, $folder/b.onnx")]
    [InlineData("\"$folder/a.onnx\", \"$folder/b.onnx\" | Import-Network")]
    [InlineData("\"$folder/?.onnx\" | Import-Network")]
    [InlineData("[IO.DirectoryInfo]::new($folder).GetFiles('*.onnx') | Import-Network")]
    [InlineData("'a', 'b' | ForEach-Object { [pscustomobject]@{ Path = \"$folder/$_.onnx\"; Name = 'no name of a network' } } | Import-Network")]
    [InlineData("'a', 'b' | ForEach-Object { [pscustomobject]@{ PSPath = \"Microsoft.PowerShell.Core\\FileSystem::$folder/$_.onnx\" } } | Import-Network")]
    public void Files_come_by_path_wildcard_and_pipeline(string import) =>
        Assert.Equal(["a", "b"], _session.Output($"{import} | Measure-Network").Select(row => row.Properties["Network"].Value).Order());

    [Fact]
    public void A_name_with_brackets_is_taken_literally_where_it_comes_from_a_listing()
    {
        Save("[x] 1.onnx", Small(1));
        Assert.Equal("[x] 1", _session.Value("[IO.FileInfo]::new(\"$folder/[x] 1.onnx\") | Import-Network | Measure-Network", "Network"));
        Assert.Equal("[x] 1", _session.Value("Import-Network -LiteralPath \"$folder/[x] 1.onnx\" | Measure-Network", "Network"));

        // As a pattern it matches another name; the message says how to import the file.
        Assert.Contains("give it as -LiteralPath", _session.Error("Import-Network \"$folder/[x] 1.onnx\"").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_file_is_one_error_and_the_next_one_follows()
    {
        File.WriteAllText(InFolder("aa.onnx"), "");
        Session.Result result = _session.Run("Import-Network $folder/*.onnx | Measure-Network");

        Assert.Equal(2, result.Output.Length);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(("FileCorrupt,DeepCalc.Commands.ImportNetworkCommand", ErrorCategory.InvalidData), (error.FullyQualifiedErrorId, error.CategoryInfo.Category));
        Assert.Equal(InFolder("aa.onnx"), error.TargetObject);
        Assert.Contains("aa.onnx", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Import-Network $folder/none.onnx", "FileUnreadable", "none.onnx")]
    [InlineData("Import-Network -LiteralPath $folder/none.onnx", "FileUnreadable", "none.onnx")]
    [InlineData("Import-Network $folder/none*.onnx", "FileUnreadable", "none*.onnx")]
    [InlineData("Import-Network Nowhere:/a.onnx", "FileUnreadable", "Nowhere")]
    [InlineData("Import-Network Variable:folder", "FileUnreadable", "Variable")]
    [InlineData("Import-Network (New-Item \"$folder/none\" -ItemType Directory).FullName", "FileUnreadable", "It holds no file")]
    [InlineData("Import-Network $folder/a.onnx -Output nothing", "LayerNotFound", "named 'nothing'. Its layers are x, conv, relu.")]
    [InlineData("Import-Network $folder/a.onnx -Output on", "LayerNotFound", "named 'on'. Layers with that in their names are conv.")]
    [InlineData("Import-Network $folder/a.onnx -Size @{ batch = 'many' }", "InvalidSetting", "many")]
    [InlineData("Import-Network $folder/a.onnx -Size @{ batch = 1.5 }", "InvalidSetting", "1.5")]
    [InlineData("Import-Network $folder/a.onnx -Size @{ batch = -1 }", "InvalidSetting", "-1")]
    [InlineData("Import-Network $folder/a.onnx -Size @{ batch = 1, 2 }", "InvalidSetting", "1, 2")]
    [InlineData("Import-Network $folder/a.onnx -Size @{ batch = $null }", "InvalidSetting", "batch")]
    [InlineData("Import-Network $folder/a.onnx -Value @{ x = 'a' }", "InvalidSetting", "'a'")]
    [InlineData("Import-Network $folder/a.onnx -Value @{ y = 1 }", "LayerNotFound", "'y'")]
    [InlineData("Import-Network $folder/a.onnx -Size @{ y = 1 }", "LayerNotFound", "a.onnx: no size is named 'y'; the file has batch.")]
    [InlineData("Import-Network $folder/b.onnx -Size @{ y = 1 }", "LayerNotFound", "b.onnx: no size is named 'y'; the file has no open sizes.")]
    public void Invalid_imports_are_refused_with_a_stable_id(string script, string id, string text)
    {
        ErrorRecord error = Refusal(script);
        Assert.Equal($"{id},DeepCalc.Commands.ImportNetworkCommand", error.FullyQualifiedErrorId);
        Assert.Contains(text, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_name_is_for_one_file()
    {
        Session.Result result = _session.Run("Import-Network $folder/*.onnx -Name mine");
        Assert.Equal("InvalidSetting,DeepCalc.Commands.ImportNetworkCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Single(result.Output);
    }

    [Theory]
    [InlineData("@{ batch = 3 }")]
    [InlineData("@{ Batch = '3' }")]
    [InlineData("([ordered]@{ BATCH = [long]3 })")]
    public void Sizes_are_bound_by_name_in_any_case(string sizes)
    {
        Assert.Equal("3x8x10x10", _session.Value($"Import-Network $folder/a.onnx -Size {sizes} | Get-OutputShape", "OutputShape"));
        Assert.Empty(_session.Run($"Import-Network $folder/a.onnx -Size {sizes}").Warnings);
    }

    // With several files, each may have other sizes; a name that none of them has is a mistake.
    [Theory]
    [InlineData("Import-Network $folder/*.onnx")]
    [InlineData("\"$folder/a.onnx\", \"$folder/b.onnx\" | Import-Network")]
    public void A_size_that_no_file_has_is_an_error_that_says_which_they_have(string import)
    {
        Assert.Equal(2, _session.Output($"{import} -Size @{{ batch = 3 }}").Length);
        Session.Result result = _session.Run($"{import} -Size @{{ batch = 3; height = 5 }}");

        Assert.Equal(2, result.Output.Length);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal("LayerNotFound,DeepCalc.Commands.ImportNetworkCommand", error.FullyQualifiedErrorId);
        Assert.Equal("no size is named 'height'; the files have batch.", error.Exception.Message);
        Assert.Contains("a.onnx: no size is named 'height'; the file has batch.", Verbose());

        IEnumerable<string> Verbose() => _session.Run($"{import} -Size @{{ batch = 3; height = 5 }} -Verbose 4>&1").Output.Select(item => item.BaseObject).OfType<VerboseRecord>().Select(record => record.Message);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("?")]
    [InlineData("dynamic")]
    public void A_placeholder_names_no_size_and_the_error_says_which_names_give_each(string name)
    {
        Save("open.onnx", new ModelBuilder().Input("x", name, 1, name, name).Node("Relu", ["x"], ["y"]).Output("y"));
        ErrorRecord error = Refusal($"Import-Network $folder/open.onnx -Size @{{ '{name}' = 480 }}");

        Assert.Contains($"open.onnx: no size is named '{name}'; the file has x_0, x_2, x_3.", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("x_0x1x480x640", _session.Value("Import-Network $folder/open.onnx -Size @{ x_2 = 480; x_3 = 640 } | Get-OutputShape", "OutputShape"));
    }

    [Theory]
    [InlineData("@{ shape = 2, -1 }", "2x384")]
    [InlineData("@{ Shape = [long[]](4, 192) }", "4x192")]
    [InlineData("@{ shape = (,(16, 48)) }", "16x48")]
    public void Values_give_shapes_that_depend_on_them(string values, string shape)
    {
        Save("reshape.onnx", new ModelBuilder().Input("x", 1, 3, 16, 16).Input("shape", TypeBuilder.Tensor(ElementType.Int64, 2)).Node("Reshape", ["x", "shape"], ["y"]).Output("y"));

        Assert.Equal(shape, _session.Value($"Import-Network $folder/reshape.onnx -Value {values} | Get-OutputShape", "OutputShape"));
    }

    [Fact]
    public void A_network_is_cut_at_layers_and_continued()
    {
        Assert.Equal("batchx8x10x10", _session.Value("Import-Network $folder/a.onnx -Output conv | Get-OutputShape", "OutputShape"));
        Assert.Equal(["conv", "relu"], _session.Output("Import-Network $folder/a.onnx -Output conv, relu | Get-OutputShape").Select(row => row.Properties["Layer"].Value));
        Assert.Equal("batchx5", _session.Value("Import-Network $folder/a.onnx -Output CONV | New-PoolLayer -Global | New-DenseLayer 5 | Get-OutputShape", "OutputShape"));
        Assert.Equal(24L + (8 * 5) + 5, _session.Value("Import-Network $folder/a.onnx -Output conv | New-PoolLayer -Global | New-DenseLayer 5 | Measure-Parameter", "Parameters"));
        Assert.Equal((2400L + 40) * 4, _session.Value("Import-Network $folder/a.onnx -Output conv | New-PoolLayer -Global | New-DenseLayer 5 | Measure-Operation -BatchSize 4", "Macs"));
        Assert.Contains("Choose one with -Output", _session.Error("Import-Network $folder/a.onnx -Output conv, relu | New-DenseLayer 5").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_operator_is_shown_and_is_an_error_if_asked_for()
    {
        Save("m.onnx", Small(1).Node("Mystery", ["relu"], ["magic"]).Output("magic"));

        Assert.Equal("3 of 4 layers counted, 1 unknown: magic", _session.Value("Import-Network $folder/m.onnx -Output magic | Measure-Network", "Coverage"));
        Assert.Equal("?", _session.Value("Import-Network $folder/m.onnx -Output magic | Get-OutputShape", "OutputShape"));
        ErrorRecord error = _session.Error("Import-Network $folder/m.onnx -Strict");
        Assert.Equal("LayerUnknown,DeepCalc.Commands.ImportNetworkCommand", error.FullyQualifiedErrorId);
        Assert.Contains("magic", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_without_shapes_have_rows_too()
    {
        Save("s.onnx", Small("batch").Node("Mystery", ["relu"], ["magic"]).Node("Relu", ["magic"], ["behind"]).Node("Size", ["x"], ["size"]).Output("behind").Output("size"));

        PSObject[] rows = _session.Output("Import-Network $folder/s.onnx -Output behind, size | Measure-Layer");
        Assert.Equal(["batchx3x10x10", "batchx8x10x10", "batchx8x10x10", "?", "?", "scalar"], rows.Select(row => row.Properties["OutputShape"].Value));
        Assert.Null(rows.Single(row => (string)row.Properties["Name"].Value == "behind").Properties["Flops"].Value);
        Assert.Equal(["x", "conv", "relu", "magic", "behind"], _session.Output("Import-Network $folder/s.onnx -Output behind, size | Measure-Layer -HideTrivial").Select(row => row.Properties["Name"].Value));
        Assert.NotEmpty(_session.Output("Import-Network $folder/s.onnx -Output behind, size | Show-Calculation"));
        _session.Output("Import-Network $folder/s.onnx -Output behind, size | Measure-ReceptiveField -PerLayer");
    }

    [Fact]
    public void Stopping_is_not_an_error()
    {
        using var session = new Session();
        session.Set("path", InFolder("a.onnx"));
        PSInvocationState state = session.StopAfter("while ($true) { $path | Import-Network }", TimeSpan.FromMilliseconds(300), out ErrorRecord[] errors);

        Assert.Equal(PSInvocationState.Stopped, state);
        Assert.Empty(errors);
    }

    private static ModelBuilder Small(OnnxSize batch) => new ModelBuilder()
        .Input("x", batch, 3, 10, 10).Weight("w", 8, 3, 1, 1).Node("Conv", ["x", "w"], ["conv"]).Node("Relu", ["conv"], ["relu"]).Output("relu");

    private void Save(string name, ModelBuilder file) => File.WriteAllBytes(InFolder(name), file.ToArray());

    private string InFolder(string name) => Path.Combine(_folder, name);

    // Settings that are wrong for every file end the command.
    private ErrorRecord Refusal(string script)
    {
        try
        {
            return _session.Error(script);
        }
        catch (CmdletInvocationException e)
        {
            return e.ErrorRecord;
        }
    }
}
