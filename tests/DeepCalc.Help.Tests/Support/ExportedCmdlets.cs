namespace DeepCalc.Help.Tests.Support;

/// <summary>Test data: every cmdlet that the manifest exports.</summary>
public sealed class ExportedCmdlets : TheoryData<string>
{
    public ExportedCmdlets() => AddRange([.. ModuleFolder.ExportedCmdlets]);
}
