using System.Management.Automation;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Commands.Tests.Binding;

public sealed class CompletionTests : IClassFixture<Session>, IDisposable
{
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public CompletionTests(Session session)
    {
        _session = session;
        session.Set("folder", _folder);
        ModelBuilder file = new ModelBuilder().Input("x", "batch", 3, "my height", 10).Weight("w", 8, 3, 1, 1)
            .Node("Conv", ["x", "w"], ["conv"]).Node("Relu", ["conv"], ["/a/relu"]).Node("Relu", ["/a/relu"], ["it's last[0]"]).Output("it's last[0]");
        File.WriteAllBytes(Path.Combine(_folder, "a.onnx"), file.ToArray());
        File.WriteAllText(Path.Combine(_folder, "bad.onnx"), "bad");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Import-Network $folder/a.onnx -Output ", "x|conv|/a/relu|'it''s last[0]'")]
    [InlineData("$file = \"$folder/a.onnx\"; Import-Network $file -Output c", "conv")]
    [InlineData("$file = \"$folder/a.onnx\"; Import-Network $file, $folder/bad.onnx -Output conv, /a", "/a/relu")]
    [InlineData("$file = \"$folder/a.onnx\"; Import-Network $file | Measure-ReceptiveField -From la", "'it''s last[0]'")]
    [InlineData("$file = \"$folder/a.onnx\"; Import-Network -LiteralPath $file | Measure-ReceptiveField -From 're", "/a/relu")]
    [InlineData("$file = \"$folder/a.onnx\"; Import-Network $file -Output conv | Show-Calculation Shape -Layer ", "x|conv")]
    [InlineData("$net = New-InputLayer 8,8,3 | New-ConvLayer 4 3 -Name second; $net | Measure-ReceptiveField -From ", "input_layer|second")]
    [InlineData("$net = New-InputLayer 8,8,3 | New-ConvLayer 4 3; Measure-ReceptiveField -InputObject $net -From c", "conv2d")]
    [InlineData("$net = New-InputLayer 8,8,3 | New-ConvLayer 4 3; $net | New-DenseLayer 3 | Show-Calculation -Layer ", "input_layer|conv2d")]
    [InlineData("$net = Import-Network $folder/a.onnx; $net, $net | Show-Calculation -Layer ", "")]
    [InlineData("$net = Import-Network $folder/a.onnx; $net | Show-Calculation -Layer la", "'it''s last`[0`]'")]
    [InlineData("$net = (Import-Network $folder/a.onnx), 1; $net | Show-Calculation -Layer co", "conv")]
    public void Layers_are_completed_by_name_from_variables_and_files(string line, string expected) =>
        Assert.Equal(expected, string.Join('|', Complete(line)));

    [Fact]
    public void Names_that_begin_with_the_word_come_first_and_a_tool_tip_has_the_shape()
    {
        _session.Set("net", _session.Output("New-InputLayer 8 -Name a | New-DenseLayer 4 -Name 'b/last' | New-DenseLayer 2 -Name last")[0]);
        CommandCompletion completion = Completion("$net | Show-Calculation -Layer last");
        Assert.Equal(["last", "b/last"], completion.CompletionMatches.Select(match => match.CompletionText));
        Assert.Equal("Dense 2", completion.CompletionMatches[0].ToolTip);
    }

    [Theory]
    [InlineData("Import-Network $file -Size ")]
    [InlineData("Import-Network $file | Measure-Memory -Size ")]
    public void Open_sizes_are_completed_as_a_table(string line) =>
        Assert.Equal(["@{ 'batch' = 1; 'my height' = 1 }"], Complete($"$file = \"$folder/a.onnx\"; {line}"));

    [Theory]
    [InlineData("Import-Network $folder/bad.onnx -Output zz")]
    [InlineData("Import-Network $folder/none.onnx -Output zz")]
    [InlineData("Import-Network nodrive:/none.onnx -Output zz")]
    [InlineData("Import-Network -Output zz")]
    [InlineData("$nothing | Show-Calculation -Layer zz")]
    [InlineData("1 | Show-Calculation -Layer zz")]
    [InlineData("Import-Network \"$folder/$([IO.File]::Delete(\"$folder/a.onnx\"))\" -Output zz")]
    [InlineData("Import-Network ('a' + $folder) -Output zz")]
    [InlineData("[IO.File]::Delete(\"$folder/a.onnx\") | Show-Calculation -Layer zz")]
    [InlineData("Import-Network $([IO.File]::Delete(\"$folder/a.onnx\")) | Show-Calculation -Layer zz")]
    [InlineData("Import-Network $folder/bad.onnx -Size zz")]
    public void Names_that_need_a_run_are_not_completed_and_nothing_is_run(string line)
    {
        Assert.Empty(Complete(line));
        Assert.True(File.Exists(Path.Combine(_folder, "a.onnx")));
    }

    private string[] Complete(string line) => [.. Completion(line).CompletionMatches.Select(match => match.CompletionText)];

    // The commands before the last ; of the line are run first.
    private CommandCompletion Completion(string line)
    {
        int end = line.LastIndexOf("; ", StringComparison.Ordinal);
        string typed = end < 0 ? line : line[(end + 2)..];
        _session.Set("typed", typed);
        string before = end < 0 ? "" : line[..end];
        return (CommandCompletion)_session.Output($"{before}\nTabExpansion2 $typed $typed.Length")[0].BaseObject;
    }
}
