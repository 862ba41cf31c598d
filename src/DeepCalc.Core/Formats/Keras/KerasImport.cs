using System.Text.Json;

namespace DeepCalc;

/// <summary>What the layers of one file have in common while they are made.</summary>
/// <param name="options">What is to be made of the file.</param>
/// <param name="networkName">The network's name.</param>
/// <param name="layout">Where the channels stand.</param>
/// <param name="size">The bytes of the description.</param>
internal sealed class KerasImport(ImportOptions options, string networkName, Layout layout, long size)
{
    // A model in a model can be called any number of times, and so can one in that, so that a small file can stand for very many layers.
    private const long FreeLayers = 20_000;
    private const long BytesOfLayer = 20;

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Layer> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Layer> _holders = [];
    private readonly Dictionary<string, int> _again = new(StringComparer.OrdinalIgnoreCase);
    private long _layers;

    /// <summary>Where the layers of the file that have windows want the channels.</summary>
    public Layout Layout => layout;

    /// <summary>Whether the file has one input, whose axes then need no name of a layer.</summary>
    public bool HasOneInput { get; set; }

    /// <summary>The names of all layers so far.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The layer of that name, or null.</summary>
    public Layer? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Puts an output under the name of its layer, as Keras knows it.</summary>
    public void Register(string name, Layer output) => _byName[name] = output;

    /// <summary>Connects a layer; one that was called before, under the same key, shares its weights.</summary>
    public Layer Connect(LayerDefinition definition, string name, string key, bool isFrozen, params ReadOnlySpan<Layer> inputs)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        long most = FreeLayers + (size / BytesOfLayer);
        if (++_layers > most)
        {
            throw new DeepCalcException(ErrorCode.FileTooLarge, $"the file stands for more than {most} layers, counting those of models that are called several times.");
        }

        // A frozen layer is another object, which is the one that others must share their weights with.
        var layer = new Layer(definition, Unique(name), inputs);
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

    /// <summary>A layer of which nothing more is known; an error if that was not to be passed over.</summary>
    public LayerDefinition Unknown(string name, string className, TensorShape? declared, bool holdsWeights)
    {
        RequireKnown(name, $"{className} is not a layer that DeepCalc knows, and its code is not run");
        return new UnknownLayer(className, declared, holdsWeights);
    }

    /// <summary>An error if what is not known was not to be passed over.</summary>
    public void RequireKnown(string name, string why)
    {
        if (options.IsStrict)
        {
            throw new DeepCalcException(name, new DeepCalcException(ErrorCode.LayerUnknown, $"{why}; without -Strict it is taken as unknown."));
        }
    }

    /// <summary>An input of the network; its shape has the batch axis in front.</summary>
    public Layer Input(string name, JsonElement shape, bool isImplicit = false)
    {
        TensorShape sizes = Shape(shape, axis => HasOneInput ? null : $"{name}_{axis}")
            ?? throw new DeepCalcException(
                name, new DeepCalcException(ErrorCode.InvalidSetting, $"its shape is {KerasSettings.Cut(shape.GetRawText())}; it must be a list of at most {KerasSettings.MostAxes} sizes, null for one that is not known, the batch first."));
        return Input(name, WithGiven(sizes), isImplicit);
    }

    /// <summary>An input of the network.</summary>
    public Layer Input(string name, TensorShape shape, bool isImplicit = false)
    {
        // A number for each sample has no axis; composed networks have none such.
        TensorShape given = shape.Rank == 0 ? new FileTensor(ElementType.Undefined) : shape;
        return Connect(new Input(given, networkName, isImplicit, Framework: Framework.Keras), name, name, false);
    }

    /// <summary>A shape of the file without the batch axis, or null where it is none; sizes that are not known get names.</summary>
    /// <param name="json">The list.</param>
    /// <param name="nameOf">The name for an axis, or null for the usual one.</param>
    public TensorShape? Shape(JsonElement json, Func<int, string?> nameOf)
    {
        json = KerasSettings.Unwrapped(json);
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is 0 or > KerasSettings.MostAxes)
        {
            return null;
        }

        var sizes = new Quantity[json.GetArrayLength() - 1];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            JsonElement size = json[axis + 1];
            if (size.ValueKind == JsonValueKind.Null)
            {
                sizes[axis] = Quantity.Unknown(nameOf(axis) ?? UsualName(axis, sizes.Length));
            }
            else if (KerasSettings.Whole(size) is { } known)
            {
                sizes[axis] = known;
            }
            else
            {
                return null;
            }
        }

        return new TensorShape(layout, sizes);
    }

    /// <summary>A shape of the file with the sizes that were given for its names: those of inputs, and of what nothing else tells. Of no other is asked.</summary>
    public TensorShape WithGiven(TensorShape shape) =>
        shape.All(size => size.IsKnown) ? shape : new TensorShape(shape.Layout, [.. shape.Select(size => size.IsKnown ? size : Size(size.UnknownNames.Single()))]);

    /// <summary>The size that was given for a name, or an unknown one.</summary>
    public Quantity Size(string name) => options.Sizes.TryGetValue(name, out long given) ? given : Quantity.Unknown(name);

    // H and W of an image, T of a sequence, C of the channels.
    private string UsualName(int axis, int rank)
    {
        int channel = layout == Layout.ChannelsLast ? rank - 1 : 0;
        int spatial = layout == Layout.ChannelsLast ? axis : axis - 1;
        string names = rank switch { 2 => "T", 3 => "HW", 4 => "DHW", _ => "" };
        return axis == channel ? "C" : spatial < names.Length ? names[spatial].ToString() : $"n{axis}";
    }

    // Keras tells names of other cases apart, networks do not.
    private string Unique(string name)
    {
        string unique = name;
        while (!_names.Add(unique))
        {
            _again[name] = _again.GetValueOrDefault(name, 1) + 1;
            unique = $"{name}_{_again[name]}";
        }

        return unique;
    }
}
