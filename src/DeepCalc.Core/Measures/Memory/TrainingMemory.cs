namespace DeepCalc.Measures.Memory;

/// <summary>The memory of a network's training on one device: of each layer, and the sums. Sizes are bytes.</summary>
internal sealed class TrainingMemory
{
    private const long Float32Bytes = 4;

    private readonly Network _network;
    private readonly MemoryOptions _options;
    private readonly Samples _samples;
    private readonly ILookup<Layer, TrainedWeight> _weights;
    private readonly LayerTraining[] _layers;

    /// <summary>The memory of a network's training.</summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits, or options exclude each other.</exception>
    public TrainingMemory(Network network, MemoryOptions options, Samples samples)
    {
        DeepCalcException.ThrowIf(
            network.Past is not null, ErrorCode.InvalidSetting, "a training sees whole sequences, and remembers no positions before them; leave out one of the two.");
        RequireType(network, options);
        _network = network;
        _options = options;
        _samples = samples;
        IReadOnlyList<TrainedWeight> weights = TrainedWeight.Of(network, options.Training!);
        _weights = weights.ToLookup(weight => weight.Layer);
        Saved = new SavedTensors(network, options, samples, weights);
        _layers = new LayerTraining[network.Layers.Count];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            try
            {
                _layers[layer] = Of(layer, null);
            }
            catch (OverflowException)
            {
                throw LayerErrors.Overflow(network.NameOf(network.Layers[layer]), "number of bytes in training");
            }
        }

