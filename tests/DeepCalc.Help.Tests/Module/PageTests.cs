using DeepCalc.Help.Tests.Support;

namespace DeepCalc.Help.Tests.Module;

/// <summary>The pages in docs/cmdlets/ equal those that the build makes from the cmdlets.</summary>
/// <remarks>To renew them: <c>DEEPCALC_UPDATE_DOCS=1 dotnet test tests/DeepCalc.Help.Tests --filter FullyQualifiedName~PageTests</c>.</remarks>
public class PageTests
{
    private const string Update = "DEEPCALC_UPDATE_DOCS";
    private static readonly string Repository = FindRepository();
    private static readonly string Built = Path.Combine(Repository, "artifacts", "cmdlets");
    private static readonly string Kept = Path.Combine(Repository, "docs", "cmdlets");

    public static TheoryData<string> Pages => [.. FilesIn(Built)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void PageIsThatOfTheCode(string page)
    {
        string path = Path.Combine(Kept, page);
        string expected = File.ReadAllText(Path.Combine(Built, page));
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Kept);
            File.WriteAllText(path, expected);
            return;
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected,
            $"docs/cmdlets/{page} is out of date; run this test with {Update}=1 to renew it.");
    }

    [Fact]
    public void EveryCmdletHasAPage() => Assert.Equal(
        ModuleFolder.ExportedCmdlets.Select(cmdlet => cmdlet + ".md").Append("README.md").Order(StringComparer.Ordinal),
        FilesIn(Kept));

    private static IEnumerable<string> FilesIn(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DeepCalc.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not stand in the repository.");
    }
}
