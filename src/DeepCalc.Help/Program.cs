using System.Reflection;
using DeepCalc.Help.Cmdlets;
using DeepCalc.Help.Documentation;
using DeepCalc.Help.Maml;

namespace DeepCalc.Help;

/// <summary>Makes the help file of a cmdlet assembly: <c>DeepCalc.Help assembly.dll assembly.dll-Help.xml</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var assemblyPath, var helpPath])
        {
            Console.Error.WriteLine("usage: DeepCalc.Help <cmdlet assembly> <help file>");
            return 2;
        }

        try
        {
            Assembly assembly = Assembly.LoadFrom(Path.GetFullPath(assemblyPath));
            MamlFile.Write(new CommandReader(assembly).ReadAll(), helpPath);
            return 0;
        }
        catch (DocumentationException e)
        {
            // The form that MSBuild takes for an error of the build.
            Console.Error.WriteLine($"{Path.GetFileName(assemblyPath)} : error HELP001 : {e.Message}");
            return 1;
        }
    }
}