        Trained = Sum(static layer => layer.Weights.Trained);
        Weights = Sum(static layer => layer.Weights.Weights);
        Gathered = _layers.Aggregate((Quantity)0, static (most, layer) => Quantity.Max(most, layer.Weights.Gathered));
        Gradients = Sum(static layer => layer.Weights.Gradients);
        Optimizer = Sum(static layer => layer.Weights.Optimizer);
        SavedBytes = Sum(static layer => layer.Saved) is var saved && saved == 0 && Unknown.Any() ? Quantity.Unknown("kept tensors") : saved;
        Recomputed = Saved.Parts.Aggregate((Quantity)0, (most, part) => Quantity.Max(most, RecomputedIn(part)));
        Again = _layers.Aggregate(default(Work), static (sum, layer) => sum + layer.Again);
        Loss = Sum(static layer => layer.Loss);
        Total = Weights + Gathered + Gradients + Optimizer + SavedBytes + Recomputed + Loss;
    }

    /// <summary>The parameters that are trained, those of adapters included.</summary>
    public Quantity Trained { get; }

    /// <summary>The weights as training holds them, adapters included.</summary>
    public Quantity Weights { get; }

    /// <summary>The most that ZeRO 3 gathers at once: the weights of the largest layer, and their gradients; otherwise 0.</summary>
    public Quantity Gathered { get; }

    /// <summary>The gradients of weights.</summary>
    public Quantity Gradients { get; }

    /// <summary>The optimizer's states, the float32 copy of the weights included.</summary>
    public Quantity Optimizer { get; }

    /// <summary>The tensors that the forward pass keeps, and where.</summary>
    public SavedTensors Saved { get; }

    /// <summary>Their bytes.</summary>
    public Quantity SavedBytes { get; }

    /// <summary>The most that is computed again at once, from tensors that are kept.</summary>
    public Quantity Recomputed { get; }

    /// <summary>The work that is done again.</summary>
    public Work Again { get; }

    /// <summary>The outputs of the network as float32, of which the loss is computed.</summary>
    public Quantity Loss { get; }

    /// <summary>All of it.</summary>
    public Quantity Total { get; }

    /// <summary>The layers of which it is unknown what the backward pass needs.</summary>
    public IEnumerable<Layer> Unknown => _network.Layers.Where((_, layer) => Saved.IsUnknown(layer));

    /// <summary>The memory of a layer, by its number in the order of the network.</summary>
    public LayerTraining this[int layer] => _layers[layer];

    /// <summary>Records how the memory of a layer is computed.</summary>
    public void Explain(int layer, Working working) => Of(layer, working);

    /// <summary>Records the sums. The names of layers serve as symbols.</summary>
    public void ExplainTotals(Working working)
    {
        Quantity trained = Record("Trained parameters", "N", static layer => layer.Weights.Trained);
        Quantity sum = working.Let("Wt", Record("Weights in training, bytes", "Wt", static layer => layer.Weights.Weights));
        Quantity gathered = Gathered == 0 ? 0 : working.Record(
            "Gathered weights and gradients of the largest layer, bytes", "L", Largest(_layers.Select((layer, i) => new[] { (NameOf(i), layer.Weights.Gathered) }), Gathered), Sources.Zero);
        sum += working.Let("G", Record("Gradients, bytes", "G", static layer => layer.Weights.Gradients));
        sum += working.Let("O", Record("Optimizer, bytes", "O", static layer => layer.Weights.Optimizer));
        if (Saved.Parts.Length > 0)
        {
            Record("Multiply-adds that are done again", "MACs", static layer => layer.Again.Macs);
            Record("Floating-point operations that are done again", "FLOPs", static layer => layer.Again.Flops);
        }

        sum += working.Let("S", Record("Kept for the backward pass, bytes", "S", static layer => layer.Saved));
        sum += working.Let("Y", Record("Outputs for the loss, bytes", "Y", static layer => layer.Loss));
        sum = gathered == 0 ? sum : sum + working.Let("L", gathered);
        if (Recomputed != 0)
        {
            Quantity recomputed = working.Record(
                "Computed again at once, bytes", "R", Largest(Saved.Parts.Select(part => part.Select(i => (NameOf(i), _layers[i].Recomputed)).ToArray()), Recomputed), Sources.Memory);
            sum += working.Let("R", recomputed);
        }

        working.Record("Training, bytes", "training", sum, Sources.Memory);

        Quantity Record(string what, string symbol, Func<LayerTraining, Quantity> part) =>
            working.Record(what, symbol, MemoryWorking.Sum(working, _layers.Select((layer, i) => (NameOf(i), part(layer)))), Sources.Sum);

        Quantity Largest(IEnumerable<(string, Quantity Bytes)[]> sets, Quantity most) =>
            Array.Find([.. sets], set => set.Aggregate((Quantity)0, static (all, part) => all + part.Bytes) == most) is { } largest ? MemoryWorking.Sum(working, largest) : most;
    }

    // Only frozen weights can have another type than that of the precision.
    private static void RequireType(Network network, MemoryOptions options)
    {
        NumberFormat trained = options.Training!.Format;
        DeepCalcException.ThrowIf(
            options.WeightFormat is { } format && format.BitsPerNumber != trained.BitsPerNumber
                && options.Training.AdapterRank is null && !network.Layers.Any(layer => layer.IsFrozen),
            ErrorCode.InvalidSetting,
            $"{options.WeightFormat} cannot be the type of the weights of {network.Name} in training: all are trained, and a precision of {options.Training.Precision} has them as {trained.Name}. Give the precision that has the type (Float32 or Mixed), or the type of activations alone, or adapters, which freeze the weights.");
    }

    private string NameOf(int layer) => _network.NameOf(_network.Layers[layer]);

    private Quantity Sum(Func<LayerTraining, Quantity> part) => _layers.Aggregate((Quantity)0, (sum, layer) => sum + part(layer));

    private Quantity RecomputedIn(int[] part) => part.Aggregate((Quantity)0, (sum, layer) => sum + _layers[layer].Recomputed);

    private LayerTraining Of(int layer, Working? working)
    {
        TrainingOptions training = _options.Training!;
        WeightTraining weights = WeightTraining.Of(_weights[_network.Layers[layer]], _network, _options, working);
        Quantity kept = MemoryWorking.Sum(working, Saved.KeptAt(layer));
        Quantity again = MemoryWorking.Sum(working, Saved.AgainAt(layer));
        Work work = Saved.WorkAgain(layer);
        return new LayerTraining(
            weights,
            kept == 0 ? 0 : working.Record(
                "Kept for the backward pass, bytes",
                "S",
                training.PipelineParallel == 1 ? kept : Quantity.CeilingDivide(kept, working.Let("p", training.PipelineParallel, "devices that share the layers")),
                Sources.Memory),
            again == 0 ? 0 : working.Record("Computed again, bytes", "R", again, Sources.Memory),
            work,
            LossOf(_network.Layers[layer], working));
    }

    // The loss is computed in float32, from outputs that are copied to it.
    private Quantity LossOf(Layer layer, Working? working)
    {
        Quantity bytes = 0;
        foreach (Layer output in _network.Outputs.Where(output => output.OutputOf == layer))
        {
            Quantity whole = working.Let("f", Float32Bytes, "bytes of a float32") * working.Let("e", _samples.Of(output.OutputShape.ElementCount), $"elements of {_network.PlaceNameOf(output)}");
            bytes += Saved.Part(whole, output);
        }

        return bytes == 0 ? 0 : working.Record("Outputs for the loss, bytes", "Y", bytes, Sources.Memory);
    }
}
