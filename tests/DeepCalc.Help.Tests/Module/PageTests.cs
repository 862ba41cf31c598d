using DeepCalc.Tests;

namespace DeepCalc.Help.Tests.Module;

/// <summary>The pages in docs/cmdlets/ equal those that the build makes from the cmdlets.</summary>
[Trait("Category", MadeFromCode.Category)]
public class PageTests
{
    private static readonly string Built = Path.Combine(Repository.Root, "artifacts", "cmdlets");
    private static readonly string Kept = Path.Combine(Repository.Root, "docs", "cmdlets");

    public static TheoryData<string> Pages => [.. FilesIn(Built)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void PageIsThatOfTheCode(string page) => MadeFromCode.Whole($"docs/cmdlets/{page}", File.ReadAllText(Path.Combine(Built, page)));

    [Fact]
    public void EveryPageIsThatOfACmdlet()
    {
        foreach (string page in FilesIn(Kept).Except(FilesIn(Built)))
        {
            Assert.True(MadeFromCode.IsRenewed, $"docs/cmdlets/{page} is the page of no cmdlet; ./build.ps1 -Task Update deletes it.");
            File.Delete(Path.Combine(Kept, page));
        }
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);
}
