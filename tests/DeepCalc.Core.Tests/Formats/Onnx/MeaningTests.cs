using System.Globalization;
using DeepCalc.Tests.Formats.Keras;
using DeepCalc.Tests.Formats.Onnx.Operators;
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
    private const double LeastOfNodes = 80;
    private const double LeastOfWork = 98.5;
    private const double LeastOfWeights = 100;

    private static readonly Lazy<Node[]> All = new(() => [.. OnnxFixture.Names.SelectMany(name => Nodes(new Network(OnnxFixture.Import(name))))]);

    [Fact]
    public void Most_nodes_mean_layers_of_the_catalogue()
    {
        Share("nodes", All.Value, LeastOfNodes);
        Share("nodes with work", [.. All.Value.Where(node => node.HasWork)], LeastOfWork);
        Share("nodes with weights", [.. All.Value.Where(node => node.HasWeights)], LeastOfWeights);
    }

    [Fact]
    public void One_pattern_sees_the_same_convolution_wherever_it_stands()
    {
        var convolution = new Convolution(4, new WindowSettings { Kernel = new AxisValues(3, 3), Stride = 2, Padding = Padding.Of(1) }, UseBias: false);
        long[] pads = [1, 1, 1, 1];
        object Kernel(ElementType type = ElementType.Float32) => OneNode.Stored(type, 4, 3, 3, 3);
        object scale = OneNode.Stored();
        object zero = OneNode.Stored(ElementType.UInt8);
        FileTensor data = OneNode.Data(1, 3, 9, 9);
        FileTensor bytes = OneNode.Data(ElementType.UInt8, 1, 3, 9, 9);
        OneNode Node(string op, string domain = "", long opset = 11) => new OneNode(op, domain, opset).With("strides", 2, 2).With("pads", pads);
        const string Config = "\"filters\": 4, \"kernel_size\": [3, 3], \"strides\": [2, 2], \"padding\": \"same\", \"use_bias\": false";
        (string Where, Layer Layer)[] all =
        [
            ("composed", new Layer(convolution, null, Build.Input(9, 9, 3))),
            ("on steps", new Layer(new Placed(convolution) { Apart = Apart.Steps }, null, Build.Input(5, 9, 9, 3))),
            ("composed on a file", new Layer(convolution, null, new Layer(new Input(data), null))),
            ("Conv", Node("Conv").On(data, Kernel())),
            ("ConvInteger", Node("ConvInteger").On(bytes, Kernel(ElementType.UInt8))),
            ("QLinearConv", Node("QLinearConv").On(bytes, scale, zero, Kernel(ElementType.UInt8), scale, zero, scale, zero)),
            ("QLinearConv, channels last", Node("QLinearConv", OnnxDomain.Microsoft, 1).With("channels_last", 1L)
                .On(OneNode.Data(ElementType.UInt8, 1, 9, 9, 3), scale, zero, Kernel(ElementType.UInt8), scale, zero, scale, zero)),
            ("FusedConv", Node("FusedConv", OnnxDomain.Microsoft, 1).With("activation", "Relu").On(data, Kernel())),
            ("NhwcFusedConv", Node("NhwcFusedConv", OnnxDomain.Microsoft, 1).With("activation", "Relu").On(OneNode.Data(1, 9, 9, 3), Kernel())),
            ("Keras", KerasFiles.Read(KerasFiles.One("Conv2D", Config, "[null, 9, 9, 3]")).Output),
            ("Keras, channels first", KerasFiles.Read(KerasFiles.One("Conv2D", $"{Config}, \"data_format\": \"channels_first\"", "[null, 3, 9, 9]")).Output),
            ("Keras, on steps", KerasFiles.Read(KerasFiles.One(
                "TimeDistributed", $$$""" "layer": {"class_name": "Conv2D", "config": {"name": "inner", {{{Config}}}}}""", "[null, 5, 9, 9, 3]")).Output),
        ];

        Assert.All(all, each => Assert.True(
            each.Layer.Meaning is Convolution { Filters: 4, Groups: 1, UseBias: false } found
                && found.Window.Kernel == new AxisValues(3, 3) && found.Window.Stride[0] == 2 && found.Window.Stride[1] == 2
                && (found.Window.Padding[0] == (1, 1) || found.Window.Padding.Mode == PaddingMode.Same),
            $"{each.Where}: {each.Layer.Meaning}"));
        Assert.All(
            all.Where(each => !each.Where.Contains(' ', StringComparison.Ordinal) && each.Where != "Keras"),
            each => Assert.StartsWith("4 filters 3x3, stride 2, padding 1, no bias", each.Layer.Settings, StringComparison.Ordinal));
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

        Assert.True(
            list.SequenceEqual(File.ReadAllLines(path)),
            $"Other nodes mean no layer of the catalogue than tests/Meanings/onnx-only.txt lists; run this test with {Update}=1 to renew it.");
    }

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
