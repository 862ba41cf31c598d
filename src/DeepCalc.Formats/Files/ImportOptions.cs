namespace DeepCalc;

/// <summary>The options of an import.</summary>
public sealed record ImportOptions
{
    /// <summary>Numbers for the file's open sizes, by name, such as 1 for <c>batch</c>.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// The contents of inputs that shapes depend on, flattened, as known numbers. They are rounded to the precision of the input's type.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Scalar>> Values { get; init; } = new Dictionary<string, IReadOnlyList<Scalar>>();

    /// <summary>The output shapes of layers whose shape cannot be known, by name, as the file writes shapes.</summary>
    public IReadOnlyDictionary<string, TensorShape> Shapes { get; init; } = new Dictionary<string, TensorShape>();

    /// <summary>The names of the outputs, or of layers to cut at; empty for the outputs of the file.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>The part of a network of text and images that is built; null for the whole.</summary>
    public NetworkPart? OnlyPart { get; init; }

    /// <summary>Whether an unknown layer is an error.</summary>
    public bool IsStrict { get; init; }

    /// <summary>The name for the network; null for the default from the file's name.</summary>
    public string? Name { get; init; }

    /// <summary>Receives facts about the file, one sentence each: format and version, producer, assumptions. May be null.</summary>
    public Action<string>? Fact { get; init; }

    /// <summary>Receives warnings about missing parts, one sentence each. May be null.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>Receives the full paths of the other files of the same network. May be null.</summary>
    public Action<string>? Part { get; init; }

    /// <summary>Cancels the import.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// Whether the tensors of the file are joined with a graph, which says what they leave unknown; so nothing is reported of that.
    /// </summary>
    internal bool IsJoined { get; init; }

    /// <summary>The location of the file, or null if unknown.</summary>
    internal FilePlace? Place { get; init; }
}
