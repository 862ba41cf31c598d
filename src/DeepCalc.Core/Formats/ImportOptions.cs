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

    /// <summary>The name for the network; null for that of the file.</summary>
    public string? Name { get; init; }

    /// <summary>Gets facts about the file, a sentence each: its format and version, who wrote it, what is assumed. Null if nobody asks.</summary>
    public Action<string>? Fact { get; init; }

    /// <summary>Gets warnings, a sentence each: what the network lacks. Null if nobody asks.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>Gets the full paths of the other files that hold parts of the same network. Null if nobody asks.</summary>
    public Action<string>? Part { get; init; }

    /// <summary>Ends the import early.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where the file stands.</summary>
    internal FilePlace? Place { get; init; }
}
