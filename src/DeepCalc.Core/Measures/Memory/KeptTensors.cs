namespace DeepCalc.Measures.Memory;

/// <summary>What each layer of a network keeps for the backward pass. Sizes are bytes.</summary>
internal sealed class KeptTensors
{
    private readonly Network _network;
    private readonly TensorGraph _graph;
    private readonly TrainingOptions _training;
    private readonly bool _isBlocked;

    // Whether a gradient runs through a layer, and the adapters of each.
    private readonly bool[] _hasGradient;
    private readonly ILookup<Layer, TrainedWeight> _adapters;
    private readonly HashSet<object> _withTrainedMatrices;
    private readonly DividedValues _divided;

    /// <summary>The tensors of a network.</summary>
    public KeptTensors(Network network, TensorGraph graph, MemoryOptions options, IReadOnlyList<TrainedWeight> weights)
    {
        _network = network;
        _graph = graph;
        _training = options.Training!;
        _isBlocked = options.IsAttentionBlocked;
        _adapters = weights.Where(weight => weight.Adapter.Length > 0).ToLookup(weight => weight.Layer);
        _withTrainedMatrices = [.. weights.Where(weight => weight.Adapter.Length > 0 || (weight is { IsTrained: true, Weight.Shape.Rank: >= 2 })).Select(weight => weight.Layer)];
        _divided = new DividedValues(network, _training);
        var trained = weights.Where(weight => weight.IsTrained || weight.Adapter.Length > 0).Select(weight => weight.Layer).ToHashSet();
        _hasGradient = new bool[network.Layers.Count];
        for (int i = 0; i < _hasGradient.Length; i++)
        {
            Layer layer = network.Layers[i];
            _hasGradient[i] = trained.Contains(layer) || trained.Contains(layer.WeightsOwner) || layer.Inputs.Any(input => _hasGradient[network.IndexOf(input)]);
        }

        Unknown = [.. network.Layers.Where((layer, i) => _hasGradient[i] && layer.Storage().IsKeptUnknown)];
    }

    /// <summary>The layers of which it is unknown what they keep.</summary>
    public IReadOnlyList<Layer> Unknown { get; }

    /// <summary>Whether a gradient runs through a layer, by its number in the order of the network.</summary>
    public bool HasGradient(int layer) => _hasGradient[layer];

    /// <summary>The work of computing the scores of attention again, and what follows from them, layer by layer.</summary>
    public IEnumerable<(Layer Layer, Work Work)> ScoresAgain => _network.Layers.Where((_, i) => _hasGradient[i])
        .Select(layer => (layer, layer.Storage().Held.Aggregate(default(Work), (sum, held) => sum + _graph.Samples.Of(held.Again))));

    /// <summary>The most bytes that a layer has of its scores, and of what follows from them, when they are computed again.</summary>
    public Quantity MostScores => _network.Layers.Where((_, i) => _hasGradient[i]).Aggregate((Quantity)0, (most, layer) => Quantity.Max(
        most,
        layer.Storage().Held.Where(held => held.KeptInBlocks is not null)
            .Aggregate((Quantity)0, (sum, held) => sum + _divided.Part(ComputedBytesOf(held), _divided.IsWithin(layer)))));

    /// <summary>The bytes that some layers keep: each buffer once, with further ones. With a working, each part has the name of its layer.</summary>
    public Quantity Bytes(IReadOnlyList<int> layers, IEnumerable<int> further, Working? working = null) =>
        Bytes(layers, [.. further], [], working);

    /// <summary>The bytes that some layers keep besides buffers that are there.</summary>
    public Quantity BytesBeside(IReadOnlyList<int> layers, IEnumerable<int> there) => Bytes(layers, [], there, null);

    private Quantity Bytes(IReadOnlyList<int> layers, HashSet<int> buffers, IEnumerable<int> there, Working? working)
    {
        Quantity? kept = null;
        void Add(Layer value, Quantity bytes)
        {
            Quantity named = working is null ? bytes : bytes.As(_network.PlaceNameOf(value));
            kept = bytes == 0 ? kept : kept is { } sum ? sum + named : named;
        }

        foreach (int index in layers.Where(index => _hasGradient[index]))
        {
            Layer layer = _network.Layers[index];
            Storage storage = layer.Storage();
            ReadOnlySpan<int> inputs = _network.InputsOf(_network.PlaceOf(layer));
            foreach (int input in storage.KeepsInputs.Where(input => !storage.KeepsForWeights.Contains(input) || TrainsMatrix(layer)))
            {
                buffers.Add(_graph.BufferAt(inputs[input]));
            }

            if (storage.KeepsOutput)
            {
                buffers.Add(_graph.BufferOf(layer));
            }

            Quantity held = 0;
            foreach (Held tensor in storage.Held)
            {
                if (_network.OutputOf(layer, tensor) is { } output)
                {
                    buffers.Add(_graph.BufferOf(output));
                }
                else
                {
                    held += _divided.Part(BytesOf(tensor), _divided.IsWithin(layer));
                }
            }

            Add(layer, held + AdapterBytes(layer));
        }

        foreach (int buffer in buffers.Except(there).Order())
        {
            Layer value = _graph.Buffers[buffer].Value;
            Add(value, _divided.Part(_graph.Buffers[buffer].Bytes, _divided.IsDivided(value)));
        }

        return kept ?? 0;
    }

    // A layer that shares weights trains those of their owner.
    private bool TrainsMatrix(Layer layer) => _withTrainedMatrices.Contains(layer) || _withTrainedMatrices.Contains(layer.WeightsOwner);

    private Quantity BytesOf(Held held) =>
        _training.Checkpointing == Checkpointing.Selective && held.KeptInBlocks is not null ? 0 : ComputedBytesOf(held);

    private Quantity ComputedBytesOf(Held held) => _graph.BytesOf(_isBlocked ? held.KeptInBlocks ?? held.Kept : held.Kept, held.Type, held.IsOfBatch);

    // The r features of each position between the matrices of an adapter.
    private Quantity AdapterBytes(Layer layer) => _adapters[layer].Aggregate((Quantity)0, (sum, weight) => sum + _graph.BytesOf(
        layer.UseOf(weight.Weight).Positions * _training.AdapterRank!.Value, layer.OutputType));
}
