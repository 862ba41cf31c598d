namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>Makes ONNX files for tests: <c>new ModelBuilder().Input("x", 1, 3).Node("Relu", ["x"], ["y"]).Output("y").Import()</c>.</summary>
/// <remarks>Source of the field numbers: onnx.proto of the ONNX project, IR version 11.</remarks>
internal sealed class ModelBuilder
{
    private readonly WireWriter _functions = new();
    private readonly List<(string Domain, long Version)> _opsets = [];

    public GraphBuilder Graph { get; } = new("main");

    /// <summary>The version of a domain's operators; the default domain has version 17 unless set.</summary>
    public ModelBuilder Opset(long version, string domain = "")
    {
        _opsets.Add((domain, version));
        return this;
    }

    public ModelBuilder Input(string name, params OnnxSize[] sizes)
    {
        Graph.Input(name, sizes);
        return this;
    }

    public ModelBuilder Input(string name, TypeBuilder type)
    {
        Graph.Input(name, type);
        return this;
    }

    public ModelBuilder Output(string name, TypeBuilder? type = null)
    {
        Graph.Output(name, type);
        return this;
    }

    public ModelBuilder Declare(string name, TypeBuilder type)
    {
        Graph.Declare(name, type);
        return this;
    }

    public ModelBuilder Weight(string name, params long[] sizes)
    {
        Graph.Weight(name, sizes);
        return this;
    }

    public ModelBuilder Constant(string name, TensorBuilder tensor)
    {
        Graph.Constant(name, tensor);
        return this;
    }

    public ModelBuilder Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        Graph.Node(op, inputs, outputs, attributes);
        return this;
    }

    public ModelBuilder Call(string domain, string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        Graph.Add(new NodeBuilder(op, inputs, outputs, attributes) { Domain = domain });
        return this;
    }

    public ModelBuilder Add(NodeBuilder node)
    {
        Graph.Add(node);
        return this;
    }

    public ModelBuilder Function(FunctionBuilder function)
    {
        _functions.Message(25, function.Message);
        return this;
    }

    public byte[] ToArray()
    {
        var model = new WireWriter().Number(1, 10);
        foreach ((string domain, long version) in _opsets.Exists(opset => opset.Domain.Length == 0) ? _opsets : [("", 17), .. _opsets])
        {
            model.Message(8, new WireWriter().Text(1, domain).Number(2, version));
        }

        return [.. model.Message(7, Graph.Message).ToArray(), .. _functions.ToArray()];
    }

    /// <summary>The network of the file.</summary>
    public Layer Import(ImportOptions? options = null) => NetworkFile.Import(new MemoryStream(ToArray()), "test.onnx", options ?? new ImportOptions());
}
