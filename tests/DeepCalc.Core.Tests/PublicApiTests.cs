using PublicApiGenerator;

namespace DeepCalc.Tests;

/// <summary>The public APIs of the core and of the readers are those in tests/PublicApi, so that a change shows in a review. That of the cmdlets stands in docs/cmdlets.</summary>
[Trait("Category", MadeFromCode.Category)]
public class PublicApiTests
{
    [Theory]
    [InlineData(typeof(Layer))]
    [InlineData(typeof(NetworkFile))]
    public void The_public_API_is_the_one_that_is_kept(Type type) => MadeFromCode.Whole(
        $"tests/PublicApi/{type.Assembly.GetName().Name}.txt",
        type.Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n");
}
