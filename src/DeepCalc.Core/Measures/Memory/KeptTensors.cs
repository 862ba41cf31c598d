namespace DeepCalc.Measures.Memory;

/// <summary>The tensors that the backward pass of each layer needs. Layers are given by their numbers, and sizes are bytes.</summary>
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
    }

    /// <summary>Whether a gradient runs through a layer.</summary>
    public bool HasGradient(int layer) => _hasGradient[layer];

    /// <summary>Whether it is unknown what the backward pass of a layer needs.</summary>
    public bool IsUnknown(int layer) => _hasGradient[layer] && _graph.Steps[layer].Storage.IsKeptUnknown;

    /// <summary>Whether a layer has scores that checkpointing can compute again.</summary>
    public bool HasScores(int layer) => _hasGradient[layer] && _graph.Steps[layer].Storage.Held.Any(held => held.KeptInBlocks is not null);

    /// <summary>The buffers of inputs and outputs that the backward pass of a layer needs; some may be listed twice.</summary>
    public IEnumerable<int> BuffersOf(int layer)
    {
        if (!_hasGradient[layer])
        {
            yield break;
        }

        Layer own = _network.Layers[layer];
        Storage storage = _graph.Steps[layer].Storage;
        foreach (int input in storage.KeepsInputs)
        {
            if (!storage.KeepsForWeights.Contains(input) || TrainsMatrix(own))
            {
                yield return _graph.BufferAt(_network.InputsOf(_network.PlaceOf(own))[input]);
            }
        }

        if (storage.KeepsOutput)
        {
            yield return _graph.BufferOf(own);
        }

        foreach (Held held in storage.Held)
        {
            if (_network.OutputOf(own, held) is { } output)
            {
                yield return _graph.BufferOf(output);
            }
        }
    }

    /// <summary>The name of a buffer, and its bytes on one device.</summary>
    public (string Name, Quantity Bytes) Buffer(int buffer)
    {
        TensorBuffer own = _graph.Buffers[buffer];
        return (_network.PlaceNameOf(own.Value), _divided.Part(own.Bytes, _divided.IsDivided(own.Value)));
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
            if (!IsComputedAgain(held) && _network.OutputOf(own, held) is null)
            {
                yield return OwnTensor(own, held);
            }
        }

        // The r features of each position between the matrices of an adapter.
        foreach (TrainedWeight weight in _adapters[own])
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

    // A layer that shares weights trains those of their owner.
    private bool TrainsMatrix(Layer layer) => _withTrainedMatrices.Contains(layer) || _withTrainedMatrices.Contains(layer.WeightsOwner);

    private bool IsComputedAgain(Held held) => _training.Checkpointing == Checkpointing.Selective && held.KeptInBlocks is not null;

    private (string Name, Quantity Bytes) OwnTensor(Layer layer, Held held) => (
        held.Name,
        _divided.Part(_graph.BytesOf(_isBlocked ? held.KeptInBlocks ?? held.Kept : held.Kept, held.Type, held.IsOfBatch), _divided.IsWithin(layer)));
}
