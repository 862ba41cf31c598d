using PublicApiGenerator;

namespace DeepCalc.Tests;

/// <summary>The public API of the core is the one in tests/PublicApi, so that a change of it shows in a review. That of the cmdlets stands in docs/cmdlets.</summary>
/// <remarks>To renew it: <c>DEEPCALC_UPDATE_DOCS=1 dotnet test tests/DeepCalc.Core.Tests --filter FullyQualifiedName~PublicApiTests</c>.</remarks>
public class PublicApiTests
{
    private const string Update = "DEEPCALC_UPDATE_DOCS";

    [Fact]
    public void The_public_API_is_the_one_that_is_kept()
    {
        string api = typeof(Layer).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        string path = Path.Combine(Repository.Root, "tests", "PublicApi", "DeepCalc.Core.txt");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, api);
            return;
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == api,
            $"The public API is not the one in tests/PublicApi; if that is meant, run this test with {Update}=1 to renew the file, and note a breaking change in CHANGELOG.md.");
    }
}
