namespace DeepCalc;

/// <summary>A function of a file: nodes that stand for an operator of its own.</summary>
internal sealed class OnnxFunction
{
    public string Name { get; set; } = "";

    public string Domain { get; set; } = "";

    public string Overload { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The values of attributes that a call leaves out.</summary>
    public List<OnnxAttribute> Defaults { get; } = [];

    /// <summary>What the file declares of values in between.</summary>
    public List<OnnxValueInfo> Values { get; } = [];

    public Dictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);
}
