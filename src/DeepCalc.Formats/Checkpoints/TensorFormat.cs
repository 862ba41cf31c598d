namespace DeepCalc.Formats.Checkpoints;

/// <summary>A format of files of tensors, which can be the parts of a set.</summary>
/// <param name="Read">Reads the tensors of one file, from its beginning, and those values that say how others are packed.</param>
/// <param name="IsSorted">Whether the order of a file says nothing, so that its tensors are sorted by name.</param>
internal sealed record TensorFormat(Func<Stream, ImportOptions, PackedValues, IReadOnlyList<ListedTensor>> Read, bool IsSorted)
{
    /// <summary>Whether an index of such files maps groups of tensors, which are not compared with the files.</summary>
    public bool MapsGroups { get; init; }
}
