namespace DeepCalc.Measures.Memory;

/// <summary>The tensors of a network in memory: which values share a buffer, who reads it, and what can be written over it.</summary>
internal sealed class TensorGraph
{
    private readonly Network _network;
    private readonly MemoryOptions _options;
    private readonly Samples _samples;
    private readonly NumberFormat _format;

    // The number of each value's buffer, and whether its elements follow each other there.
    private readonly int[] _bufferOf;
    private readonly bool[] _isContiguous;
    private int[][]? _before;

    // What a step makes, while it is found.
    private readonly List<int> _made = [];
    private readonly List<int[]> _over = [];

    /// <summary>The tensors of a network.</summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public TensorGraph(Network network, MemoryOptions options, Samples samples)
    {
        _network = network;
        _options = options;
        _samples = samples;
        _format = options.ActivationFormatFor(network);
        _bufferOf = new int[network.Values.Count];
        _isContiguous = new bool[network.Values.Count];
        Steps = new MemoryStep[network.Layers.Count];
        for (int i = 0, place = 0; i < Steps.Length; i++)
        {
            Cancellation.ThrowIfCancellationRequested();
            try
            {
                Steps[i] = StepOf(i, ref place);
            }
            catch (OverflowException)
            {
                throw LayerErrors.Overflow(network.NameOf(network.Layers[i]), "number of bytes that it holds");
            }
        }

        foreach (Layer output in network.Outputs)
        {
            Buffers[_bufferOf[network.PlaceOf(output)]].IsOutput = true;
        }
    }

    /// <summary>The network.</summary>
    public Network Network => _network;

    /// <summary>The buffers.</summary>
    public List<TensorBuffer> Buffers { get; } = [];

    /// <summary>The layers in the order of the network.</summary>
    public MemoryStep[] Steps { get; }

    /// <summary>The layers of which it is unknown what they hold, or how large their outputs are.</summary>
    public IEnumerable<Layer> Uncounted => Steps
        .Where(step => step.Storage.IsUnknown || IsUnknown(step.Workspace) || IsUnknown(step.Scores) || Array.Exists(step.Made, buffer => IsUnknown(Buffers[buffer].Bytes)))
        .Select(step => step.Layer);

    /// <summary>The numbers of the input layers, whose outputs are there from the beginning.</summary>
    public int[] Inputs => [.. _network.Inputs.Select(_network.IndexOf)];

    /// <summary>For each layer the layers whose outputs it reads.</summary>
    public int[][] Before => _before ??= [.. _network.Layers.Select(layer => layer.Inputs.Select(_network.IndexOf).Distinct().ToArray())];

    /// <summary>The samples for which sizes are counted.</summary>
    public Samples Samples => _samples;

    /// <summary>Ends what is computed of it.</summary>
    public CancellationToken Cancellation => _options.Cancellation;

    /// <summary>The number of the buffer of a value.</summary>
    public int BufferOf(Layer value) => _bufferOf[_network.PlaceOf(value)];

    /// <summary>The number of the buffer of the value at a place.</summary>
    public int BufferAt(int place) => _bufferOf[place];

    /// <summary>The bytes of a tensor with some elements for one sample, or for the batch of a file.</summary>
    public Quantity BytesOf(Quantity elements, ElementType type, bool isOfBatch = false) =>
        FormatOf(type).BytesOf(isOfBatch ? elements.Bind(_samples.Names) : _samples.Of(elements));

    /// <summary>The bytes of a tensor that a layer holds besides; 0 where it is an output of the layer.</summary>
    public Quantity BytesOf(Layer layer, Held held) => _network.OutputOf(layer, held) is null ? BytesOf(held.Elements, held.Type, held.IsOfBatch) : 0;

    /// <summary>For each buffer that a layer makes, the one over which it is written, or −1.</summary>
    /// <param name="step">The layer.</param>
    /// <param name="left">For each buffer the number of layers that have yet to read it.</param>
    public int[] Overwritten(MemoryStep step, int[] left)
    {
        if (step.Made.Length == 0)
        {
            return [];
        }

        var over = new int[step.Made.Length];
        for (int i = 0; i < over.Length; i++)
        {
            over[i] = -1;
            foreach (int buffer in step.Over[i])
            {
                if (over[i] < 0 && left[buffer] == 1 && !Buffers[buffer].IsOutput && Array.IndexOf(over, buffer, 0, i) < 0)
                {
                    over[i] = buffer;
                }
            }
        }

        return over;
    }

    /// <summary>Records how many bytes a buffer has.</summary>
    public void Explain(int buffer, Working working)
    {
        Layer value = Buffers[buffer].Value;
        if (Buffers[buffer].Bytes == 0)
        {
            return;
        }

        Quantity elements = _samples.Of(value.OutputShape.ElementCount);
        Quantity bytes = FormatOf(value.OutputType).BytesOf(working.Let("e", elements, "elements of the output"), working);
        if (_options.Alignment > 1)
        {
            Quantity alignment = working.Let("a", _options.Alignment, "bytes of which sizes are multiples");
            bytes = Quantity.CeilingDivide(bytes, alignment) * alignment;
        }

        working.Record($"Output{(value.IsFurther ? $" {value.OutputIndex + 1}" : "")}, bytes", "out", bytes, Sources.Definition);
    }

