namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>One of ONNX's own tests: a model, and tensors that went in and came out when it ran.</summary>
public sealed class NodeData(string folder)
{
    // Where Debian's libonnx-testdata lays them.
    private const string Root = "/usr/share/libonnx-testdata/data";

    public string Name => Path.GetFileName(folder);

    /// <summary>Whether the tests are installed.</summary>
    public static bool IsInstalled => Directory.Exists(Root);

    /// <summary>The tests of a set, such as <c>node</c>.</summary>
    public static IEnumerable<NodeData> Of(string set) => Directory.Exists(Path.Combine(Root, set))
        ? Directory.GetDirectories(Path.Combine(Root, set)).Order(StringComparer.Ordinal)
            .Where(path => File.Exists(Path.Combine(path, "model.onnx"))).Select(path => new NodeData(path))
        : [];

    public byte[] Bytes() => File.ReadAllBytes(Path.Combine(folder, "model.onnx"));

    public FileStream Open() => File.OpenRead(Path.Combine(folder, "model.onnx"));

    /// <summary>The recorded inputs; null for one that is no tensor.</summary>
    internal IReadOnlyList<OnnxTensor?> Inputs() => Read("input");

    /// <summary>The recorded outputs.</summary>
    internal IReadOnlyList<OnnxTensor?> Outputs() => Read("output");

    /// <summary>The model, without what it declares of its values: that is what is to be found out.</summary>
    internal OnnxModel Model()
    {
        using FileStream stream = Open();
        OnnxModel model = new OnnxReader(new WireReader(stream), default).Read();
        model.Graph!.Values.Clear();
        for (int i = 0; i < model.Graph.Outputs.Count; i++)
        {
            model.Graph.Outputs[i] = new OnnxValueInfo(model.Graph.Outputs[i].Name, null);
        }

        return model;
    }

    public override string ToString() => Name;

    private List<OnnxTensor?> Read(string what)
    {
        List<OnnxTensor?> tensors = [];
        string data = Path.Combine(folder, "test_data_set_0");
        for (int i = 0; File.Exists(Path.Combine(data, $"{what}_{i}.pb")); i++)
        {
            using FileStream stream = File.OpenRead(Path.Combine(data, $"{what}_{i}.pb"));
            tensors.Add(Tensor(stream));
        }

        return tensors;
    }

    // A sequence or an optional is another message; read as a tensor it has no type.
    private static OnnxTensor? Tensor(Stream stream)
    {
        try
        {
            var reader = new WireReader(stream);
            OnnxTensor tensor = new TensorReader(reader).Read(reader.Length);
            return tensor.Type == ElementType.Undefined ? null : tensor;
        }
        catch (DeepCalcException)
        {
            return null;
        }
    }
}
