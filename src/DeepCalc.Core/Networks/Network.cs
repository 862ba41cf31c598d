namespace DeepCalc;

/// <summary>
/// All layers from which one or more outputs are computed: each once, in an order in which every layer comes after
/// its inputs, each with a unique name.
/// </summary>
public sealed partial class Network
{
    private readonly Layer[] _layers;
    private readonly Topology _topology;
    private string[]? _names;
    private string? _name;
    private Layer[]? _inputs;
    private readonly Lazy<SharedWeights?> _shared;
    private Consumers? _consumers;
    private SortedSet<string>? _openSizes;

    /// <summary>The network that ends in these outputs.</summary>
    public Network(params ReadOnlySpan<Layer> outputs)
        : this(outputs is [{ Definition: OutputSet } set] ? [.. set.Inputs] : outputs.ToArray(), null)
    {
    }

    /// <summary>The network that ends in this output, for callers that cannot make a span.</summary>
    public Network(Layer output)
        : this([output ?? throw new ArgumentNullException(nameof(output))])
    {
    }

    private Network(Layer[] outputs, Topology? topology)
    {
        if (outputs.Length == 0)
        {
            throw new ArgumentException("A network has at least one output.", nameof(outputs));
        }

        Outputs = outputs;
        _topology = topology ?? Topology.Of(outputs);
        _layers = _topology.Layers;
        _shared = new(() => SharedWeights.Of(_layers));
    }

    /// <summary>The layers whose outputs are the network's.</summary>
    public IReadOnlyList<Layer> Outputs { get; }

    /// <summary>The last output.</summary>
    public Layer Output => Outputs[^1];

    /// <summary>All layers in order, with the implicit input of a network without an input layer.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>
    /// The values that flow in the network: the output of each layer and, right behind it, the further outputs that are used. Where no
    /// layer has several outputs, they are the layers.
    /// </summary>
    public IReadOnlyList<Layer> Values => _topology.Values;

    /// <summary>The input layers, those of a file in the order in which the file lists them.</summary>
    public IReadOnlyList<Layer> Inputs => _inputs ??= _topology.Inputs;

    /// <summary>The name of a network without a given name.</summary>
    public const string DefaultName = "network";

    /// <summary>The name from its input layer or its file; otherwise <see cref="DefaultName"/>.</summary>
    public string Name => _name ??= FindName();

    // As the subject of an error.
    private string Title => Name == DefaultName ? "the network" : $"the network {Name}";

    /// <summary>The identity of the network in rows, which do not keep the network alive.</summary>
    internal object Token { get; } = new();

    internal ReadOnlySpan<Layer> LayerSpan => _layers;

    internal ReadOnlySpan<Layer> ValueSpan => _topology.Values;

    /// <summary>The layers that hold shared weights; null where no weights are shared.</summary>
    internal SharedWeights? SharedWeights => _shared.Value;

    /// <summary>
    /// The name of a layer: its given name, or one made in the manner of Keras (<c>conv2d</c>, <c>conv2d_1</c>). A further output
    /// without a name has the name of its layer and its number: <c>lstm:1</c>.
    /// </summary>
    /// <exception cref="DeepCalcException">Two layers were given the same name.</exception>
    public string NameOf(Layer layer) => NameAt(PlaceOf(layer));

    /// <summary>The place of a layer in <see cref="Layers"/>.</summary>
    public int IndexOf(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return _topology.LayerAt(PlaceOf(layer.OutputOf));
    }

    /// <summary>The layers that read a value, in order, each once. The work of finding them is done once for the network.</summary>
    public IReadOnlyList<Layer> ConsumersOf(Layer value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Array.ConvertAll(ConsumersAt(PlaceOf(value)).ToArray(), index => _layers[index]);
    }

    /// <summary>The indices in <see cref="Layers"/> of those that read a value.</summary>
    internal ReadOnlySpan<int> ConsumersAt(int place) => (_consumers ??= new Consumers(_topology)).Of(place);

    /// <summary>Whether a value is an output of the network.</summary>
    public bool IsOutput(Layer value) => Outputs.Any(output => PlaceOf(output) == PlaceOf(value));

    /// <summary>The place of a value in <see cref="Values"/>.</summary>
    internal int PlaceOf(Layer value) => _topology.PlaceOf(value) is >= 0 and var place
        ? place
        : throw new ArgumentException("The layer is not part of the network.", nameof(value));

