namespace DeepCalc.Formats.HuggingFace;

/// <summary>The settings of a config.json; errors name the setting.</summary>
internal sealed class ModelConfig
{
    /// <summary>A limit above the layers of any known network, so that a number in a file cannot exhaust memory.</summary>
    public const long MostLayers = 1_024;

    /// <summary>The largest size that is accepted, so that products of sizes stay in range.</summary>
    public const long MostSize = 1L << 40;

    // Of PyTorch.
    private const double UsualEpsilon = 1e-5;

    private const string Local = "sliding_attention";
    private const string Full = "full_attention";

    // Settings of the whole network that hold for a nested one without its own.
    private static readonly string[] Inherited = ["tie_word_embeddings", "dtype", "torch_dtype", "quantization_config"];

    private readonly Dictionary<string, JsonElement> _settings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<ModelConfig> _inner = [];
    private readonly Dictionary<string, string[]> _kinds = new(StringComparer.Ordinal);

    public ModelConfig(JsonElement root, ModelConfig? outer = null, string? modelType = null)
    {
        foreach (JsonProperty setting in root.EnumerateObject())
        {
            _settings[setting.Name] = setting.Value;
        }

        foreach (string key in outer is null ? [] : Inherited)
        {
            if (Find(key) is null && outer!.Find(key) is { } value)
            {
                _settings[key] = value;
            }
        }

        ModelType = Text("model_type") ?? modelType ?? throw new DeepCalcException(
            ErrorCode.FormatUnknown, $"the file has no model_type, which names the family of the network; supported are {ModelFamily.Names}.");
    }

    public string ModelType { get; }

    /// <summary>The sizes of the settings of a nested network that a file may omit; none for the settings of the file.</summary>
    public IReadOnlyDictionary<string, long> UsualSizes { get; set; } = new Dictionary<string, long>();

    /// <summary>The class of the network, such as <c>LlamaForCausalLM</c>: the first of a list, or null.</summary>
    public string? Architecture => Find("architectures") is not { } list ? null
        : list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 0 ? null
        : list.ValueKind == JsonValueKind.Array && list[0].ValueKind == JsonValueKind.String ? list[0].GetString()
        : throw Invalid("architectures", list, "a list of class names");

    /// <summary>The number of classes of a head: the names in id2label, else num_labels, else 2.</summary>
    public long Labels => Find("id2label") is { ValueKind: JsonValueKind.Object } labels && labels.EnumerateObject().Any()
        ? labels.EnumerateObject().Count()
        : OptionalSize("num_labels") ?? 2;

    /// <summary>Whether the file has a setting other than null.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether the file has a setting, including null.</summary>
    public bool HasKey(string key)
    {
        _read.Add(key);
        return _settings.ContainsKey(key);
    }

    /// <summary>The first of several names of one setting that the file has, or else the first.</summary>
    public string Named(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (Has(key))
            {
                return key;
            }
        }

