namespace DeepCalc.Measures.Memory;

/// <summary>
/// The values whose features tensor parallelism divides: those between a layer with matrices, divided by its outputs, and the next one,
/// divided by its inputs, or the loss, with nothing but layers without weights in between; and all within a layer that has several matrices,
/// as attention has. The others stand on every device.
/// </summary>
/// <remarks>Source: Shoeybi et al. 2019, Megatron-LM; sequence parallelism: Korthikanti et al. 2022.</remarks>
internal sealed class DividedValues
{
    private readonly Network _network;
    private readonly long _devices;
    private readonly bool _isSequenceDivided;
    private readonly bool[] _isDivided;

    /// <summary>The values of a network.</summary>
    public DividedValues(Network network, TrainingOptions training)
    {
        _network = network;
        _devices = training.TensorParallel;
        _isSequenceDivided = training.IsSequenceParallel;
        _isDivided = new bool[network.Values.Count];
        if (_devices > 1)
        {
            Find();
        }
    }

    /// <summary>Whether the features of a value are divided.</summary>
    public bool IsDivided(Layer value) => _isDivided[_network.PlaceOf(value)];

    /// <summary>Whether the tensors that a layer holds besides are divided.</summary>
    public bool IsWithin(Layer layer) => _devices > 1 && (MatricesOf(layer) > 1 || IsDivided(layer));

    /// <summary>The bytes on one device.</summary>
    public Quantity Part(Quantity bytes, bool isDivided) => isDivided || _isSequenceDivided ? Quantity.CeilingDivide(bytes, _devices) : bytes;

    private void Find()
    {
        // Backwards: whether every way on leads to a matrix or out of the network, through layers without weights.
        var leads = new bool[_isDivided.Length];
        for (int i = leads.Length - 1; i >= 0; i--)
        {
            IReadOnlyList<Layer> readers = _network.ConsumersOf(_network.Values[i]);
            leads[i] = (readers.Count > 0 || _network.IsOutput(_network.Values[i]))
                && readers.All(reader => MatricesOf(reader) > 0 || (!HasWeights(reader) && leads[_network.PlaceOf(reader)]));
        }

        // Forwards: from the outputs of a matrix whose input is whole.
        for (int i = 0; i < _isDivided.Length; i++)
        {
            Layer layer = _network.Values[i].OutputOf;
            bool[] inputs = [.. layer.Inputs.Select(input => _isDivided[_network.PlaceOf(input)])];
            _isDivided[i] = leads[i] && (MatricesOf(layer) == 1 ? Array.TrueForAll(inputs, static input => !input)
                : !HasWeights(layer) && inputs.Length > 0 && Array.TrueForAll(inputs, static input => input));
        }
    }

    private static bool HasWeights(Layer layer) => layer.Weights().Count > 0;

    private static int MatricesOf(Layer layer) => layer.Work().Macs == 0 ? 0 : layer.Weights().Count(weight => weight.Shape.Rank >= 2);
}
