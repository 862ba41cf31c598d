namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>The declared name and type of a value.</summary>
internal sealed record OnnxValueInfo(string Name, OnnxType? Type);
