namespace DeepCalc.Tests;

public class CoreTests
{
    [Fact]
    public void The_core_references_nothing_but_the_framework() =>
        Assert.All(
            typeof(Layer).Assembly.GetReferencedAssemblies(),
            assembly => Assert.StartsWith("System.", assembly.Name!, StringComparison.Ordinal));

    [Fact]
    public void The_core_has_never_heard_of_PowerShell() =>
        Assert.DoesNotContain(typeof(Layer).Assembly.GetReferencedAssemblies(), assembly => assembly.Name == "System.Management.Automation");

    [Fact]
    public void All_public_types_are_in_the_namespace_DeepCalc() =>
        Assert.All(typeof(Layer).Assembly.GetExportedTypes(), type => Assert.Equal("DeepCalc", type.Namespace));
}
