namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>A rule needs an unknown shape, so its answer is unknown.</summary>
internal sealed class UnknownShapeException : Exception;
