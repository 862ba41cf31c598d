using System.Globalization;
using Xunit.Abstractions;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>
/// What nodes of files mean: layers of the catalogue, the same that a network is composed of. tests/Meanings/onnx-only.txt lists the
/// nodes of the committed files that mean none, by operator.
/// </summary>
/// <remarks>To renew the list: <c>DEEPCALC_UPDATE_DOCS=1 dotnet test tests/DeepCalc.Core.Tests --filter FullyQualifiedName~MeaningTests</c>.</remarks>
public class MeaningTests(ITestOutputHelper output)
{
    private const string Update = "DEEPCALC_UPDATE_DOCS";

    // The least shares, in percent.
    private const double LeastOfNodes = 13.7;
    private const double LeastOfWork = 32.6;
    private const double LeastOfWeights = 74.9;

    private static readonly Lazy<Node[]> All = new(() => [.. OnnxFixture.Names.SelectMany(name => Nodes(new Network(OnnxFixture.Import(name))))]);

    [Fact]
    public void Most_nodes_mean_layers_of_the_catalogue()
    {
        Share("nodes", All.Value, LeastOfNodes);
        Share("nodes with work", [.. All.Value.Where(node => node.HasWork)], LeastOfWork);
        Share("nodes with weights", [.. All.Value.Where(node => node.HasWeights)], LeastOfWeights);
    }

    [Fact]
    public void The_list_of_operators_that_only_ONNX_has_is_kept()
    {
        string path = Path.Combine(Repository.Root, "tests", "Meanings", "onnx-only.txt");
        string[] list =
        [
            .. All.Value.Where(node => !node.IsOfCatalogue).GroupBy(node => node.Operator, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Key}: {group.Count()} nodes, {group.Count(node => node.HasWork)} with work, {group.Count(node => node.HasWeights)} with weights")),
        ];
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllLines(path, list);
            return;
        }

        string[] kept = File.ReadAllLines(path);
        Assert.True(
            list.All(line => kept.Any(other => IsAtMost(line, other))),
            $"Other nodes mean no layer of the catalogue than tests/Meanings/onnx-only.txt lists; run this test with {Update}=1 to renew it.");
    }

    private static bool IsAtMost(string line, string other) => line[..line.IndexOf(':', StringComparison.Ordinal)] == other[..other.IndexOf(':', StringComparison.Ordinal)];

    private void Share(string what, Node[] nodes, double least)
    {
        int count = nodes.Count(node => node.IsOfCatalogue);
        double share = 100.0 * count / nodes.Length;
        string text = string.Create(CultureInfo.InvariantCulture, $"{count} of {nodes.Length} {what} mean layers of the catalogue: {share:0.00} %");
        output.WriteLine(text);
        Assert.True(share >= least, text);
    }

    private static IEnumerable<Node> Nodes(Network network) => network.Layers.Where(layer => layer.Definition is not Input).Select(layer => new Node(
        layer.Kind,
        layer.Meaning is not UnknownLayer and var meaning && meaning.GetType() is { IsPublic: true } type && type.Assembly == typeof(Layer).Assembly,
        layer.Work().Flops != 0,
        layer.Weights().Count > 0));

    private sealed record Node(string Operator, bool IsOfCatalogue, bool HasWork, bool HasWeights);
}
