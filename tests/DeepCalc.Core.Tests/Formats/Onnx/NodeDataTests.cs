#if ONNX_TESTS
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>
/// ONNX's own tests of its operators: inferred shapes and types, and known values, equal the recorded ones.
/// </summary>
/// <remarks>
/// The tests are in Debian's package libonnx-testdata, or in the folder of DEEPCALC_ONNX_TESTS: onnx/backend/test/data of ONNX's
/// repository. The build looks for them; on a machine without them, these tests are not compiled.
/// </remarks>
public partial class NodeDataTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, NodeDataResult[]> Results =
        NodeData.Sets.ToDictionary(set => set, set => NodeData.Of(set).Select(NodeDataResult.Of).ToArray());

    public static TheoryData<string> Sets => [.. NodeData.Sets];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Known_shapes_and_values_equal_the_recorded_ones(string set)
    {
        NodeDataResult[] results = Results[set];
        NodeDataResult[] unknown = [.. results.Where(result => result.Verdict == NodeDataVerdict.Unknown)];
        NodeDataResult[] wrong = [.. results.Where(result => result.Verdict == NodeDataVerdict.Wrong)];
        output.WriteLine($"{set}: {Row(set)}\nunknown:\n{string.Join('\n', unknown.AsEnumerable())}");

        Assert.NotEmpty(results);
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {set} are wrong:\n{string.Join('\n', wrong.AsEnumerable())}");
        Assert.True(!set.StartsWith("pytorch", StringComparison.Ordinal) || unknown.Length == 0, $"unknown:\n{string.Join('\n', unknown.AsEnumerable())}");
    }

    // In newer sets, more tests depend on texts and images.
    [Fact]
    public void At_least_99_of_100_tests_of_operators_are_right()
    {
        NodeDataResult[] results = Results["node"];
        double share = (double)results.Count(result => result.Verdict == NodeDataVerdict.Right) / results.Length;
        Assert.True(share >= (NodeData.IsPackage ? 0.99 : 0.98), $"{share:P2} of {results.Length} are right.");
    }

    // The documentation gives the reason for each, so a change there must be written down.
    [Fact]
    public void The_documentation_lists_the_operators_of_unknown_tests()
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

    // The numbers of all, right and unknown tests.
    private static string Row(string set) => string.Join(
        " | ", Results[set].Length, Results[set].Count(result => result.Verdict == NodeDataVerdict.Right), Results[set].Count(result => result.Verdict == NodeDataVerdict.Unknown));

    // | `Operator` | number of tests | …
    [GeneratedRegex(@"^\| `([A-Z]\w+)` \| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex UnknownRow();
}
#endif
