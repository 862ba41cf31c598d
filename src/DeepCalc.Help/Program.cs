using DeepCalc.Help.Maml;
using DeepCalc.Help.Markdown;

namespace DeepCalc.Help;

/// <summary>
/// Makes the help file of a cmdlet assembly and a Markdown page for each cmdlet:
/// <c>DeepCalc.Help assembly.dll assembly.dll-Help.xml pages [address of the pages on the web]</c>.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var assemblyPath, var helpPath, var pagesPath, .. var rest] || rest.Length > 1)
        {
            Console.Error.WriteLine("usage: DeepCalc.Help <cmdlet assembly> <help file> <folder of pages> [<address of that folder on the web>]");
            return 2;
        }

        try
        {
            Assembly assembly = Assembly.LoadFrom(Path.GetFullPath(assemblyPath));
            IReadOnlyList<CommandHelp> commands = new CommandReader(assembly).ReadAll();
            MamlFile.Write(commands, rest is [var address] ? new Uri(address) : null, helpPath);
            MarkdownFolder.Write(commands, pagesPath);
            return 0;
        }
        catch (DocumentationException e)
        {
            // MSBuild recognises this form as a build error.
            Console.Error.WriteLine($"{Path.GetFileName(assemblyPath)} : error HELP001 : {e.Message}");
            return 1;
        }
    }
}
