namespace DeepCalc.Tests;

public class CoreTests
{
    // Where the runtime itself lies; what comes from a package, System.Management.Automation among them, does not.
    [Fact]
    public void The_core_references_nothing_but_the_framework()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Assert.All(
            typeof(Layer).Assembly.GetReferencedAssemblies(),
            assembly => Assert.True(File.Exists(Path.Combine(framework, assembly.Name + ".dll")), $"{assembly.Name} is no part of the framework"));
        Assert.False(File.Exists(Path.Combine(framework, "System.Management.Automation.dll")));
    }

    [Fact]
    public void All_public_types_are_in_the_namespace_DeepCalc() =>
        Assert.All(typeof(Layer).Assembly.GetExportedTypes(), type => Assert.Equal("DeepCalc", type.Namespace));
}
