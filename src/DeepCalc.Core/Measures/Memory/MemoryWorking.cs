using DeepCalc.Measures.Caches;

namespace DeepCalc.Measures.Memory;

/// <summary>The working of a network's memory: of each layer, and of the totals.</summary>
internal sealed class MemoryWorking
{
    private readonly Network _network;
    private readonly MemoryOptions _options;
    private readonly TensorGraph _graph;
    private readonly MemoryPlan _plan;
    private readonly Dictionary<Layer, MemoryMoment> _moments;

    /// <summary>The working of a network.</summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits, or options exclude each other.</exception>
    public MemoryWorking(Network network, MemoryOptions options, Samples samples)
    {
        options.Validate();
        _network = network;
        _options = options;
        _graph = new TensorGraph(network, options, samples);
        (_plan, _) = Planned.Of(_graph, options);
        _moments = _plan.Moments.ToDictionary(moment => network.Layers[moment.Step]);
    }

    /// <summary>The steps of a layer: its weights, its output, what it holds and remembers, and what exists while it works.</summary>
    public IReadOnlyList<WorkedStep> Of(Layer layer)
    {
        Working working = NewWorking();
        WeightMemory.Of(_network, layer, _options, working);
        foreach (int buffer in _graph.Steps[_network.IndexOf(layer)].Made)
        {
            _graph.Explain(buffer, working);
        }

        layer.Storage(working);
        CachedLayer.Of(_network, layer, _options.CacheFor(_network).FormatFor(_network), working);
        MemoryMoment moment = _moments[layer];
        Record(working, "Inputs and outputs that exist", "live", Live(moment));
        return working.Steps;
    }

    /// <summary>The steps of the totals.</summary>
    public IReadOnlyList<WorkedStep> Totals()
    {
        Working working = NewWorking();
        Quantity weights = Record(working, "Weights", "W", Sum(_network.Layers.Select(layer => (_network.NameOf(layer), WeightMemory.Of(_network, layer, _options, null)))));
        if (_plan.Activations.Moment is { } moment)
        {
            Record(working, $"Largest inputs and outputs, while {_network.NameOf(_network.Layers[moment.Step])} works", "A", Live(moment));
        }

        Quantity peak = _plan.Peak.Moment is { } fullest
            ? Record(
                working,
                $"Most at once, while {_network.NameOf(_network.Layers[fullest.Step])} works",
                "P",
                Parts(working, ("live", fullest.Live, "inputs and outputs"), ("h", fullest.Workspace, "held while it works"), ("s", fullest.Scores, "scores of attention")))
            : Record(working, "Most at once", "P", _plan.Peak.Total);
        CacheOptions cacheOptions = _options.CacheFor(_network);
        CacheTotal cache = CacheTotal.Of(_network, cacheOptions);
        Quantity cached = Record(working, "Cache", "C", cache.Explained(_options.Length, working));
        Record(working, "Inference", "inference", Parts(working, ("W", weights, null), ("C", cached, null), ("P", peak, null)));
        if (_options.Training is not null)
        {
            TrainingMemory.Of(_network, _options, _graph.Samples, working);
        }

        return working.Steps;
    }

    private Working NewWorking() => new(_graph.Samples.Names, _network.OpenSizes.Where(name => !_graph.Samples.Names.ContainsKey(name)));

    // The names of layers serve as symbols.
    private Quantity Live(MemoryMoment moment) => Sum(moment.Buffers.Select(buffer => (_network.PlaceNameOf(_graph.Buffers[buffer].Value), _graph.Buffers[buffer].Bytes)));

    private static Quantity Sum(IEnumerable<(string Name, Quantity Bytes)> parts) =>
        parts.Where(part => part.Bytes != 0).Aggregate((Quantity?)null, (sum, part) => sum is { } before ? before + part.Bytes.As(part.Name) : part.Bytes.As(part.Name)) ?? 0;

    private static Quantity Parts(Working working, params (string Symbol, Quantity Bytes, string? Meaning)[] parts) =>
        parts.Where(part => part.Bytes != 0).Aggregate((Quantity?)null, (sum, part) => working.Let(part.Symbol, part.Bytes, part.Meaning) is var named && sum is { } before ? before + named : named) ?? 0;

    private static Quantity Record(Working working, string what, string symbol, Quantity bytes) => working.Record($"{what}, bytes", symbol, bytes, Sources.Memory);
}
