namespace DeepCalc.Tests.Measures.Memory;

/// <summary>
/// Runs the layers of a network one after another, allocates their outputs and frees what no later layer reads. It asks the layers where
/// their outputs are, and looks through all later layers at every step.
/// </summary>
internal sealed class MemorySimulator
{
    private readonly Network _network;
    private readonly Layer[] _order;

    // The allocation of each value, and the bytes of each; whether the elements of a value follow each other.
    private readonly Dictionary<Layer, object> _memory = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, long> _bytes = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Layer> _scattered = new(ReferenceEqualityComparer.Instance);

    public MemorySimulator(Network network, bool overwrites)
    {
        _network = network;
        _order = [.. network.Inputs, .. network.Layers.Except(network.Inputs)];
        for (int step = 0; step < _order.Length; step++)
        {
            Run(step, overwrites);
        }
    }

    private MemorySimulator(Network network)
    {
        _network = network;
        _order = [.. network.Layers];
        for (int step = 0; step < _order.Length; step++)
        {
            Allocate(step, overwrites: false, isTraining: true);
        }
    }

    /// <summary>The bytes that exist while each layer works.</summary>
    public List<long> Live { get; } = [];

    /// <summary>The memory of each value in training, in which nothing is overwritten, and the bytes of each memory.</summary>
    public static Memories InTraining(Network network)
    {
        var simulator = new MemorySimulator(network);
        return new Memories(simulator._memory, simulator._bytes);
    }

    private void Run(int step, bool overwrites)
    {
        Allocate(step, overwrites, isTraining: false);
        Live.Add(_bytes.Values.Sum());
        foreach (object memory in _bytes.Keys.Where(memory => !IsNeeded(memory, step + 1)).ToArray())
        {
            _bytes.Remove(memory);
        }
    }

    private void Allocate(int step, bool overwrites, bool isTraining)
    {
        Layer layer = _order[step];
        Storage storage = layer.Storage();
        if (storage.ViewOf >= 0 && !(isTraining && storage.IsViewInInferenceOnly) && (storage.Order != ViewOrder.Reshaped || !_scattered.Contains(layer.Inputs[storage.ViewOf])))
        {
            Layer source = layer.Inputs[storage.ViewOf];
            _memory[layer] = _memory[source];
            if (storage.Order == ViewOrder.Strided || _scattered.Contains(source))
            {
                _scattered.Add(layer);
            }
        }
        else
        {
            long size = 4 * layer.OutputShape.ElementCount.Value;
            object? over = overwrites ? storage.Overwrites.Select(i => _memory[layer.Inputs[i]]).FirstOrDefault(memory =>
                _bytes[memory] == size && !IsNeeded(memory, step + 1) && layer.Inputs.Where(input => _memory[input] == memory).Distinct().Count() == 1) : null;
            _memory[layer] = over ?? new object();
            _bytes[_memory[layer]] = size;
        }
    }

    // Whether a later layer reads a value in this memory that exists now, or the network puts it out.
    private bool IsNeeded(object memory, int from) => _memory.Any(value => value.Value == memory
        && (_network.IsOutput(value.Key) || _order[from..].Any(later => later.Inputs.Contains(value.Key))));

    /// <summary>Where values are.</summary>
    internal sealed record Memories(IReadOnlyDictionary<Layer, object> Of, IReadOnlyDictionary<object, long> Bytes);
}
