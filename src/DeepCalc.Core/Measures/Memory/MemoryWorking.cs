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
    private readonly TrainingMemory? _training;

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
        _training = options.Training is null ? null : new TrainingMemory(network, options, samples);
    }

    /// <summary>The steps of a layer: its weights, its output, what it holds and remembers, and what exists while it works.</summary>
    public IReadOnlyList<WorkedStep> Of(Layer layer)
    {
        Working working = NewWorking();
        Quantity weights = WeightMemory.Of(_network, layer, _options, working);
        if (layer.Weights().Count > 1)
        {
            Record(working, "Weights", "weights", weights);
        }

        int[] made = _graph.Steps[_network.IndexOf(layer)].Made;
        foreach (int buffer in made)
        {
            _graph.Explain(buffer, working);
        }

        if (made.Length > 1)
        {
            Record(working, "Outputs", "outputs", Sum(working, made.Select(buffer => (_network.PlaceNameOf(_graph.Buffers[buffer].Value), _graph.Buffers[buffer].Bytes))));
        }

        MemoryMoment moment = _moments[layer];
        ExplainHeld(layer, layer.Storage(working), moment, working);
        CacheOptions options = _options.CacheFor(_network);
        if (CachedLayer.Of(_network, layer, options.FormatFor(_network), working) is { } cached)
        {
            Record(working, "Cache", "cache", CacheTotal.Of(_network, cached, options).Explained(_options.Length, working));
        }

        Record(working, "Inputs and outputs that exist", "live", Live(working, moment));
        _training?.Explain(moment.Step, working);
        return working.Steps;
    }

    /// <summary>The steps of the totals.</summary>
    public IReadOnlyList<WorkedStep> Totals()
    {
        Working working = NewWorking();
        Quantity weights = Record(working, "Weights", "W", Sum(working, _network.Layers.Select(layer => (_network.NameOf(layer), WeightMemory.Of(_network, layer, _options, null)))));
        if (_plan.Activations.Moment is { } moment)
        {
            Record(working, $"Largest inputs and outputs, while {_network.NameOf(_network.Layers[moment.Step])} works", "A", Live(working, moment));
        }

        Quantity peak = _plan.Peak.Moment is { } fullest
            ? Record(
                working,
                $"Most at once, while {_network.NameOf(_network.Layers[fullest.Step])} works",
                "P",
                Parts(working, ("live", fullest.Live, "inputs and outputs"), ("held", fullest.Workspace, "held while it works"), ("scores", fullest.Scores, "scores of attention")))
            : Record(working, "Most at once", "P", _plan.Peak.Total);
        CacheOptions cacheOptions = _options.CacheFor(_network);
        CacheTotal cache = CacheTotal.Of(_network, cacheOptions);
        Quantity cached = Record(working, "Cache", "C", cache.Explained(_options.Length, working));
        Record(working, "Inference", "inference", Parts(working, ("W", weights, null), ("C", cached, null), ("P", peak, null)));
        _training?.ExplainTotals(working);
        return working.Steps;
    }

    /// <summary>A sum whose parts have names, which a working shows.</summary>
    public static Quantity Sum(Working? working, IEnumerable<(string Name, Quantity Bytes)> parts)
    {
        Quantity? sum = null;
        foreach ((string name, Quantity bytes) in parts)
        {
            if (bytes != 0)
            {
                Quantity named = working is null ? bytes : bytes.As(name);
                sum = sum is { } before ? before + named : named;
            }
        }

        return sum ?? 0;
    }

    private Working NewWorking() => new(_graph.Samples.Names, _network.OpenSizes.Where(name => !_graph.Samples.Names.ContainsKey(name)));

    // What a layer holds in its fullest moment, scores of attention apart. The names of the tensors serve as symbols.
    private void ExplainHeld(Layer layer, Storage storage, MemoryMoment moment, Working working)
    {
        Quantity inner = _graph.Inner(layer);
        if (moment.Workspace != 0)
        {
            Record(working, "Held while it works", "held", Fullest(moment.Workspace, static held => held.KeptInBlocks is null));
        }

        if (moment.Scores != 0)
        {
            Quantity all = Record(working, "Held with scores of attention", "all", Fullest(moment.Workspace + moment.Scores, static _ => true));
            Record(working, "Scores of attention", "scores", moment.Workspace == 0 ? working.Let("all", all) : working.Let("all", all) - working.Let("held", moment.Workspace));
        }

        Quantity Fullest(Quantity most, Func<Held, bool> isCounted)
        {
            foreach (Held opening in storage.Held)
            {
                Quantity sum = Sum(working, storage.At(opening).Where(isCounted).Select(held => (held.Name, _graph.BytesOf(layer, held))).Append(("bodies", inner)));
                if (sum == most)
                {
                    return sum;
                }
            }

            return most;
        }
    }

    // The names of layers serve as symbols.
    private Quantity Live(Working working, MemoryMoment moment) => Sum(working, _plan.BuffersIn(moment).Select(buffer => (_network.PlaceNameOf(buffer.Value), buffer.Bytes)));

    private static Quantity Parts(Working working, params (string Symbol, Quantity Bytes, string? Meaning)[] parts) =>
        parts.Where(part => part.Bytes != 0).Aggregate((Quantity?)null, (sum, part) => working.Let(part.Symbol, part.Bytes, part.Meaning) is var named && sum is { } before ? before + named : named) ?? 0;

    private static Quantity Record(Working working, string what, string symbol, Quantity bytes) => working.Record($"{what}, bytes", symbol, bytes, Sources.Memory);
}
