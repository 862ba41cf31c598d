using System.Text;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>The list of operators in docs/onnx.md and the table in README come from the table in the code.</summary>
/// <remarks>
/// To update them: <c>DEEPCALC_UPDATE_DOCS=1 dotnet test tests/DeepCalc.Core.Tests --filter FullyQualifiedName~OperatorListTests</c>.
/// </remarks>
public class OperatorListTests
{
    private const string Begin = "<!-- operators: made by OperatorListTests -->\n";
    private const string End = "<!-- end of operators -->";
    private const int Few = 4;
    private const string Update = "DEEPCALC_UPDATE_DOCS";

    private static readonly (string Name, string[] Operators)[] Domains =
    [
        .. OperatorTable.All.GroupBy(entry => entry.Domain, entry => entry.Name).OrderBy(domain => domain.Key, StringComparer.Ordinal)
            .Select(domain => (domain.Key == OnnxDomain.Default ? "ai.onnx" : domain.Key, domain.Order(StringComparer.Ordinal).ToArray())),
    ];

    [Fact]
    public void The_list_of_operators_is_that_of_the_code() => Compare("docs/onnx.md", List());

    [Fact]
    public void The_table_of_README_is_that_of_the_code() => Compare("README.md", Table());

    private static void Compare(string file, string expected)
    {
        string path = Path.Combine(Repository.Root, file);
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, $"{file} has no place for the operators.");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, text[..begin] + expected + text[end..]);
            return;
        }

        Assert.True(text[begin..end] == expected, $"{file} lists other operators than the code has; run this test with {Update}=1 to write them.");
    }

    private static string List()
    {
        var list = new StringBuilder();
        foreach ((string domain, string[] names) in Domains)
        {
            list.Append(null, $"\n`{domain}`, {names.Length} operators:\n{string.Join(", ", names)}.\n");
        }

        return list.Append('\n').ToString();
    }

    private static string Table()
    {
        var table = new StringBuilder("\n| domain of ONNX | operators | from, to |\n|---|---|---|\n");
        foreach ((string domain, string[] names) in Domains)
        {
            table.Append(null, $"| `{domain}` | {names.Length} | {(names.Length <= Few ? string.Join(", ", names) : $"{string.Join(", ", names[..3])}, … {names[^1]}")} |\n");
        }

        return table.Append('\n').ToString();
    }
}
