namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>The declared name and type of a value.</summary>
internal sealed record OnnxValueInfo
{
    public string Name { get; set; } = "";

    public OnnxType? Type { get; set; }
}
