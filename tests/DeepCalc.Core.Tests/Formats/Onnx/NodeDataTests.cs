#if ONNX_TESTS
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>
/// ONNX's own tests of its operators: shapes and types, and values where they are told, are those that came out when they ran.
/// </summary>
/// <remarks>
/// They stand in Debian's package libonnx-testdata, or in the folder that DEEPCALC_ONNX_TESTS names: onnx/backend/test/data of ONNX's repository.
/// The build looks for them; on a machine without them, these tests are not there.
/// </remarks>
public partial class NodeDataTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, NodeDataResult[]> Results =
        NodeData.Sets.ToDictionary(set => set, set => NodeData.Of(set).Select(NodeDataResult.Of).ToArray());

    public static TheoryData<string> Sets => [.. NodeData.Sets];

    [Theory]
    [MemberData(nameof(Sets))]
    public void What_is_told_is_what_was_recorded(string set)
    {
        NodeDataResult[] results = Results[set];
        NodeDataResult[] unknown = [.. results.Where(result => result.Verdict == NodeDataVerdict.Unknown)];
        NodeDataResult[] wrong = [.. results.Where(result => result.Verdict == NodeDataVerdict.Wrong)];
        output.WriteLine($"{set}: {Row(set)}\nunknown:\n{string.Join('\n', unknown.AsEnumerable())}");

        Assert.NotEmpty(results);
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {set} are wrong:\n{string.Join('\n', wrong.AsEnumerable())}");
        Assert.True(!set.StartsWith("pytorch", StringComparison.Ordinal) || unknown.Length == 0, $"unknown:\n{string.Join('\n', unknown.AsEnumerable())}");
    }

    // Of newer ones, more depend on texts and images.
    [Fact]
    public void At_least_99_of_100_tests_of_operators_are_right()
    {
        NodeDataResult[] results = Results["node"];
        double share = (double)results.Count(result => result.Verdict == NodeDataVerdict.Right) / results.Length;
        Assert.True(share >= (NodeData.IsPackage ? 0.99 : 0.98), $"{share:P2} of {results.Length} are right.");
    }

    // The reason for each stands there, so that one that becomes unknown, or known, must be written down.
    [Fact]
    public void The_operators_of_unknown_tests_are_those_that_the_documentation_lists()
    {
        string documentation = Repository.Read("docs", "onnx.md");
        Dictionary<string, int> listed = UnknownRow().Matches(documentation)
            .ToDictionary(row => row.Groups[1].Value, row => int.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture));
        Dictionary<string, int> unknown = Results.Values.SelectMany(results => results)
            .Where(result => result.Verdict == NodeDataVerdict.Unknown)
            .GroupBy(result => result.Operators).ToDictionary(group => group.Key, group => group.Count());

        if (!NodeData.IsPackage)
        {
            Assert.All(unknown.Keys, name => Assert.Contains(name, listed.Keys));
            return;
        }

        Assert.Equal(listed.Where(row => row.Value > 0).OrderBy(row => row.Key, StringComparer.Ordinal), unknown.OrderBy(row => row.Key, StringComparer.Ordinal));
        Assert.All(NodeData.Sets, set => Assert.Contains($"\n| `{set}` | {Row(set)} |", documentation, StringComparison.Ordinal));
    }

    // How many there are, are right and are unknown.
    private static string Row(string set) => string.Join(
        " | ", Results[set].Length, Results[set].Count(result => result.Verdict == NodeDataVerdict.Right), Results[set].Count(result => result.Verdict == NodeDataVerdict.Unknown));

    // | `Operator` | so many tests | …
    [GeneratedRegex(@"^\| `([A-Z]\w+)` \| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex UnknownRow();
}
#endif
