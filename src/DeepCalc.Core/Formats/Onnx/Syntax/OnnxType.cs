namespace DeepCalc;

/// <summary>The type of a value: a tensor of some type and perhaps shape, or a sequence of, or an optional, something.</summary>
internal sealed class OnnxType
{
    public ElementType Element { get; set; }

    /// <summary>The sizes, each a number, a name or neither; null if even their number is not told.</summary>
    public List<(long? Size, string? Name)>? Sizes { get; set; }

    /// <summary>What a sequence is one of.</summary>
    public OnnxType? SequenceOf { get; set; }

    /// <summary>What may be there.</summary>
    public OnnxType? OptionalOf { get; set; }
}
