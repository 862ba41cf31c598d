namespace DeepCalc;

/// <summary>What is to be made of a file.</summary>
public sealed record ImportOptions
{
    /// <summary>The sizes that stand for names of the file: <c>batch</c> is 1.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    /// <summary>The values of inputs on which shapes depend, flattened: known numbers, rounded to what the input's type can hold.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Scalar>> Values { get; init; } = new Dictionary<string, IReadOnlyList<Scalar>>();

    /// <summary>The names of the outputs, or of layers to cut at; empty for the outputs of the file.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Whether a layer that is not known is an error.</summary>
    public bool IsStrict { get; init; }

    /// <summary>What the network is to be called; null for the name of the file.</summary>
    public string? Name { get; init; }

    /// <summary>Ends the import early.</summary>
    public CancellationToken Cancellation { get; init; }
}
