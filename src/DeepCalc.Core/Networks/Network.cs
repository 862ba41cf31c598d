namespace DeepCalc;

/// <summary>
/// The layers that one or more outputs are computed from: each once, in an order in which every layer comes after
/// its inputs, each with a name.
/// </summary>
public sealed class Network
{
    private readonly Layer[] _layers;
    private readonly Topology _topology;
    private string[]? _names;
    private string? _name;
    private Layer[]? _inputs;
    private readonly Lazy<SharedWeights?> _shared;

    /// <summary>The network that ends in these outputs.</summary>
    public Network(params ReadOnlySpan<Layer> outputs)
    {
        if (outputs.IsEmpty)
        {
            throw new ArgumentException("A network has at least one output.", nameof(outputs));
        }

        Layer[] ends = outputs is [{ Definition: OutputSet } set] ? [.. set.Inputs] : outputs.ToArray();
        Outputs = ends;
        _topology = Topology.Walk(ends);
        _layers = _topology.Layers;
        _shared = new(() => SharedWeights.Of(_layers));
    }

    private Network(Layer[] outputs, Topology topology)
    {
        Outputs = outputs;
        _topology = topology;
        _layers = topology.Layers;
        _shared = new(() => SharedWeights.Of(_layers));
    }

    /// <summary>The layers whose outputs are the network's.</summary>
    public IReadOnlyList<Layer> Outputs { get; }

    /// <summary>The last output.</summary>
    public Layer Output => Outputs[^1];

    /// <summary>All layers in order, with the implicit input of a network that nobody gave one.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>The input layers.</summary>
    public IReadOnlyList<Layer> Inputs => _inputs ??= Array.FindAll(_layers, static layer => layer.Definition is Input);

    /// <summary>The name of a network that nobody gave one.</summary>
    public const string DefaultName = "network";

    /// <summary>The name: as given with the input layer, or that of its file, or else <see cref="DefaultName"/>.</summary>
    public string Name => _name ??= FindName();

    // As the subject of an error.
    private string Title => Name == DefaultName ? "the network" : $"the network {Name}";

    /// <summary>Stands for the network in rows, which do not keep it alive.</summary>
    internal object Token { get; } = new();

    internal ReadOnlySpan<Layer> LayerSpan => _layers;

    /// <summary>Which layers hold the weights that others share; null where none does.</summary>
    internal SharedWeights? SharedWeights => _shared.Value;

    /// <summary>The name of a layer: its own, or one made as Keras does (<c>conv2d</c>, <c>conv2d_1</c>).</summary>
    /// <exception cref="DeepCalcException">Two layers were given the same name.</exception>
    public string NameOf(Layer layer) => NameAt(IndexOf(layer));

    /// <summary>The place of a layer in <see cref="Layers"/>.</summary>
    public int IndexOf(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return _topology.IndexOf(layer) is >= 0 and var index
            ? index
            : throw new ArgumentException("The layer is not part of the network.", nameof(layer));
    }

    /// <summary>The places of a layer's inputs.</summary>
    internal ReadOnlySpan<int> InputsOf(int index) => _topology.InputsOf(index);

