namespace DeepCalc.Formats.Pickles;

/// <summary>A list, tuple or set.</summary>
internal sealed class PickleSequence
{
    /// <summary>An empty sequence that is never extended.</summary>
    public static readonly PickleSequence Empty = new();

    /// <summary>Its items.</summary>
    public List<object?> Items { get; init; } = [];
}
