namespace DeepCalc;

/// <summary>What a file declares of a value.</summary>
internal sealed record OnnxValueInfo(string Name, OnnxType? Type);