        return keys[0];
    }

    /// <summary>The settings that were read or ignored so far.</summary>
    public IReadOnlySet<string> ReadSettings => _read;

    /// <summary>Says that the family's class does not read settings, so that whatever they are changes nothing.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            _read.Add(key);
        }
    }

    /// <summary>Says that the network of these settings is not built.</summary>
    public void IgnoreAll() => _read.UnionWith(_settings.Keys);

    /// <summary>An error for a setting that changes networks, in this file or in nested settings that were read, but was not read itself.</summary>
    /// <exception cref="DeepCalcException">There is one.</exception>
    public void RequireAllRead()
    {
        foreach ((string key, JsonElement value) in _settings)
        {
            if (!_read.Contains(key) && StructuralSettings.Changes(key, value) && !IsUsual(key, value))
            {
                throw new DeepCalcException(
                    ErrorCode.LayerUnknown,
                    $"{key} is {Quoted.Cut(value.GetRawText())}, which changes the network, but is not read for the family {ModelType}. If the network was made without it, remove it from the file; otherwise the network is not supported.");
            }
        }

        _inner.ForEach(inner => inner.RequireAllRead());
    }

    /// <summary>
    /// The settings of a nested network, such as text_config. Tied weights, type and quantisation are those of the whole file where the nested
    /// settings do not have them.
    /// </summary>
    /// <param name="key">The setting that holds them.</param>
    /// <param name="modelType">The family where the nested settings name none.</param>
    /// <exception cref="DeepCalcException">There are none, or no family is named.</exception>
    public ModelConfig Inner(string key, string? modelType = null) => Find(key) switch
    {
        { ValueKind: JsonValueKind.Object } inner => Add(new ModelConfig(inner, this, modelType)),
        { } other => throw Invalid(key, other, "the settings of a network"),
        null => throw Missing(key),
    };

    /// <summary>The settings of a nested network that a file leaves to its configuration class.</summary>
    /// <param name="outer">The settings of the whole network.</param>
    /// <param name="modelType">The family of the nested one.</param>
    public static ModelConfig Usual(ModelConfig outer, string modelType)
    {
        using JsonDocument none = JsonDocument.Parse("{}");
        return new ModelConfig(none.RootElement, outer, modelType);
    }

    public long Size(string key) => OptionalSize(key) ?? (UsualSizes.TryGetValue(key, out long usual) ? usual : throw Missing(key));

    public long Layers(string key) => Size(key) is var layers && layers <= MostLayers ? layers : throw new DeepCalcException(
        ErrorCode.FileTooLarge, $"{key} is {layers}; at most {MostLayers} layers are read.");

    public long? OptionalSize(string key) => Find(key) is { } value
        ? SizeIn(value) ?? throw Invalid(key, value, $"an integer from 1 to {MostSize}")
        : null;

    /// <summary>A size, or null where the file says <c>auto</c> or nothing.</summary>
    public long? SizeOrAuto(string key) => Find(key) is { } value && value.ValueKind == JsonValueKind.String && value.ValueEquals("auto") ? null : OptionalSize(key);

    /// <summary>A number of parts, which can be 0.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="otherwise">The default if the file has no such setting.</param>
    public long Count(string key, long otherwise) => Find(key) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) && count is >= 0 and <= MostSize ? count
        : throw Invalid(key, value, $"an integer from 0 to {MostSize}");

    /// <summary>A size for each axis, or one for all.</summary>
    public AxisValues Sizes(string key)
    {
        if (Find(key) is not { ValueKind: JsonValueKind.Array } list)
        {
            return Size(key);
        }

        long?[] sizes = list.GetArrayLength() is 1 or 2 ? [.. list.EnumerateArray().Select(SizeIn)] : [null];
        return Array.TrueForAll(sizes, size => size is not null)
            ? new AxisValues([.. sizes.Select(size => size!.Value)])
            : throw Invalid(key, list, "one size or two");
    }

    public bool Flag(string key, bool otherwise) =>
        Find(key) is { } value ? JsonFlag.Of(value) ?? throw Invalid(key, value, "true or false") : otherwise;

    /// <summary>A share, from 0 to 1.</summary>
    public double? Share(string key) => Number(key) is not { } share ? null
        : share is >= 0 and <= 1 ? share
        : throw Invalid(key, share.ToString(CultureInfo.InvariantCulture), "a number from 0 to 1");

    /// <summary>A number, also one among the rope_parameters; null if the file has none.</summary>
    public double? Number(string key) => (Find(key) ?? (Rope(null) is { } rope && rope.TryGetProperty(key, out JsonElement inner) ? inner : null)) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : throw Invalid(key, value, "a number");

    /// <summary>The number in a setting that null turns off, or null for off.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="otherwise">The default if the file has no such setting.</param>
    public double? OrOff(string key, double? otherwise) => HasKey(key) ? Number(key) : otherwise;

    /// <summary>The epsilon of the family's normalisations; null for the usual one, 1e-05.</summary>
    public double? Epsilon(string key, double otherwise) => (Number(key) ?? otherwise) is var epsilon && epsilon != UsualEpsilon ? epsilon : null;

    /// <summary>The number of the padding token, or null.</summary>
    /// <param name="otherwise">The default if the file has no such setting.</param>
    public long? PaddingToken(long? otherwise) => (long?)OrOff("pad_token_id", otherwise);

    /// <summary>Whether a layer attends to a window only, by the file's layer_types; null if it has none.</summary>
    public bool? IsLocal(long layer) => Kinds("layer_types", Local, Full)?[(int)layer] is { } kind ? kind == Local : null;

    /// <summary>The kind of each layer by a list of names, or null if the file has none.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="valid">The names that the family knows.</param>
    /// <exception cref="DeepCalcException">It is no list, a name is unknown, or a layer has none.</exception>
    public IReadOnlyList<string>? Kinds(string key, params ReadOnlySpan<string> valid)
    {
        if (Find(key) is not { } list || _kinds.TryGetValue(key, out string[]? kinds))
        {
            return _kinds.GetValueOrDefault(key);
        }

        return _kinds[key] = Known(key, list, PerLayer(key, list, "names"), valid);
    }

    /// <summary>The kind of each layer by a list of names that also gives the number of layers, or null if the file has none.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="valid">The names that the family knows.</param>
    /// <exception cref="DeepCalcException">It is no list, or a name is unknown.</exception>
    public IReadOnlyList<string>? Names(string key, params ReadOnlySpan<string> valid) => Find(key) is not { } list ? null
        : Known(key, list, list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw Invalid(key, list, "a list of names"), valid);

    /// <summary>The settings of each layer, or null if the file has no such list.</summary>
    /// <exception cref="DeepCalcException">An item has no settings, or a layer has none.</exception>
    public IReadOnlyList<ModelConfig>? Items(string key) => Find(key) is not { } list ? null : [.. PerLayer(key, list, "settings").Select(item =>
        item.ValueKind == JsonValueKind.Object ? Add(new ModelConfig(item, this, ModelType)) : throw Invalid(key, list, "a list of settings"))];

    /// <summary>A size in a layer: one for all layers, or an item of a list with one for each; null if the file has none.</summary>
    public long? SizeOf(string key, long layer) => Find(key) is not { ValueKind: JsonValueKind.Array } list ? OptionalSize(key)
        : SizeIn(PerLayer(key, list, "integers").ElementAt((int)layer)) ?? throw Invalid(key, list, $"a list of integers from 1 to {MostSize}");

    /// <summary>The text of a setting that has one of a few values, or null if the file has none.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="valid">The values that the family's class has a network for.</param>
    /// <exception cref="DeepCalcException">It is another text.</exception>
    public string? RequireText(string key, params ReadOnlySpan<string> valid)
    {
        string? text = Text(key);
        Refuse(text is not null && !valid.Contains(text), key, $"{Quoted.Cut(text ?? "")} is not supported; valid for the family {ModelType}: {string.Join(", ", valid.ToArray())}.");
        return text;
    }

    /// <summary>A number for each layer; true is 1 and false 0. Null if the file has no list, or an empty one.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="layers">The number of layers where these settings, of a part of the network, have none.</param>
    /// <exception cref="DeepCalcException">An item is no such number, or a layer has none.</exception>
    public IReadOnlyList<long>? PerLayer(string key, long? layers = null) => Find(key) is not { } list || (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 0) ? null : [.. PerLayer(key, list, "integers", layers).Select(item => item.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number when item.TryGetInt64(out long number) => number,
        _ => throw Invalid(key, list, "a list of integers"),
    })];

    private string[] Known(string key, JsonElement list, IEnumerable<JsonElement> items, ReadOnlySpan<string> valid)
    {
        string[] kinds = [.. items.Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Invalid(key, list, "a list of names"))];
        foreach (string kind in kinds)
        {
            DeepCalcException.ThrowIf(
                !valid.Contains(kind), ErrorCode.LayerUnknown,
                $"{key} has the layer {Quoted.Cut(kind)}, which is not supported; valid for the family {ModelType} are {string.Join(", ", valid.ToArray())}.");
        }

        return kinds;
    }

    /// <summary>A share, from 0 to 1, for each layer, or null if the file has no list.</summary>
    public IReadOnlyList<double>? LayerShares(string key) => Find(key) is not { } list ? null
        : [.. PerLayer(key, list, "numbers").Select(item => item.ValueKind == JsonValueKind.Number && item.GetDouble() is >= 0 and <= 1 and var share
            ? share
            : throw Invalid(key, list, "a list of numbers from 0 to 1"))];

    /// <summary>The kind of each layer by a list of pairs, each of names and how often they are repeated; null if the file has none.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="layers">The number of layers.</param>
    /// <param name="valid">The names that the family knows.</param>
    /// <exception cref="DeepCalcException">It is no such list, a name is unknown, or there is not one for each layer.</exception>
    public IReadOnlyList<string>? Repeated(string key, long layers, params string[] valid)
    {
        if (Find(key) is not { } list)
        {
            return null;
        }

        var kinds = new List<string>();
        foreach (JsonElement pair in list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw Bad())
        {
            long times = pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.Array ? SizeIn(pair[1]) ?? throw Bad() : throw Bad();
            string[] names = [.. pair[0].EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String && valid.Contains(item.GetString()) ? item.GetString()! : throw Bad())];
            if (names.Length == 0)
            {
                throw Bad();
            }

            for (long i = 0; i < times && kinds.Count <= layers; i++)
            {
                kinds.AddRange(names);
            }
        }

        return kinds.Count == layers ? kinds : throw Bad();

        DeepCalcException Bad() => Invalid(key, list, $"a list of pairs such as [[[\"{string.Join("\", \"", valid)}\"], {layers / valid.Length}]], with a name for each of the {layers} layers");
    }

    /// <summary>A list of factors; 1 each if the file has none.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="count">Their number.</param>
    public IReadOnlyList<double> Factors(string key, int count)
    {
        if (Find(key) is not { } list)
        {
            return [.. Enumerable.Repeat(1.0, count)];
        }

        return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == count && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(item => item.GetDouble())]
            : throw Invalid(key, list, $"a list of {count} numbers");
    }

    // Lists may go on for the layers that predict further tokens.
    private IEnumerable<JsonElement> PerLayer(string key, JsonElement list, string items, long? count = null)
    {
        long layers = count ?? Layers("num_hidden_layers");
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Invalid(key, list, $"a list of {items}");
        }

        DeepCalcException.ThrowIf(
            list.GetArrayLength() < layers, ErrorCode.InvalidSetting, $"{key} has {list.GetArrayLength()} items; it must have one for each of the {layers} layers.");
        return list.EnumerateArray().Take((int)layers);
    }

    /// <summary>The base of rotary positions in layers that attend to a window, where it is another one; null if the file has none.</summary>
    public double? LocalBase => Number("rope_local_base_freq")
        ?? (Find("rope_parameters") is { ValueKind: JsonValueKind.Object } rope && rope.TryGetProperty(Local, out JsonElement own) && own.ValueKind == JsonValueKind.Object
            && own.TryGetProperty("rope_theta", out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null);

    /// <summary>How the angles of rotary positions are scaled, or null.</summary>
    public RotaryScaling? RotaryScaling
    {
        get
        {
            if ((Rope("rope_scaling") ?? Rope(null)) is not { } rope || !(rope.TryGetProperty("rope_type", out JsonElement type) || rope.TryGetProperty("type", out type)) || type.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            Constants? constants = null;
            foreach (JsonProperty property in rope.EnumerateObject().Where(property => property.Name is not ("rope_theta" or "partial_rotary_factor")))
            {
                double[] numbers = property.Value.ValueKind switch
                {
                    JsonValueKind.Number => [property.Value.GetDouble()],
                    JsonValueKind.Array => [.. property.Value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Number).Select(item => item.GetDouble())],
                    _ => [],
                };
                constants = numbers.Length > 0 ? Constants.With(constants, property.Name, numbers) : constants;
            }

            return type.ValueEquals("default") && constants is null ? null : new RotaryScaling(Quoted.Cut(type.GetString()!), constants);
        }
    }

    /// <summary>The names in a list, or in a text with bars between them; empty if the file has none.</summary>
    public IReadOnlySet<string> Names(string key) => Find(key) switch
    {
        null => new HashSet<string>(),
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Split('|').Select(name => name.Trim()).ToHashSet(),
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Invalid(key, list, "a list of names")).ToHashSet(),
        { } other => throw Invalid(key, other, "a list of names"),
    };

    /// <summary>A size for each part, such as the stages of a network of images.</summary>
    /// <exception cref="DeepCalcException">It is missing, or no list of sizes.</exception>
    public long[] List(string key)
    {
        JsonElement list = Find(key) ?? throw Missing(key);
        long?[] sizes = list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= (int)MostLayers ? [.. list.EnumerateArray().Select(SizeIn)] : [null];
        return Array.TrueForAll(sizes, size => size is not null) ? [.. sizes.Select(size => size!.Value)] : throw Invalid(key, list, "a list of sizes");
    }

    public string? Text(string key) => Find(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Invalid(key, value, "a text");

    /// <summary>The type of the weights and of what the layers compute (dtype, earlier torch_dtype); Undefined where the file names none.</summary>
    public ElementType NumberType => TypeOf(Named("dtype", "torch_dtype"));

    /// <summary>The floating-point type that a setting names; Undefined for auto or none.</summary>
    public ElementType TypeOf(string key) => Text(key) is not { } name || name == "auto" ? ElementType.Undefined
        : NumberFormats.Find(name.StartsWith("torch.", StringComparison.Ordinal) ? name[6..] : name) is { Type: var type } && type.IsFloat() ? type
        : throw Invalid(key, name, "a floating-point type, such as bfloat16");

    /// <summary>The layer numbers in a list; empty if the file has none.</summary>
    public IReadOnlySet<long> Numbers(string key)
    {
        if (Find(key) is not { } list)
        {
            return new HashSet<long>();
        }

        return list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(element => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number)
                ? number
                : throw Invalid(key, list, "a list of integers")).ToHashSet()
            : throw Invalid(key, list, "a list of integers");
    }

    public ActivationFunction Function(string key, string otherwise) => FunctionNamed(Text(key) ?? otherwise, key);

    /// <summary>The activation function with a name that a setting gives.</summary>
    /// <exception cref="DeepCalcException">There is no such function.</exception>
    public static ActivationFunction FunctionNamed(string name, string key) =>
        ActivationNames.Find(name) is { } function && ElementwiseWork.IsElementwise(function)
            ? function
            : throw new DeepCalcException(
                ErrorCode.InvalidSetting, $"{key} is {Quoted.Cut(name)}, an unknown function; valid are gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, quick_gelu, silu, relu, relu2, relu6, leaky_relu, tanh, sigmoid, mish and linear.");

    /// <summary>The feed-forward network of a block.</summary>
    /// <param name="function">The default activation function.</param>
    /// <param name="isGated">Whether it has a gate, and no biases.</param>
    /// <param name="key">The setting that names the function.</param>
    /// <param name="hiddenKey">The setting for the width of the hidden layer.</param>
    public FeedForwardBlock Network(string function, bool isGated = false, string key = "hidden_act", string hiddenKey = "intermediate_size") =>
        (isGated ? LimitedUnit(Text(key)) : null) is { } constants
            ? new() { Hidden = Size(hiddenKey), Function = ActivationFunction.Silu, IsGated = true, UseBias = false, Constants = constants }
            : new() { Hidden = Size(hiddenKey), Function = Function(key, function), IsGated = isGated, UseBias = !isGated };

    // Gated units that are SwiGLU with factors, limits and caps: that of gpt-oss, and SiTU-GLU, whose gate g is b·tanh(g/b)·sigmoid(g).
    private Constants? LimitedUnit(string? function) => function switch
    {
        "swigluoai" => Constants.Of(("alpha", Number("swiglu_alpha") ?? 1.702), ("beta", Number("swiglu_beta") ?? 1), ("limit", Number("swiglu_limit") ?? 7)),
        "situ" => Constants.Of(("gate_cap", Number("activation_situ_beta") ?? 1), ("cap", Number("activation_situ_linear_beta"))),
        _ => null,
    };

    /// <summary>Throws an error if a setting asks for an unsupported feature.</summary>
    public static void Refuse(bool isAsked, string key, string why) =>
        DeepCalcException.ThrowIf(isAsked, ErrorCode.LayerUnknown, $"{key}: {why}");

    private static long? SizeIn(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long size) && size is >= 1 and <= MostSize ? size : null;

    private JsonElement? Find(string key)
    {
        _read.Add(key);
        return _settings.TryGetValue(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private ModelConfig Add(ModelConfig inner)
    {
        _inner.Add(inner);
        return inner;
    }

    // Heads that are all heads of keys and values, or as wide as the model's width gives, are those of a network without the setting.
    private bool IsUsual(string key, JsonElement value) => SizeIn(value) is { } size && key switch
    {
        "num_key_value_heads" => size == OptionalSize("num_attention_heads"),
        "head_dim" => OptionalSize("hidden_size") is { } width && OptionalSize("num_attention_heads") is { } heads && size * heads == width,
        _ => false,
    };

    // The settings of rotary positions; where those of layers with and without a window are apart, of the latter.
    private JsonElement? Rope(string? key) => Find(key ?? "rope_parameters") is not { ValueKind: JsonValueKind.Object } rope ? null
        : rope.TryGetProperty(Full, out JsonElement full) && full.ValueKind == JsonValueKind.Object ? full
        : rope;

    private DeepCalcException Missing(string key) => new(ErrorCode.InvalidSetting, $"{key} is missing; the family {ModelType} needs it.");

    private static DeepCalcException Invalid(string key, JsonElement value, string valid) => Invalid(key, value.GetRawText(), valid);

    private static DeepCalcException Invalid(string key, string value, string valid) =>
        new(ErrorCode.InvalidSetting, $"{key} is {Quoted.Cut(value)}; it must be {valid}.");
}
