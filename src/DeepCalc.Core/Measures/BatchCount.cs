using System.Collections.ObjectModel;
using DeepCalc.Measures.Memory;

namespace DeepCalc.Measures;

/// <summary>
/// Counts the work of a network's layers for a number of samples. An open batch axis of a file gets the number of
/// samples as its size. Where the batch axis has a fixed size, or no axis is the batch, the work of the whole network is multiplied by the
/// number.
/// </summary>
internal sealed class BatchCount
{
    private readonly bool _isOpen;

    // Work with unknown sizes is needed several times and is slow to compute: as it is, and for the samples.
    private readonly PartedDictionary<object, Work>? _works;
    private readonly PartedDictionary<object, Work> _counts = new(ReferenceEqualityComparer.Instance);

    /// <summary>Counts for <paramref name="batchSize"/> samples.</summary>
    public BatchCount(Network network, long batchSize)
    {
        _isOpen = network.Inputs.Any(input => input.OutputShape is FileTensor && input.OutputShape.Sizes.Any(size => !size.IsKnown));
        _works = _isOpen ? new(ReferenceEqualityComparer.Instance) : null;
        Samples = new Samples(
            _isOpen
                ? BatchAxis.NamesIn(network, WorkOf).ToDictionary(name => name, _ => batchSize, StringComparer.Ordinal)
                : ReadOnlyDictionary<string, long>.Empty,
            batchSize);
    }

    /// <summary>The number of samples.</summary>
    public long BatchSize => Samples.Size;

    /// <summary>The names of the open batch axis; none where no batch axis is open.</summary>
    public IReadOnlyDictionary<string, long> Names => Samples.Names;

    /// <summary>The samples.</summary>
    public Samples Samples { get; }

    /// <summary>
    /// The assumption behind the counts: <c>batch = 4</c>, or that all counts are multiplied, where none of the open axes is the
    /// batch; null for no assumption.
    /// </summary>
    public string? Assumed => Names.Count > 0 ? string.Join(", ", Names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name.Key} = {name.Value}")))
        : _isOpen && BatchSize != 1 ? string.Create(CultureInfo.InvariantCulture, $"no open axis is the batch; all counts are multiplied by {BatchSize}")
        : null;

    /// <summary>The work of a layer.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public Work Of(Layer layer)
    {
        if (_works is null)
        {
            return Of(WorkOf(layer));
        }

        object key = KeyOf(layer);
        if (!_counts.TryGetValue(key, out Work count))
        {
            count = Of(WorkOf(layer));
            _counts.TryAdd(key, count);
        }

        return count;
    }

    /// <summary>The work of a listed layer in all of its runs.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public Work Of(ListedLayer listed) => Of(listed.Work(WorkOf));

    /// <summary>The work of a layer in all of its runs, step by step; the working shows the batch size in place of its name.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public Work Explain(Layer layer, Quantity runs, Working working)
    {
        Work work = layer.Work(working);
        work = Samples.Repeated(runs == 1 ? work : WorkFormula.Repeated(work, runs, working, "T", "all turns"), working);
        OperationMeasure.Explain(work, working);
        return work.Bind(Names);
    }

    /// <summary>Work multiplied by the number of samples.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public Work Of(Work work) => Samples.Of(work);

    private Work WorkOf(Layer layer)
    {
        if (_works is null)
        {
            return OperationMeasure.Of(layer);
        }

        object key = KeyOf(layer);
        if (!_works.TryGetValue(key, out Work work))
        {
            work = OperationMeasure.Of(layer);
            _works.TryAdd(key, work);
        }

        return work;
    }

    private static object KeyOf(Layer layer) => layer.Definition.SharedAnswers ?? layer;
}
