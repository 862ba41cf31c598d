using System.IO.Compression;
using System.Management.Automation;
using System.Text;

namespace DeepCalc.Commands.Tests.Formats;

public sealed class TestCheckpointTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc-").FullName;

    public TestCheckpointTests()
    {
        _session.Set("folder", _folder);
        Write("a.pt", "\u0080\u0002}V model\ncposix\nsystem\n(S'ls'\ntRs.");
        Write("b.pt", "\u0080\u0002}.");
        Write("c.pt", "\u0080\u0002cposix\nsystem\n(S'ls'\ntR");
        Write("d.txt", "hello");
        File.WriteAllBytes(Path.Combine(_folder, "e.safetensors"), [2, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8]);
    }

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_row_has_the_call_and_whether_it_is_allowed()
    {
        PSObject row = Assert.Single(_session.Output("Test-Checkpoint $folder/a.pt"));
        Assert.Equal(
            (Path.Combine(_folder, "a.pt"), "posix.system", "posix.system('ls')", 1L, false),
            (row.Properties["File"].Value, row.Properties["Function"].Value, row.Properties["Call"].Value, row.Properties["Calls"].Value, row.Properties["IsAllowed"].Value));
        Assert.Matches(@"File\s+IsAllowed\s+Calls Call", string.Concat(_session.Output("Test-Checkpoint $folder/a.pt | Out-String")));
    }

    [Theory]
    [InlineData("a.pt", false)]
    [InlineData("b.pt", true)]
    [InlineData("e.safetensors", true)]
    public void Quiet_gives_one_truth_value_a_file(string file, bool isAllowed) =>
        Assert.Equal(isAllowed, Assert.Single(_session.Output($"Test-Checkpoint $folder/{file} -Quiet")).BaseObject);

    [Fact]
    public void A_damaged_file_has_the_rows_before_the_fault_and_an_error()
    {
        Session.Result result = _session.Run("Test-Checkpoint $folder/c.pt");
        Assert.Equal("posix.system('ls')", Assert.Single(result.Output).Properties["Call"].Value);
        Assert.Equal("FileCorrupt,DeepCalc.Commands.TestCheckpointCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);

        result = _session.Run("Test-Checkpoint $folder/c.pt -Quiet");
        Assert.Equal(false, Assert.Single(result.Output).BaseObject);
        Assert.Single(result.Errors);
    }

    [Theory]
    [InlineData("Test-Checkpoint $folder -ErrorAction SilentlyContinue")]
    [InlineData("Test-Checkpoint $folder/* -ErrorAction SilentlyContinue")]
    [InlineData("Get-ChildItem $folder | Test-Checkpoint -ErrorAction SilentlyContinue")]
    [InlineData("Test-Checkpoint -LiteralPath $folder/a.pt, $folder/b.pt, $folder/c.pt -ErrorAction SilentlyContinue")]
    public void Files_of_a_folder_a_pattern_and_a_listing_are_searched_and_others_skipped(string script)
    {
        Session.Result result = _session.Run(script);
        Assert.Equal(["a.pt", "c.pt"], result.Output.Select(row => Path.GetFileName((string)row.Properties["File"].Value)));
        Assert.All(result.Errors, error => Assert.StartsWith("FileCorrupt", error.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_of_another_format_that_is_named_is_an_error()
    {
        Assert.Equal("FormatUnknown,DeepCalc.Commands.TestCheckpointCommand", _session.Error("Test-Checkpoint $folder/d.txt").FullyQualifiedErrorId);
        Assert.Equal("FileUnreadable,DeepCalc.Commands.TestCheckpointCommand", _session.Error("Test-Checkpoint $folder/none.pt").FullyQualifiedErrorId);

        using (ZipArchive archive = ZipFile.Open(Path.Combine(_folder, "k.keras"), ZipArchiveMode.Create))
        using (Stream entry = archive.CreateEntry("config.json").Open())
        {
            entry.Write("{}"u8);
        }

        Assert.Contains("can hold code in other forms", _session.Error("Test-Checkpoint $folder/k.keras").Exception.Message, StringComparison.Ordinal);
    }

    private void Write(string name, string opcodes) => File.WriteAllBytes(Path.Combine(_folder, name), Encoding.Latin1.GetBytes(opcodes));
}