    /// <summary>The output of a layer, and its further outputs that are used.</summary>
    internal IEnumerable<Layer> ValuesOf(Layer layer)
    {
        int place = PlaceOf(layer.OutputOf);
        do
        {
            yield return Values[place];
            place++;
        }
        while (HasFurther(place - 1));
    }

    /// <summary>The further output that a tensor is which a layer holds, where this output is used; otherwise null.</summary>
    internal Layer? OutputOf(Layer layer, Held held) => held.Output == 0 ? null : ValuesOf(layer).FirstOrDefault(value => value.IsFurther && value.OutputIndex == held.Output);

    /// <summary>Whether further outputs of the layer at a place are used.</summary>
    internal bool HasFurther(int place) => place + 1 < ValueSpan.Length && ValueSpan[place + 1].IsFurther;

    /// <summary>The places of the values that feed the layer of a value.</summary>
    internal ReadOnlySpan<int> InputsOf(int place) => _topology.InputsOf(place);

    /// <summary>The name of a value by its layer: <c>split:1</c> is the output 1 of the layer split.</summary>
    internal string PlaceNameOf(Layer value) => value.IsFurther ? FormattableString.Invariant($"{NameOf(value.OutputOf)}:{value.OutputIndex}") : NameOf(value);

    /// <summary>The layer, or the further output of one, with this name, or with this layer and number; upper and lower case are equal.</summary>
    /// <exception cref="DeepCalcException">No layer has this name.</exception>
    public Layer Find(string name)
    {
        return Values.FirstOrDefault(value => !value.IsImplicit && IsNamed(NameOf(value)))
            ?? Values.FirstOrDefault(value => value.IsFurther && IsNamed(PlaceNameOf(value)))
            ?? throw new DeepCalcException(
                ErrorCode.LayerNotFound,
                $"{Title} has no layer named '{name}'. {LayerNaming.Near(name, Values.Where(layer => !layer.IsImplicit).Select(NameOf))}");

        bool IsNamed(string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The same network on an input of another shape; every shape is computed anew.</summary>
    /// <exception cref="DeepCalcException">A layer cannot take its new input, or the network has more than one input.</exception>
    public Network WithInput(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        IReadOnlyList<Layer> inputs = Inputs;
        DeepCalcException.ThrowIf(
            inputs.Count == 0, ErrorCode.LayerUnknown,
            $"{Title} has no input to give a shape to: a file of weights does not hold the connections of its tensors.");
        DeepCalcException.ThrowIf(
            inputs.Count != 1, ErrorCode.AmbiguousInput,
            $"{Title} has {inputs.Count} inputs ({LayerNaming.Few(inputs.Select(NameOf))}), so one input shape is not enough; each input needs its own shape.");

        if (inputs[0].Definition is Input { Shape: FileTensor tensor })
        {
            shape = InputOfFile(inputs[0], tensor, shape);
            if (shape.Equals(tensor))
            {
                return this;
            }
        }
        else if (inputs[0].Definition is Input { FixesShapeRank: true, Shape: var own } && own.Rank != shape.Rank)
        {
            throw new DeepCalcException(
                ErrorCode.RankMismatch,
                $"the input of {Title} has {own.Rank} axes ({own}), but {shape} has {shape.Rank}: give a size for each axis, with the channels and without the batch. A layer that begins a network has two spatial axes unless its rank is given.");
        }

        return Rebound(_ => shape);
    }

    /// <summary>The same network with numbers in place of open sizes of its inputs; every shape is computed anew.</summary>
    /// <param name="sizes">A number for each name; names that no input has are ignored.</param>
    /// <exception cref="DeepCalcException">A layer cannot take its new input.</exception>
    public Network WithSizes(IReadOnlyDictionary<string, long> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return OpenSizes.Any(sizes.ContainsKey) ? Rebound(input => input.OutputShape.Bind(sizes)) : this;
    }

    /// <summary>The names of the sizes that its inputs leave open, in alphabetical order.</summary>
    public IReadOnlyCollection<string> OpenSizes => _openSizes ??= new SortedSet<string>(
        Inputs.SelectMany(input => input.OutputShape.Sizes).SelectMany(size => size.UnknownNames), StringComparer.Ordinal);

    /// <summary>
    /// The name of the open length of its sequence: of the positions that its layers remember, or else of the first axis of an input without a
    /// batch axis; null where neither is open.
    /// </summary>
    public string? SequenceSize =>
        Layers.SelectMany(layer => layer.States()).Select(state => state.Positions?.Name).FirstOrDefault(name => name is not null && OpenSizes.Contains(name))
        ?? Inputs.Where(input => input.OutputShape is not FileTensor && input.OutputShape is { Rank: 1 or 2 }).Select(input => input.OutputShape[0].Name).FirstOrDefault(name => name is not null);

    /// <summary>Its own floating-point type: that of its weights and of the results of its layers; Undefined where nothing says it.</summary>
    public ElementType NumberType => Inputs.Select(input => input.Definition).OfType<Input>().FirstOrDefault(input => input.NetworkType != ElementType.Undefined)?.NetworkType ?? ElementType.Undefined;

    private Network Rebound(Func<Layer, TensorShape> shapeOf)
    {
        var rebound = new Layer[Values.Count];
        for (int i = 0; i < rebound.Length; i++)
        {
            rebound[i] = Rebind(i, shapeOf, rebound);
        }

        return new Network([.. Outputs.Select(output => rebound[PlaceOf(output)])], _topology.With(rebound)) { Past = Past };
    }

    /// <summary>The layout of the network's first input; channels last where there is none.</summary>
    public Layout Layout => Inputs.Count > 0 ? Inputs[0].OutputShape.Layout : Layout.ChannelsLast;

    /// <summary>The layers on which receptive fields lie: the given layer, or else the inputs.</summary>
    /// <exception cref="DeepCalcException">The network has no input.</exception>
    internal IReadOnlyList<Layer> SeenFrom(Layer? layer) =>
        layer is not null ? [layer]
        : Inputs.Count > 0 ? Inputs
        : throw new DeepCalcException(
            ErrorCode.LayerUnknown, $"{Title} has no input, so there is no receptive field: a file of weights does not hold the connections of its tensors.");

    // The input of a file can have a batch axis; a shape without one keeps it.
    private FileTensor InputOfFile(Layer input, FileTensor own, TensorShape shape)
    {
        DeepCalcException.ThrowIf(
            shape.Sizes.Any(size => size is { IsKnown: true, Value: < 0 }), ErrorCode.InvalidSize,
            $"no size of an input shape can be negative; given {shape}.");

        bool hasBatch = own.Rank > 1 && shape.Rank != own.Rank && SampleWalk.Of(this).KeepsApart(input);
        bool addsBatch = hasBatch && shape.Rank == own.Rank - 1;
        return addsBatch || !own.IsRanked || shape.Rank == own.Rank
            ? new FileTensor(own.Type, addsBatch ? [own[0], .. shape] : [.. shape])
            : throw new DeepCalcException(
                ErrorCode.RankMismatch,
                $"the input of {Title} has {own.Rank} axes ({own}), but {shape} has {shape.Rank}: give a size for each axis{(hasBatch ? ", with the batch axis in front, or without the batch axis, which then keeps its size" : "")}.");
    }

    internal static string NextName(string kind, ReadOnlySpan<Layer> inputs) => inputs.IsEmpty
        ? LayerNaming.SnakeCase(kind)
        : LayerNaming.Next(kind, new Network(inputs).ValueSpan);

    /// <summary>The name of a value.</summary>
    internal string NameAt(int place) => (_names ??= LayerNaming.Assign(ValueSpan))[place];

    private string FindName()
    {
        foreach (Layer layer in _layers)
        {
            if ((layer.Definition is Input input ? input.NetworkName : (layer.Definition as TensorSet)?.NetworkName) is { } name)
            {
                return name;
            }
        }

        // Nobody names the layers for it, but no name may have been given twice.
        LayerNaming.RequireUnique(ValueSpan);
        return DefaultName;
    }

    private Layer Rebind(int place, Func<Layer, TensorShape> shapeOf, Layer[] rebound)
    {
        Layer layer = Values[place];
        if (layer.IsFurther)
        {
            return rebound[PlaceOf(layer.OutputOf)].Output(layer.OutputIndex, layer.Name);
        }

        if (layer.Definition is Input input)
        {
            return new Layer(input with { Shape = shapeOf(layer), IsImplicit = false }, layer.Name);
        }

        ReadOnlySpan<int> places = InputsOf(place);
        var inputs = new Layer[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            inputs[i] = rebound[places[i]];
        }

        return layer.Rebind(inputs, this, place);
    }
}
