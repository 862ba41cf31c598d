namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>A function of a file: a graph that defines an operator.</summary>
internal sealed record OnnxFunction : OnnxGraph
{
    public string Domain { get; set; } = "";

    public string Overload { get; set; } = "";

    public List<OnnxAttribute> Defaults { get; } = [];

    public Dictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);
}
