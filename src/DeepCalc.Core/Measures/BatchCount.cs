namespace DeepCalc;

/// <summary>
/// Counts the work of a network's layers for a number of samples. Where the batch axis of a file is a name, the name stands for that
/// number; where it is a number, or there is none, the work is that of the network as it is, so many times.
/// </summary>
internal sealed class BatchCount
{
    // What names of a first axis say that is no batch; exporters that name axes by number say nothing.
    private static readonly string[] OtherWords = ["height", "width", "seq", "len", "time", "step", "token", "frame", "node", "edge", "row", "col", "channel"];
    private static readonly string[] OtherLetters = ["H", "W", "C", "L", "T", "S"];

    private readonly long _batchSize;

    /// <summary>Counts for <paramref name="batchSize"/> samples.</summary>
    public BatchCount(Network network, long batchSize)
    {
        _batchSize = batchSize;
        Names = NamesIn(network).Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => batchSize, StringComparer.Ordinal);
    }

    /// <summary>The number of samples.</summary>
    public long BatchSize => _batchSize;

    /// <summary>The names that stand for the number of samples; none where no batch axis is open, or where it is not evident.</summary>
    public IReadOnlyDictionary<string, long> Names { get; }

    /// <summary>The work of a layer.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public Work Of(Layer layer) => Of(OperationMeasure.Of(layer));

    /// <summary>Work on as many samples.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public Work Of(Work work) => Names.Count == 0 ? work * _batchSize : work.Bind(Names);

    // Names that say so, on whichever axis: a recurrent network can take its steps first. Else the one on the first axis of all inputs.
    private static string[] NamesIn(Network network)
    {
        FileTensor[] inputs = [.. network.Inputs.Select(input => input.OutputShape).OfType<FileTensor>()];
        string[] said = [.. inputs.SelectMany(input => input.Sizes).Select(NameOf).OfType<string>().Where(name => name.Contains("batch", StringComparison.OrdinalIgnoreCase))];
        if (said.Length > 0)
        {
            return said;
        }

        string?[] first = [.. inputs.Where(input => input.HasBatch).Select(input => NameOf(input[0])).Distinct()];
        return first is [{ } name] && !SaysOtherwise(name) ? [name] : [];
    }

    // The name of a size that is nothing but a name.
    private static string? NameOf(Quantity size) =>
        !size.IsKnown && size.UnknownNames is { Count: 1 } names && names.First() is var name && size == Quantity.Unknown(name) ? name : null;

    private static bool SaysOtherwise(string name) =>
        OtherLetters.Contains(name, StringComparer.OrdinalIgnoreCase) || Array.Exists(OtherWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
