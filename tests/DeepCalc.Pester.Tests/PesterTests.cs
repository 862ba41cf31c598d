namespace DeepCalc.Pester.Tests;

/// <summary>Reports each Pester test as a test.</summary>
public class PesterTests
{
    public static TheoryData<PesterOutcome> Outcomes => [.. PesterRun.Outcomes];

    // Every result but Passed fails, so a skipped test fails too.
    [Theory]
    [MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true)]
    public void Passes(PesterOutcome outcome) => Assert.True(outcome.Result == "Passed", $"{outcome.Result}: {outcome.Error}");

    [Fact]
    public void Every_file_has_tests() => Assert.Equal(
        Directory.EnumerateFiles(PesterRun.Folder, "*.Tests.ps1").Select(Path.GetFileName).Order(StringComparer.Ordinal),
        PesterRun.Outcomes.GroupBy(outcome => outcome.File).Where(file => file.Count() > 1).Select(file => file.Key).Order(StringComparer.Ordinal));
}
