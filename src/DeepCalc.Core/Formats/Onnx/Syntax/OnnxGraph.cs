namespace DeepCalc;

/// <summary>A graph: the main one of a file, or the body of a node such as If or Loop.</summary>
internal sealed class OnnxGraph
{
    public string Name { get; set; } = "";

    public List<OnnxNode> Nodes { get; init; } = [];

    public List<OnnxTensor> Initializers { get; init; } = [];

    public List<OnnxValueInfo> Inputs { get; init; } = [];

    public List<OnnxValueInfo> Outputs { get; init; } = [];

    /// <summary>What the file declares of values in between.</summary>
    public List<OnnxValueInfo> Values { get; init; } = [];

    /// <summary>The same graph with other nodes.</summary>
    public OnnxGraph With(List<OnnxNode> nodes) => new()
    {
        Name = Name,
        Nodes = nodes,
        Initializers = Initializers,
        Inputs = Inputs,
        Outputs = Outputs,
        Values = Values,
    };
}
