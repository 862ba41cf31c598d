namespace DeepCalc.Measures.Memory;

/// <summary>The tensors that the backward pass of each layer needs. Layers are given by their numbers, and sizes are bytes.</summary>
internal sealed class KeptTensors
{
    private readonly Network _network;
    private readonly TensorGraph _graph;
    private readonly TrainingOptions _training;
    private readonly bool _isBlocked;

    // Whether a gradient runs through a layer, the weights of each, and the buffers that it needs, once they are found.
    private readonly bool[] _hasGradient;
    private readonly ILookup<Layer, TrainedWeight> _weights;
    private readonly int[]?[] _buffers;
    private readonly DividedValues _divided;

    /// <summary>The tensors of a network.</summary>
    public KeptTensors(Network network, TensorGraph graph, MemoryOptions options, IReadOnlyList<TrainedWeight> weights)
    {
        _network = network;
        _graph = graph;
        _training = options.Training!;
        _isBlocked = options.IsAttentionBlocked;
        _weights = weights.ToLookup(weight => weight.Layer);
        _divided = new DividedValues(network, _training);
        _hasGradient = new bool[network.Layers.Count];
        _buffers = new int[network.Layers.Count][];
        for (int i = 0; i < _hasGradient.Length; i++)
        {
            Layer layer = network.Layers[i];
            _hasGradient[i] = _weights[layer].Any(weight => weight.HasGradient) || layer.Inputs.Any(input => _hasGradient[network.IndexOf(input)]);
        }
    }

    /// <summary>Whether a gradient runs through a layer.</summary>
    public bool HasGradient(int layer) => _hasGradient[layer];

    /// <summary>Whether it is unknown what the backward pass of a layer needs.</summary>
    public bool IsUnknown(int layer) => _hasGradient[layer] && _graph.Steps[layer].Storage.IsKeptUnknown;

    /// <summary>Whether a layer has scores that checkpointing can compute again.</summary>
    public bool HasScores(int layer) => _hasGradient[layer] && _graph.Steps[layer].Storage.Held.Any(held => held.KeptInBlocks is not null);

    /// <summary>The buffers of inputs and outputs that the backward pass of a layer needs; some may be listed twice.</summary>
    public int[] BuffersOf(int layer) => _buffers[layer] ??= [.. FindBuffers(layer)];

    private IEnumerable<int> FindBuffers(int layer)
    {
        if (!_hasGradient[layer])
        {
            yield break;
        }

        Layer own = _network.Layers[layer];
        Storage storage = _graph.Steps[layer].Storage;
        foreach (int input in storage.KeepsInputs)
        {
            if (IsNeeded(own, storage, input))
            {
                yield return _graph.BufferAt(_network.InputsOf(_network.PlaceOf(own))[input]);
            }
        }

        if (storage.KeepsOutput && (!storage.KeepsOutputForWeights || IsTrained(own, Storage.AnyWeight)))
        {
            yield return _graph.BufferOf(own);
        }

        foreach (Held held in storage.Held)
        {
            if (IsNeeded(own, held) && _network.OutputOf(own, held) is { } output)
            {
                yield return _graph.BufferOf(output);
            }
        }
    }

    /// <summary>The name of a buffer, and its bytes on one device.</summary>
    public (string Name, Quantity Bytes) Buffer(int buffer)
    {
        TensorBuffer own = _graph.Buffers[buffer];
        return (_network.PlaceNameOf(own.Value), Part(own.Bytes, own.Value));
    }

    /// <summary>The other tensors that the backward pass of a layer needs, those that checkpointing computes again left out.</summary>
    public IEnumerable<(string Name, Quantity Bytes)> OwnTensors(int layer)
    {
        if (!_hasGradient[layer])
        {
            yield break;
        }

        Layer own = _network.Layers[layer];
        foreach (Held held in _graph.Steps[layer].Storage.Held)
        {
            if (!IsComputedAgain(held) && IsNeeded(own, held) && _network.OutputOf(own, held) is null)
            {
                yield return OwnTensor(own, held);
            }
        }

        // The r features of each position between the matrices of an adapter.
        foreach (TrainedWeight weight in _weights[own].Where(weight => weight.Adapter.Length > 0))
        {
            yield return ($"adapter of {weight.Weight.Name}", _graph.BytesOf(own.UseOf(weight.Weight).Positions * _training.AdapterRank!.Value, own.OutputType));
        }
    }

    /// <summary>The scores of attention of a layer, and what follows from them, which checkpointing computes again.</summary>
    public IEnumerable<(string Name, Quantity Bytes)> ScoresOf(int layer) =>
        _graph.Steps[layer].Storage.Held.Where(held => held.KeptInBlocks is not null).Select(held => OwnTensor(_network.Layers[layer], held));

    /// <summary>The work of computing them again.</summary>
    public Work WorkOfScores(int layer) =>
        _graph.Steps[layer].Storage.Held.Aggregate(default(Work), (sum, held) => sum + _graph.Samples.Of(held.Again));

    /// <summary>The bytes of a value on one device.</summary>
    public Quantity Part(Quantity bytes, Layer value) => _divided.Part(bytes, _divided.IsDivided(value));

    // A file has names of its own for the weights of a layer; each then stands for any.
    private bool IsTrained(Layer layer, string name)
    {
        IEnumerable<TrainedWeight> weights = _weights[layer];
        return (weights.FirstOrDefault(weight => weight.Weight.Name == name) is { } named ? [named] : weights).Any(static weight => weight.HasGradient);
    }

    private bool IsNeeded(Layer layer, Storage storage, int input)
    {
        bool isForWeights = false;
        foreach ((int ownInput, string weight) in storage.KeepsForWeights)
        {
            if (ownInput == input && IsTrained(layer, weight))
            {
                return true;
            }

            isForWeights |= ownInput == input;
        }

        return !isForWeights;
    }

    private bool IsNeeded(Layer layer, Held held) => held.ForWeight is not { } weight || (_isBlocked && held.IsNeededInBlocks) || IsTrained(layer, weight);

    private bool IsComputedAgain(Held held) => _training.Checkpointing == Checkpointing.Selective && held.KeptInBlocks is not null;

    private (string Name, Quantity Bytes) OwnTensor(Layer layer, Held held) => (
        held.Name,
        _divided.Part(_graph.BytesOf(_isBlocked ? held.KeptInBlocks ?? held.Kept : held.Kept, held.Type, held.IsOfBatch), _divided.IsWithin(layer)));
}