    /// <summary>The layer of that name, in any case.</summary>
    /// <exception cref="DeepCalcException">There is none.</exception>
    public Layer Find(string name)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            if (!_layers[i].IsImplicit && string.Equals(NameAt(i), name, StringComparison.OrdinalIgnoreCase))
            {
                return _layers[i];
            }
        }

        throw new DeepCalcException(
            ErrorCode.LayerNotFound,
            $"{Title} has no layer named '{name}'. {LayerNaming.Near(name, _layers.Where(layer => !layer.IsImplicit).Select(NameOf))}");
    }

    /// <summary>The same network on an input of another shape; every shape is computed anew.</summary>
    /// <exception cref="DeepCalcException">A layer cannot take what then comes in, or there is more than one input.</exception>
    public Network WithInput(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        IReadOnlyList<Layer> inputs = Inputs;
        if (inputs.Count == 0)
        {
            throw new DeepCalcException(
                ErrorCode.LayerUnknown, $"{Title} has no input that could be given a shape: a file of weights does not tell how its tensors are connected.");
        }

        if (inputs.Count != 1)
        {
            throw new DeepCalcException(
                ErrorCode.AmbiguousInput,
                $"{Title} has {inputs.Count} inputs ({LayerNaming.Few(inputs.Select(NameOf))}), so one input shape does not say enough; give each its shape with {(inputs.Any(input => input.OutputShape is FileTensor) ? "-Size of Import-Network, by the names of its sizes" : "New-InputLayer")}.");
        }

        if (inputs[0].Definition is Input { Shape: FileTensor tensor })
        {
            shape = InputOfFile(tensor, shape);
            if (shape.Equals(tensor))
            {
                return this;
            }
        }
        else if (inputs[0].Definition is Input { FixesShapeRank: true, Shape: var own } && own.Rank != shape.Rank)
        {
            throw new DeepCalcException(
                ErrorCode.RankMismatch,
                $"the input of {Title} has {own.Rank} axes ({own}), {shape} has {shape.Rank}: give a size for each axis, the channels included and the batch not. A layer that begins a network has two spatial axes unless its -Rank says otherwise.");
        }

        var rebound = new Layer[_layers.Length];
        for (int i = 0; i < _layers.Length; i++)
        {
            rebound[i] = Rebind(i, shape, rebound);
        }

        var outputs = new Layer[Outputs.Count];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = rebound[IndexOf(Outputs[i])];
        }

        return new Network(outputs, _topology.Of(rebound));
    }

    /// <summary>The layout of the network's first input; channels last where there is none.</summary>
    public Layout Layout => Inputs.Count > 0 ? Inputs[0].OutputShape.Layout : Layout.ChannelsLast;

    /// <summary>The layers whose elements are seen: the one given, or else the inputs.</summary>
    /// <exception cref="DeepCalcException">There is none that could be seen.</exception>
    internal IReadOnlyList<Layer> SeenFrom(Layer? layer) =>
        layer is not null ? [layer]
        : Inputs.Count > 0 ? Inputs
        : throw new DeepCalcException(
            ErrorCode.LayerUnknown, $"{Title} has no input, so nothing is seen: a file of weights does not tell how its tensors are connected.");

    // A file's input has its batch axis; a shape without one leaves that as it is.
    private FileTensor InputOfFile(FileTensor own, TensorShape shape)
    {
        if (shape.Sizes.Any(size => size is { IsKnown: true, Value: < 0 }))
        {
            throw new DeepCalcException(ErrorCode.InvalidSize, $"no size of an input shape can be negative; given {shape}.");
        }

        bool addsBatch = own.HasBatch && shape.Rank == own.Rank - 1;
        return addsBatch || !own.IsRanked || shape.Rank == own.Rank
            ? new FileTensor(own.Type, addsBatch ? [own[0], .. shape] : [.. shape])
            : throw new DeepCalcException(
                ErrorCode.RankMismatch,
                $"the input of {Title} has {own.Rank} axes ({own}), {shape} has {shape.Rank}: give a size for each axis{(own.HasBatch ? ", the batch axis in front; or all but the batch axis, which then stays as it is" : "")}.");
    }

    internal static string NextName(string kind, ReadOnlySpan<Layer> inputs) => inputs.IsEmpty
        ? LayerNaming.SnakeCase(kind)
        : LayerNaming.Next(kind, new Network(inputs)._layers);

    internal string NameAt(int index) => (_names ??= LayerNaming.Assign(_layers))[index];

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
        LayerNaming.RequireUnique(_layers);
        return DefaultName;
    }

    private Layer Rebind(int index, TensorShape shape, Layer[] rebound)
    {
        Layer layer = _layers[index];
        if (layer.Definition is Input input)
        {
            return new Layer(input with { Shape = shape, IsImplicit = false }, layer.Name);
        }

        ReadOnlySpan<int> places = InputsOf(index);
        var inputs = new Layer[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            inputs[i] = rebound[places[i]];
        }

        return layer.Rebind(inputs, this, index);
    }
}
