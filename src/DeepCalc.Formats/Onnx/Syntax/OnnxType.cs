namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>The type of a value: a tensor, a sequence, or an optional value.</summary>
internal sealed class OnnxType
{
    public ElementType Element { get; set; }

    /// <summary>The sizes, each a number, a name or neither; null if the number of axes is unknown.</summary>
    public List<(long? Size, string? Name)>? Sizes { get; set; }

    public OnnxType? SequenceOf { get; set; }

    public OnnxType? OptionalOf { get; set; }
}
