using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Xml.Linq;

namespace DeepCalc.Commands.Tests;

public class ModuleTests
{
    // The tests import the module by its manifest; the assembly is read for comparison.
    private static readonly Type[] CmdletTypes =
        [.. ModuleAssembly().GetExportedTypes().Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)];

    private static readonly string[] Cmdlets =
        [.. CmdletTypes.Select(type => type.GetCustomAttribute<CmdletAttribute>()!).Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}").Order()];

    private static Assembly ModuleAssembly()
    {
        using var session = new Session();
        return ((CmdletInfo)Assert.Single(session.Output("Get-Command New-InputLayer")).BaseObject).ImplementingType.Assembly;
    }

    [Fact]
    public void The_manifest_exports_every_cmdlet_by_name_and_nothing_else()
    {
        Assert.True(Cmdlets.Length >= 50);
        using var session = new Session();

        // The cmdlets declare their aliases; the manifest is data and must repeat them.
        string[] aliases = [.. session.Output("Get-Command -Module DeepCalc -CommandType Cmdlet")
            .SelectMany(command => ((CmdletInfo)command.BaseObject).ImplementingType.GetCustomAttributes(typeof(AliasAttribute), inherit: false))
            .SelectMany(alias => ((AliasAttribute)alias).AliasNames).Order()];
        Assert.NotEmpty(aliases);
        Assert.Equal(Cmdlets, session.Output("Get-Command -Module DeepCalc -CommandType Cmdlet").Select(command => command.Properties["Name"].Value).Order());
        Assert.Equal(aliases, session.Output("(Get-Module DeepCalc).ExportedAliases.Keys").Select(alias => alias.BaseObject).Order());
        Assert.Equal(Cmdlets.Length + aliases.Length, session.Output("(Get-Module DeepCalc).ExportedCommands.Keys").Length);
        Assert.Empty(session.Output("Import-Module $((Get-Module DeepCalc).Path) -Force 3>&1"));
    }

    [Fact]
    public void The_readme_names_every_cmdlet()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
        Assert.All(Cmdlets, cmdlet => Assert.Contains(cmdlet, readme, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("New-LstmLayer", "New-RecurrentLayer")]
    public void An_old_name_is_an_alias(string alias, string cmdlet)
    {
        using var session = new Session();
        Assert.Equal(cmdlet, ((AliasInfo)Assert.Single(session.Output($"Get-Command {alias}")).BaseObject).Definition);
    }

    [Fact]
    public void Every_cmdlet_declares_its_output_and_has_one_pipeline_parameter_a_set()
    {
        using var session = new Session();
        foreach (CmdletInfo cmdlet in session.Output("Get-Command -Module DeepCalc -CommandType Cmdlet").Select(command => (CmdletInfo)command.BaseObject))
        {
            Assert.NotEmpty(cmdlet.OutputType);
            Assert.All(cmdlet.ParameterSets, set => Assert.True(set.Parameters.Count(parameter => parameter.ValueFromPipeline) <= 1, $"{cmdlet.Name} {set.Name}"));
            Assert.Contains(cmdlet.ParameterSets, set => set.Parameters.Any(parameter => parameter.ValueFromPipeline));
        }
    }

    [Fact]
    public void The_module_can_be_imported_again_removed_and_imported_anew()
    {
        using var session = new Session();
        session.Output($"Import-Module '{Session.ManifestPath}' -Force");
        Assert.Equal("4", session.Value("New-InputLayer 4 | Get-OutputShape", "OutputShape"));
        session.Output("Remove-Module DeepCalc");
        Assert.Empty(session.Output("Get-Command -Module DeepCalc"));
        session.Output($"Import-Module '{Session.ManifestPath}'");
        Assert.Equal("4", session.Value("New-InputLayer 4 | Get-OutputShape", "OutputShape"));
    }

    [Fact]
    public void Two_runspaces_work_side_by_side_and_share_layers()
    {
        using var one = new Session();
        using var other = new Session();
        object[] layers = new object[2];
        Parallel.For(0, 2, i => layers[i] = (i == 0 ? one : other).Output("New-InputLayer 8,8,3 | New-ConvLayer 4 3")[0].BaseObject);

        Assert.All(layers, layer => Assert.Equal("6x6x4", Assert.IsType<Layer>(layer).OutputShape.ToString()));
        using var shell = PowerShell.Create();
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        shell.Runspace = runspace;
        shell.AddScript($"param($layer) Import-Module '{Session.ManifestPath}'; $layer | Measure-Parameter").AddArgument(layers[0]);
        Assert.Equal(112L, Assert.Single(shell.Invoke()).Properties["Parameters"].Value);
    }

    [Fact]
    public void Rows_are_flat_so_that_they_survive_Export_Csv()
    {
        Type[] rows = [.. typeof(Layer).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Measurement", StringComparison.Ordinal))
            , typeof(CalculationStep), typeof(PaddingSolution), typeof(CheckpointCall)];
        Assert.True(rows.Length >= 9);
        Assert.All(rows.SelectMany(row => row.GetProperties()), property =>
        {
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            Assert.True(type.IsPrimitive || type.IsEnum || type == typeof(string), $"{property.DeclaringType!.Name}.{property.Name}");
        });
    }

    [Fact]
    public void Every_row_has_a_view_of_at_most_six_columns()
    {
        XDocument views = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "DeepCalc", "DeepCalc.format.ps1xml"));
        Assert.All(views.Descendants("TableHeaders"), table => Assert.InRange(table.Elements().Count(), 1, 6));
        string[] types = [.. views.Descendants("TypeName").Select(type => type.Value)];
        Assert.All(types, type => Assert.NotNull(Find(type)));

        // Each column shows an existing property of the type.
        foreach (XElement view in views.Descendants("View"))
        {
            Type type = Find(view.Descendants("TypeName").Single().Value)!;
            Assert.All(view.Descendants("PropertyName"), property => Assert.NotNull(type.GetProperty(property.Value)));
            Assert.All(view.Descendants("Label").Where(label => label.Parent!.Name == "TableColumnHeader"), header => Assert.NotNull(type.GetProperty(header.Value)));
        }

        string[] rows = [.. typeof(Layer).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Measurement", StringComparison.Ordinal)).Select(type => type.FullName!)];
        Assert.All(rows, row => Assert.Contains(row, types));

        // What follows # is a kind of row of the type.
        static Type? Find(string type) => typeof(Layer).Assembly.GetType(type.Split('#')[0]) ?? typeof(NetworkFile).Assembly.GetType(type.Split('#')[0]);
    }
}
