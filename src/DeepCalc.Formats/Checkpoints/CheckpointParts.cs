namespace DeepCalc.Formats.Checkpoints;

/// <summary>Counts the tensors and the bytes of the parts of a checkpoint.</summary>
internal sealed class CheckpointParts
{
    private readonly Dictionary<CheckpointPart, (int Tensors, long Bytes)> _parts = [];

    /// <summary>The number of tensors of a part and their bytes.</summary>
    public (int Tensors, long Bytes) this[CheckpointPart part] => _parts.GetValueOrDefault(part);

    /// <summary>What is left out of the network, one sentence for each part.</summary>
    public IEnumerable<string> LeftOut => _parts.Where(pair => pair.Key != CheckpointPart.Weights).OrderBy(pair => pair.Key).Select(pair => FormattableString.Invariant(
        $"Left out: {NameOf(pair.Key)}, {pair.Value.Tensors} {(pair.Value.Tensors == 1 ? "tensor" : "tensors")} with {pair.Value.Bytes} bytes."));

    /// <summary>Counts a tensor.</summary>
    /// <param name="part">Its part.</param>
    /// <param name="bytes">The bytes that no tensor before it has.</param>
    public void Add(CheckpointPart part, long bytes)
    {
        (int count, long all) = _parts.GetValueOrDefault(part);
        _parts[part] = (count + 1, checked(all + bytes));
    }

    private static string NameOf(CheckpointPart part) => part switch
    {
        CheckpointPart.Weights => "the weights",
        CheckpointPart.Average => "a moving average of the weights",
        CheckpointPart.Optimizer => "the state of an optimizer",
        _ => "other values",
    };
}
