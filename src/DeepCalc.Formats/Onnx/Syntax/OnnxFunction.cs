namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>A function of a file: nodes that define an operator.</summary>
internal sealed class OnnxFunction
{
    public string Name { get; set; } = "";

    public string Domain { get; set; } = "";

    public string Overload { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The default values of attributes.</summary>
    public List<OnnxAttribute> Defaults { get; } = [];

    /// <summary>The declared types of intermediate values.</summary>
    public List<OnnxValueInfo> Values { get; } = [];

    public Dictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);
}
