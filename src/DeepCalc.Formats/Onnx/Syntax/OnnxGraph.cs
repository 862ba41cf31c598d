namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>A graph: the main one of a file, or the body of a node such as If or Loop.</summary>
internal record OnnxGraph
{
    private IReadOnlyList<string>? _captured;

    public string Name { get; set; } = "";

    public List<OnnxNode> Nodes { get; init; } = [];

    public List<OnnxTensor> Initializers { get; init; } = [];

    public List<OnnxValueInfo> Inputs { get; init; } = [];

    public List<OnnxValueInfo> Outputs { get; init; } = [];

    /// <summary>The declared types of intermediate values.</summary>
    public List<OnnxValueInfo> Values { get; init; } = [];

    /// <summary>The names of the outer values that it uses, each once.</summary>
    public IReadOnlyList<string> Captured => _captured ??= Outer();

    private string[] Outer()
    {
        var known = new HashSet<string>(StringComparer.Ordinal) { "" };
        known.UnionWith(Inputs.Select(input => input.Name));
        known.UnionWith(Initializers.Select(initializer => initializer.Name));
        known.UnionWith(Nodes.SelectMany(node => node.Outputs));
        return [.. Nodes.SelectMany(node => node.Inputs.Concat(node.Captured)).Concat(Outputs.Select(output => output.Name)).Where(known.Add)];
    }
}
