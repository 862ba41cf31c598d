using System.Text;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>The list of operators in docs/onnx.md is made of the table in the code.</summary>
/// <remarks>
/// To make it anew: <c>DEEPCALC_UPDATE_DOCS=1 dotnet test tests/DeepCalc.Core.Tests --filter FullyQualifiedName~OperatorListTests</c>.
/// </remarks>
public class OperatorListTests
{
    private const string Begin = "<!-- operators: made by OperatorListTests -->\n";
    private const string End = "<!-- end of operators -->";
    private const string Update = "DEEPCALC_UPDATE_DOCS";

    [Fact]
    public void The_list_of_operators_is_that_of_the_code()
    {
        string path = Path.Combine(Root(), "docs", "onnx.md");
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, "docs/onnx.md has no place for the operators.");

        string list = List();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, text[..begin] + list + text[end..]);
            return;
        }

        Assert.True(text[begin..end] == list, $"docs/onnx.md lists other operators than the code has; run this test with {Update}=1 to write them.");
    }

    private static string List()
    {
        var list = new StringBuilder();
        foreach (IGrouping<string, string> domain in OperatorTable.All.GroupBy(entry => entry.Domain, entry => entry.Name).OrderBy(domain => domain.Key, StringComparer.Ordinal))
        {
            string[] names = [.. domain.Order(StringComparer.Ordinal)];
            list.Append(null, $"\n`{(domain.Key == OnnxDomain.Default ? "ai.onnx" : domain.Key)}`, {names.Length} operators:\n{string.Join(", ", names)}.\n");
        }

        return list.Append('\n').ToString();
    }

    internal static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DeepCalc.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not stand in the repository.");
    }
}
