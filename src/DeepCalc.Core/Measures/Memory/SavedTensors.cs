namespace DeepCalc.Measures.Memory;

/// <summary>
/// The tensors that the forward pass keeps for the backward pass, each at the first layer in the order of the network that keeps it. Layers are
/// given by their numbers, and sizes are bytes.
/// </summary>
internal sealed class SavedTensors
{
    private readonly Network _network;
    private readonly TrainingOptions _training;
    private readonly TensorGraph _graph;
    private readonly KeptTensors _kept;

    // The number of the part that is computed again with a layer, or −1.
    private readonly int[] _partOf;

    // For each buffer the layer at which it is kept, and the one at which it is computed again; −1 for none.
    private readonly int[] _keptAt;
    private readonly int[] _againAt;

    /// <summary>The tensors of a network.</summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public SavedTensors(Network network, MemoryOptions options, Samples samples, IReadOnlyList<TrainedWeight> weights)
    {
        _network = network;
        _training = options.Training!;
        _graph = new TensorGraph(network, options with
        {
            Overwrites = false,
            OverwritesByChannel = false,
            Alignment = 1,
            IsTraining = true,
            ActivationFormat = options.ActivationFormat ?? _training.Format,
        }, samples);
        _kept = new KeptTensors(network, _graph, options, weights);
        Parts = FindParts();
        _partOf = new int[_graph.Steps.Length];
        _keptAt = new int[_graph.Buffers.Count];
        _againAt = new int[_graph.Buffers.Count];
        Array.Fill(_partOf, -1);
        Array.Fill(_keptAt, -1);
        Array.Fill(_againAt, -1);
        for (int part = 0; part < Parts.Length; part++)
        {
            Array.ForEach(Parts[part], layer => _partOf[layer] = part);
        }

        for (int layer = 0; layer < _partOf.Length; layer++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            Claim(KeptBuffers(layer), _keptAt, layer);
            Claim(BuffersAgain(layer), _againAt, layer);
        }
    }

    /// <summary>The parts of which each is computed again as a whole; none without checkpoints.</summary>
    public int[][] Parts { get; }

    /// <summary>Whether it is unknown what the backward pass of a layer needs.</summary>
    public bool IsUnknown(int layer) => _kept.IsUnknown(layer);

    /// <summary>The number of the part with which a layer is computed again, from 1, or null.</summary>
    public int? PartOf(int layer) => _partOf[layer] < 0 ? null : _partOf[layer] + 1;

    /// <summary>The tensors that are kept at a layer.</summary>
    public IEnumerable<(string Name, Quantity Bytes)> KeptAt(int layer) => (HasBlockAgain(layer) ? [] : _kept.OwnTensors(layer))
        .Concat(KeptBuffers(layer).Where(buffer => _keptAt[buffer] == layer).Distinct().Select(_kept.Buffer));

    /// <summary>The tensors that a layer needs and that are kept at another one: each with the name of that layer.</summary>
    public IEnumerable<(string Name, string Layer)> KeptElsewhere(int layer) => KeptBuffers(layer).Where(buffer => _keptAt[buffer] != layer).Distinct()
        .Select(buffer => (_kept.Buffer(buffer).Name, _network.NameOf(_network.Layers[_keptAt[buffer]])));

    /// <summary>The tensors that are computed again at a layer.</summary>
    public IEnumerable<(string Name, Quantity Bytes)> AgainAt(int layer) => _partOf[layer] < 0 ? []
        : !HasBlockAgain(layer) ? _kept.ScoresOf(layer)
        : _kept.OwnTensors(layer).Concat(BuffersAgain(layer).Where(buffer => _againAt[buffer] == layer).Distinct().Select(_kept.Buffer));

    /// <summary>The bytes of a value on one device.</summary>
    public Quantity Part(Quantity bytes, Layer value) => _kept.Part(bytes, value);

    /// <summary>The work that is done again for a layer.</summary>
    public Work WorkAgain(int layer) => _partOf[layer] < 0 ? default
        : HasBlockAgain(layer) ? _graph.Samples.Of(_network.Layers[layer].Work())
        : _kept.WorkOfScores(layer);

    private int[][] FindParts() => _training.Checkpointing switch
    {
        Checkpointing.Full => [.. Segments.Of(_network, _graph).Where(segment => segment.Any(_kept.HasGradient))],
        Checkpointing.Selective => [.. Enumerable.Range(0, _graph.Steps.Length).Where(_kept.HasScores).Select(layer => new[] { layer })],
        _ => [],
    };

    // Whether the whole layer is computed again, and not only its scores.
    private bool HasBlockAgain(int layer) => _training.Checkpointing == Checkpointing.Full && _partOf[layer] >= 0;

    private static void Claim(IEnumerable<int> buffers, int[] claimed, int layer)
    {
        foreach (int buffer in buffers)
        {
            claimed[buffer] = claimed[buffer] < 0 ? layer : claimed[buffer];
        }
    }

    // Of a block that is computed again, the buffers are kept that others have made.
    private IEnumerable<int> KeptBuffers(int layer) => HasBlockAgain(layer)
        ? _graph.Steps[layer].Read.Where(buffer => !IsMadeInPart(buffer, layer))
        : _kept.BuffersOf(layer);

    private IEnumerable<int> BuffersAgain(int layer) => HasBlockAgain(layer) ? _kept.BuffersOf(layer).Where(buffer => IsMadeInPart(buffer, layer)) : [];

    private bool IsMadeInPart(int buffer, int layer) => _partOf[_network.IndexOf(_graph.Buffers[buffer].Value)] == _partOf[layer];
}
