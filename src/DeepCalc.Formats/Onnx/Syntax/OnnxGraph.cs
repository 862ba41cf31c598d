namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>A graph: the main one of a file, or the body of a node such as If or Loop.</summary>
internal sealed class OnnxGraph
{
    public string Name { get; set; } = "";

    public List<OnnxNode> Nodes { get; init; } = [];

    public List<OnnxTensor> Initializers { get; init; } = [];

    public List<OnnxValueInfo> Inputs { get; init; } = [];

    public List<OnnxValueInfo> Outputs { get; init; } = [];

    /// <summary>The declared types of intermediate values.</summary>
    public List<OnnxValueInfo> Values { get; init; } = [];

    /// <summary>The names of the outer values that the graph uses; null until they are found.</summary>
    public IReadOnlyList<string>? Captured { get; set; }

    /// <summary>The same graph with other nodes and outputs.</summary>
    public OnnxGraph With(List<OnnxNode> nodes, List<OnnxValueInfo> outputs) => new()
    {
        Name = Name,
        Nodes = nodes,
        Initializers = Initializers,
        Inputs = Inputs,
        Outputs = outputs,
        Values = Values,
    };
}
