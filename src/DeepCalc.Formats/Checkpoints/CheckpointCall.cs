namespace DeepCalc;

/// <summary>
/// A class or function that Python would import to load a checkpoint, with what it would call. DeepCalc imports and calls nothing.
/// </summary>
public sealed record CheckpointCall
{
    /// <summary>The file.</summary>
    public string? File { get; init; }

    /// <summary>The full name: posix.system; empty for something that only the running Python can resolve.</summary>
    public string? Function { get; init; }

    /// <summary>The first call as Python would write it, shortened: posix.system('ls'); the name where it is only imported.</summary>
    public required string Call { get; init; }

    /// <summary>The number of calls; 0 where it is only imported.</summary>
    public long Calls { get; init; }

    /// <summary>Whether it is in the list of torch.load(weights_only=True).</summary>
    public bool IsAllowed { get; init; }
}
