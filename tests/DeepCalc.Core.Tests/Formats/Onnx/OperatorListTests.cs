
namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>The list of operators in docs/onnx.md and the table in README come from the table in the code.</summary>
[Trait("Category", MadeFromCode.Category)]
public class OperatorListTests
{
    private const int Few = 4;

    private static readonly (string Name, string[] Operators)[] Domains =
    [
        .. OperatorTable.All.GroupBy(entry => entry.Domain, entry => entry.Name).OrderBy(domain => domain.Key, StringComparer.Ordinal)
            .Select(domain => (domain.Key == OnnxDomain.Default ? "ai.onnx" : domain.Key, domain.Order(StringComparer.Ordinal).ToArray())),
    ];

    [Fact]
    public void The_list_of_operators_is_that_of_the_code() => MadeFromCode.Part("docs/onnx.md", "operators", List());

    [Fact]
    public void The_table_of_README_is_that_of_the_code() => MadeFromCode.Part("README.md", "operators", Table());

    private static string List() =>
        string.Join('\n', Domains.Select(domain => $"`{domain.Name}`, {domain.Operators.Length} operators:\n{string.Join(", ", domain.Operators)}.\n"));

    private static string Table() => MadeFromCode.Table(
        ["domain of ONNX", "operators", "from, to"],
        Domains.Select(domain => new[]
        {
            $"`{domain.Name}`",
            $"{domain.Operators.Length}",
            domain.Operators.Length <= Few ? string.Join(", ", domain.Operators) : $"{string.Join(", ", domain.Operators[..3])}, … {domain.Operators[^1]}",
        }));
}
