using System.Management.Automation;
using System.Reflection;
using DeepCalc.Help.Tests.Support;
using DeepCalc.Tests;

namespace DeepCalc.Help.Tests.Module;

/// <summary>The manifest, which is data, exports the cmdlets and aliases of the code.</summary>
[Trait("Category", MadeFromCode.Category)]
public class ManifestTests
{
    [Fact]
    public void ExportsEveryCmdlet() => Compare("CmdletsToExport      = @(\n", CodeDocuments.Commands.Select(command => command.Name));

    [Fact]
    public void ExportsEveryAlias() => Compare(
        "AliasesToExport      = @(\n", CodeDocuments.Cmdlets.GetExportedTypes().SelectMany(type => type.GetCustomAttribute<AliasAttribute>(inherit: false)?.AliasNames ?? []));

    private static void Compare(string begin, IEnumerable<string> names) =>
        MadeFromCode.Between("DeepCalc.psd1", begin, "    )\n", string.Concat(names.Order(StringComparer.OrdinalIgnoreCase).Select(name => $"        '{name}'\n")));
}