    private bool IsUnknown(Quantity bytes) => !bytes.IsKnown && !bytes.UnknownNames.All(_network.OpenSizes.Contains);

    // Numbers take the format that is asked for; indices and truth values keep their own.
    private NumberFormat FormatOf(ElementType type) => type == ElementType.Undefined || (type.IsFloat() && _options.ActivationFormat is not null)
        ? _format
        : NumberFormat.Of(type) ?? _format;

    private MemoryStep StepOf(int index, ref int place)
    {
        Layer layer = _network.Layers[index];
        ReadOnlySpan<int> inputs = _network.InputsOf(place);
        int[] read = BuffersOf(inputs);
        foreach (int buffer in read)
        {
            Buffers[buffer].Readers++;
        }

        Storage storage = layer.Storage();
        _made.Clear();
        _over.Clear();
        do
        {
            Storage own = _network.Values[place].IsFurther ? _network.Values[place].Storage() : storage;
            Add(place, inputs, own);
            place++;
        }
        while (_network.HasFurther(place - 1));

        Quantity inner = Inner(layer);
        Quantity workspace = inner;
        Quantity scores = 0;
        if (storage.Held.Count > 0)
        {
            workspace += storage.Most(held => held.KeptInBlocks is null ? BytesOf(layer, held) : 0);
            scores = _options.IsAttentionBlocked ? 0 : storage.Most(held => BytesOf(layer, held)) + inner - workspace;
        }

        return new MemoryStep(layer, storage, [.. _made], read, [.. _over], workspace, scores);
    }

    // Each once.
    private int[] BuffersOf(ReadOnlySpan<int> values)
    {
        var buffers = new int[values.Length];
        int count = 0;
        foreach (int value in values)
        {
            if (Array.IndexOf(buffers, _bufferOf[value], 0, count) < 0)
            {
                buffers[count++] = _bufferOf[value];
            }
        }

        return count == buffers.Length ? buffers : buffers[..count];
    }

    /// <summary>The most that layers in the bodies of a layer take: they work while it does.</summary>
    public Quantity Inner(Layer layer)
    {
        Quantity most = 0;
        foreach (LayerBody body in layer.Bodies)
        {
            most = Quantity.Max(most, new MemoryPlan(new TensorGraph(body.Network, _options, _samples)).Peak.Total);
        }

        return most;
    }

    // Adds a value: a view of a buffer, or a buffer of its own.
    private void Add(int place, ReadOnlySpan<int> inputs, Storage storage)
    {
        Layer value = _network.Values[place];
        _isContiguous[place] = true;
        if (!storage.IsUnknown && storage.ViewOf >= 0 && !(_options.IsTraining && storage.IsViewInInferenceOnly) && (storage.Order != ViewOrder.Reshaped || _isContiguous[inputs[storage.ViewOf]]))
        {
            int source = inputs[storage.ViewOf];
            _bufferOf[place] = _bufferOf[source];
            _isContiguous[place] = _isContiguous[source] && storage.Order != ViewOrder.Strided;
            return;
        }

        // What is remembered is counted as cache, which training does not have.
        Quantity bytes = storage.IsState && !_options.IsTraining ? 0 : Aligned(BytesOf(value.OutputShape.ElementCount, value.OutputType));
        _bufferOf[place] = Buffers.Count;
        _made.Add(Buffers.Count);
        Buffers.Add(new TensorBuffer(value, bytes));
        _over.Add(storage.IsUnknown ? [] : Overwritable(storage, inputs, bytes));
    }

    // The buffers over which a value can be written.
    private int[] Overwritable(Storage storage, ReadOnlySpan<int> inputs, Quantity bytes)
    {
        int[] found = _options.Overwrites && storage.Overwrites.Count > 0 ? Overwritable(storage.Overwrites, inputs, buffer => buffer.Bytes == bytes) : [];
        return !_options.OverwritesByChannel || storage.OverwritesByChannel.Count == 0 ? found
            : [.. found.Union(Overwritable(storage.OverwritesByChannel, inputs, buffer => buffer.Bytes == bytes || (buffer.Bytes - bytes).LowerBound >= 0))];
    }

    // The buffers of inputs that can be written over: the layer reads no other view of them.
    private int[] Overwritable(IReadOnlyList<int> some, ReadOnlySpan<int> inputs, Func<TensorBuffer, bool> fits)
    {
        List<int> found = [];
        foreach (int input in some)
        {
            int buffer = _bufferOf[inputs[input]];
            bool isAlone = true;
            foreach (int other in inputs)
            {
                isAlone &= other == inputs[input] || _bufferOf[other] != buffer;
            }

            if (isAlone && fits(Buffers[buffer]))
            {
                found.Add(buffer);
            }
        }

        return [.. found];
    }

    private Quantity Aligned(Quantity bytes) => _options.Alignment == 1 ? bytes : Quantity.CeilingDivide(bytes, _options.Alignment) * _options.Alignment;
}
