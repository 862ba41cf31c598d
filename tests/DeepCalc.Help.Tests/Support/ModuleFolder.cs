using System.Management.Automation.Language;

namespace DeepCalc.Help.Tests.Support;

/// <summary>The copy of the module beside the tests.</summary>
internal static class ModuleFolder
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "DeepCalc");

    public static string Manifest { get; } = Path.Combine(Folder, "DeepCalc.psd1");

    public static string HelpFile { get; } = Path.Combine(Folder, "en-US", "DeepCalc.PowerShell.dll-Help.xml");

    public static string AboutTopic { get; } = Path.Combine(Folder, "en-US", "about_DeepCalc.help.txt");

    /// <summary>The cmdlets that the manifest exports.</summary>
    public static IReadOnlyList<string> ExportedCmdlets { get; } = ReadExportedCmdlets();

    private static string[] ReadExportedCmdlets()
    {
        ScriptBlockAst manifest = Parser.ParseFile(Manifest, out _, out ParseError[] errors);
        Assert.Empty(errors);
        var table = (HashtableAst)manifest.Find(node => node is HashtableAst, searchNestedScriptBlocks: false);
        object value = table.KeyValuePairs.Single(pair => pair.Item1.SafeGetValue() is "CmdletsToExport").Item2.Find(node => node is ExpressionAst, false) is ExpressionAst list
            ? list.SafeGetValue()
            : throw new InvalidOperationException("The manifest exports no cmdlets.");
        return [.. ((object[])value).Cast<string>()];
    }
}
