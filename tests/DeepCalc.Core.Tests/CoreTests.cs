namespace DeepCalc.Tests;

public class CoreTests
{
    // Where the runtime itself lies; what comes from a package, System.Management.Automation among them, does not.
    [Fact]
    public void The_core_references_nothing_but_the_framework_and_the_readers_nothing_but_the_core()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Assert.All(
            typeof(Layer).Assembly.GetReferencedAssemblies()
                .Concat(typeof(NetworkFile).Assembly.GetReferencedAssemblies().Where(each => each.Name != typeof(Layer).Assembly.GetName().Name)),
            assembly => Assert.True(File.Exists(Path.Combine(framework, assembly.Name + ".dll")), $"{assembly.Name} is no part of the framework"));
        Assert.False(File.Exists(Path.Combine(framework, "System.Management.Automation.dll")));
    }

    [Fact]
    public void All_public_types_are_in_the_namespace_DeepCalc() =>
        Assert.All([.. typeof(Layer).Assembly.GetExportedTypes(), .. typeof(NetworkFile).Assembly.GetExportedTypes()], type => Assert.Equal("DeepCalc", type.Namespace));
}
