namespace DeepCalc.Formats.Checkpoints;

/// <summary>What is in a file of tensors.</summary>
/// <param name="Format">The format: <c>PyTorch, zip</c>.</param>
/// <param name="Weights">The tensors of the network.</param>
internal sealed record CheckpointContents(string Format, IReadOnlyList<ListedTensor> Weights)
{
    /// <summary>The parts, each with the number of its tensors and its bytes, where a tensor that others share counts once.</summary>
    public CheckpointParts Parts { get; init; } = new();

    /// <summary>What Python would import and call to load the file.</summary>
    public IReadOnlyList<CheckpointCall> Calls { get; init; } = [];

    /// <summary>Facts about the file, one sentence each.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>Warnings about the numbers, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
