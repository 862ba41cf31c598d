using System.Reflection;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>One of ONNX's own tests: a model, and its recorded inputs and outputs.</summary>
public sealed class NodeData(string folder)
{
    // Where the build found them.
    private static readonly string Root = typeof(NodeData).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "OnnxTests").Value!;

    /// <summary>Whether the tests are those of Debian's package.</summary>
    public static bool IsPackage => Root.Contains("libonnx-testdata", StringComparison.Ordinal);

    /// <summary>The sets that are run.</summary>
    public static IReadOnlyList<string> Sets { get; } = ["node", "simple", "pytorch-converted", "pytorch-operator"];

    public string Name => Path.GetFileName(folder);

    /// <summary>The tests of a set, such as <c>node</c>.</summary>
    public static IEnumerable<NodeData> Of(string set) => Directory.Exists(Path.Combine(Root, set))
        ? Directory.GetDirectories(Path.Combine(Root, set)).Order(StringComparer.Ordinal)
            .Where(path => File.Exists(Path.Combine(path, "model.onnx"))).Select(path => new NodeData(path))
        : [];

    public byte[] Bytes() => File.ReadAllBytes(Path.Combine(folder, "model.onnx"));

    public FileStream Open() => File.OpenRead(Path.Combine(folder, "model.onnx"));

    /// <summary>The recorded inputs; null for an omitted one.</summary>
    internal IReadOnlyList<FileTensor?> Inputs() => Read("input", graph => graph.Inputs);

    /// <summary>The recorded outputs.</summary>
    internal IReadOnlyList<FileTensor?> Outputs() => Read("output", graph => graph.Outputs);

    /// <summary>The model without declared shapes, which are the answers of the test.</summary>
    internal OnnxModel Model()
    {
        using FileStream stream = Open();
        OnnxModel model = new OnnxReader(stream, default).Read();
        model.Graph!.Values.Clear();
        for (int i = 0; i < model.Graph.Outputs.Count; i++)
        {
            model.Graph.Outputs[i] = new OnnxValueInfo { Name = model.Graph.Outputs[i].Name };
        }

        return model;
    }

    public override string ToString() => Name;

    private List<FileTensor?> Read(string what, Func<OnnxGraph, List<OnnxValueInfo>> infos)
    {
        using FileStream file = Open();
        List<OnnxValueInfo> declared = infos(new OnnxReader(file, default).Read().Graph!);
        List<FileTensor?> tensors = [];
        string data = Path.Combine(folder, "test_data_set_0");
        for (int i = 0; File.Exists(Path.Combine(data, $"{what}_{i}.pb")); i++)
        {
            using FileStream stream = File.OpenRead(Path.Combine(data, $"{what}_{i}.pb"));
            OnnxType? type = i < declared.Count ? declared[i].Type : null;
            FileTensor? tensor = Value(new WireReader(stream), type);

            // Old versions of onnx recorded the bits of this type as whole numbers.
            bool isBits = tensor?.Type == ElementType.UInt16 && type?.Element == ElementType.BFloat16;
            tensors.Add(isBits ? new FileTensor(ElementType.BFloat16, tensor!.Sizes) : tensor);
        }

        return tensors;
    }

    // A sequence or an optional is another message than a tensor; only the model says which it is.
    private static FileTensor? Value(WireReader wire, OnnxType? type)
    {
        if ((type?.SequenceOf ?? type?.OptionalOf) is not { } item)
        {
            return new TensorReader().Read(wire).Tensor;
        }

        Action<WireReader, List<FileTensor?>> read = (wire, values) => values.Add(Value(wire, item));
        List<FileTensor?> values = new WireMessage<WireReader, List<FileTensor?>> { [3] = read, [5] = read }.Read(wire, []);
        return type!.OptionalOf is not null
            ? values.FirstOrDefault()
            : SequenceItems.Sequence([.. values.OfType<FileTensor>()], item.Element, axis => Quantity.Unknown($"recorded.{axis}"));
    }
}
