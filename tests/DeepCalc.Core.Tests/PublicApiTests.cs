using System.Reflection;
using PublicApiGenerator;

namespace DeepCalc.Tests;

/// <summary>The public APIs of the core and of the readers are those in tests/PublicApi, so that a change shows in a review. That of the cmdlets stands in docs/cmdlets.</summary>
/// <remarks>To renew it: <c>DEEPCALC_UPDATE_DOCS=1 dotnet test tests/DeepCalc.Core.Tests --filter FullyQualifiedName~PublicApiTests</c>.</remarks>
public class PublicApiTests
{
    private const string Update = "DEEPCALC_UPDATE_DOCS";

    [Theory]
    [InlineData(typeof(Layer))]
    [InlineData(typeof(NetworkFile))]
    public void The_public_API_is_the_one_that_is_kept(Type type)
    {
        Assembly assembly = type.Assembly;
        string api = assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        string path = Path.Combine(Repository.Root, "tests", "PublicApi", $"{assembly.GetName().Name}.txt");
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
