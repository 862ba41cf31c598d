namespace DeepCalc.Formats.Keras;

/// <summary>The state that the layers of one file share while they are built.</summary>
/// <param name="options">The import options.</param>
/// <param name="networkName">The network's name.</param>
/// <param name="layout">The position of the channels.</param>
/// <param name="size">The length of the description in bytes.</param>
/// <param name="stored">The tensors that the file lists, or null.</param>
internal sealed class KerasImport(ImportOptions options, string networkName, Layout layout, long size, StoredWeights? stored)
{
    // Nested models can be called many times at each level, so a small file can expand to a huge number of layers.
    private const long FreeLayers = 20_000;
    private const long BytesOfLayer = 20;

    // Keras names are case-sensitive; names in a network are not.
    private readonly UniqueNames _names = new(StringComparer.OrdinalIgnoreCase, first: 2);
    private readonly Dictionary<string, Layer> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Layer> _holders = [];
    private long _layers;

    /// <summary>The position of the channels in the file's layers with windows.</summary>
    public Layout Layout => layout;

    /// <summary>Whether the file has one input, so that open sizes need no input name.</summary>
    public bool HasOneInput { get; set; }

    /// <summary>Whether the file is older than Keras 3, which names the module of every class.</summary>
    public bool IsBeforeKeras3 { get; init; }

    /// <summary>The names of all layers built so far.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    public Layer? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Records an output under the Keras name of its layer.</summary>
    public void Register(string name, Layer output) => _byName[name] = output;

    /// <summary>Adds a layer. Later calls with the same key share the weights of the first.</summary>
    public Layer Connect(LayerDefinition definition, string name, string key, bool isFrozen, params ReadOnlySpan<Layer> inputs)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        long most = FreeLayers + (size / BytesOfLayer);
        FileFault.Unless(
            ++_layers <= most,
            ErrorCode.FileTooLarge, $"the file expands to more than {most} layers, the most that is read; each call of a nested model counts again.");

        // Freezing makes a new object, and others must share weights with that one.
        var layer = new Layer(definition, _names.Of(name), inputs) { FilePlace = (int)_layers };
        layer = isFrozen ? layer.Frozen() : layer;
        if (_holders.TryGetValue(key, out Layer? holder))
        {
            layer = layer.Weights().Count > 0 && holder.Weights().Count > 0 ? layer.TiedTo(holder) : layer;
        }
        else
        {
            _holders.Add(key, layer);
        }

        _byName.TryAdd(name, layer);
        return layer;
    }

    public Layer Output(Layer layer, int index, string name)
    {
        Layer output = layer.Output(index, _names.Of(name));
        _byName.TryAdd(name, output);
        return output;
    }

    /// <summary>The definition of an unknown layer; an error if the import is strict.</summary>
    public UnknownLayer Unknown(string name, string className, TensorShape? declared, bool holdsWeights)
    {
        RequireKnown(name, $"{className} is an unknown layer, and DeepCalc runs no code");
        return new UnknownLayer(className, declared, holdsWeights);
    }

    /// <summary>Throws an error for something unknown if the import is strict.</summary>
    public void RequireKnown(string name, string why)
    {
        if (options.IsStrict)
        {
            throw new DeepCalcException(name, new DeepCalcException(ErrorCode.LayerUnknown, $"{why}; without -Strict, it is imported as unknown."));
        }
    }

    /// <summary>An input of the network, from a shape with the batch axis first, and from the settings of its layer.</summary>
    public Layer Input(string name, JsonElement shape, JsonElement settings = default)
    {
        TensorShape sizes = Shape(shape, axis => HasOneInput ? null : $"{name}_{axis}")
            ?? throw new DeepCalcException(
                name, new DeepCalcException(ErrorCode.InvalidSetting, $"its shape is {Quoted.Cut(shape.GetRawText())}; it must be a list of at most {KerasSettings.MostAxes} sizes, the batch first, with null for an open size."));
        return Input(name, WithGiven(sizes), type: KerasSettings.Type(KerasSettings.Property(settings, "dtype")) ?? ElementType.Undefined);
    }

    public Layer Input(string name, TensorShape shape, bool isImplicit = false, ElementType type = ElementType.Undefined)
    {
        // A scalar for each sample has no axis; composed networks have no such shape.
        TensorShape given = shape.Rank == 0 ? new FileTensor(ElementType.Undefined) : shape;
        return Connect(new Input(given, networkName, isImplicit, Framework: Framework.Keras) { Type = type }, name, name, false);
    }

    /// <summary>A shape from the file without the batch axis, or null if it is not a shape. Open sizes get names.</summary>
    /// <param name="json">The list.</param>
    /// <param name="nameOf">The name for an axis, or null for the default such as H.</param>
    public TensorShape? Shape(JsonElement json, Func<int, string?> nameOf) =>
        KerasSettings.Unwrapped(json) is { ValueKind: JsonValueKind.Array } list
        && list.GetArrayLength() is > 0 and <= KerasSettings.MostAxes
            ? Shape([.. list.EnumerateArray().Skip(1)], nameOf)
            : null;

    /// <summary>As the other method, from sizes without the batch axis; null stands for an open one.</summary>
    public TensorShape? Shape(JsonElement?[] sizes, Func<int, string?> nameOf)
    {
        Quantity?[] all = [.. sizes.Select((size, axis) => size is not { ValueKind: not JsonValueKind.Null } known
            ? Quantity.Unknown(nameOf(axis) ?? UsualName(axis, sizes.Length))
            : KerasSettings.Whole(known) is { } whole ? whole : (Quantity?)null)];
        return Array.TrueForAll(all, size => size is not null) ? new TensorShape(layout, [.. all.Select(size => size!.Value)]) : null;
    }

    /// <summary>
    /// A shape from the file with <c>-Size</c> applied. Only inputs and layers whose shape cannot be computed use this, so that
    /// <c>-Size</c> is not asked for other names.
    /// </summary>
    public TensorShape WithGiven(TensorShape shape) =>
        shape.Sizes.All(size => size.IsKnown) ? shape : new TensorShape(shape.Layout, [.. shape.Sizes.Select(size => size.IsKnown ? size : Size(size.UnknownNames.Single()))]);

    /// <summary>The shape that is given for the output of an unknown layer, or null.</summary>
    public TensorShape? Given(string name) =>
        options.Shapes.TryGetValue(name, out TensorShape? given) ? WithGiven(new TensorShape(layout, [.. given.Sizes])) : null;

    /// <summary>The tensors that the file stores for a layer; null where it says nothing of stored tensors.</summary>
    public IReadOnlyList<Weight>? StoredOf(string layer) => stored?.Of(layer);

    /// <summary>The size given for a name, or an unknown size.</summary>
    public Quantity Size(string name) => options.Sizes.TryGetValue(name, out long given) ? given : Quantity.Unknown(name);

    // H and W of an image, T of a sequence, C of the channels.
    private string UsualName(int axis, int rank)
    {
        int channel = layout == Layout.ChannelsLast ? rank - 1 : 0;
        int spatial = layout == Layout.ChannelsLast ? axis : axis - 1;
        string names = rank switch { 2 => "T", 3 => "HW", 4 => "DHW", _ => "" };
        return axis == channel ? "C" : spatial < names.Length ? names[spatial].ToString() : $"n{axis}";
    }
}
