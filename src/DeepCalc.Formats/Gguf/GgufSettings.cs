using System.Text.Json.Nodes;

namespace DeepCalc.Formats.Gguf;

/// <summary>The settings of a GGUF file's architecture, as a family of transformers reads them from its config.json.</summary>
/// <param name="metadata">The keys of the file.</param>
/// <param name="tensors">Its tensors, which say what no key does: the vocabulary, biases and shared embeddings.</param>
internal sealed class GgufSettings(GgufMetadata metadata, IReadOnlyCollection<ListedTensor> tensors)
{
    private const string Block = "blk.";
    private const string Words = "token_embd.weight";

    private readonly Dictionary<string, ListedTensor> _tensors = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    private readonly JsonObject _config = [];

    /// <summary>Whether a tensor of the first block exists.</summary>
    public bool HasInBlock(string name) => _tensors.ContainsKey($"blk.0.{name}");

    /// <summary>A whole number, or null where the file has none.</summary>
    /// <exception cref="DeepCalcException">It is no whole number, or another one in some blocks.</exception>
    public long? Whole(string key) => metadata.Find(key) switch
    {
        null => null,
        long number => number,
        long[] { Length: > 0 } numbers when Array.TrueForAll(numbers, number => number == numbers[0]) => numbers[0],
        long[] => throw Unsupported($"{metadata.Architecture}.{key} differs from block to block, which is not supported."),
        _ => throw Unsupported($"{metadata.Architecture}.{key} is no whole number."),
    };

    /// <summary>A whole number.</summary>
    /// <exception cref="DeepCalcException">There is none.</exception>
    public long Required(string key) => Whole(key) ?? throw Unsupported($"the key {metadata.Architecture}.{key} is missing.");

    /// <summary>A number, or null.</summary>
    public double? Number(string key) => metadata.Find(key) switch { double number when double.IsFinite(number) => number, long number => number, _ => null };

    public bool? Flag(string key) => metadata.Find(key) as bool?;

    public string? Text(string key) => metadata.Find(key) as string;

    /// <summary>The width of a head's keys.</summary>
    public long HeadWidth => Whole("attention.key_length") ?? (Required("embedding_length") / Math.Max(Required("attention.head_count"), 1));

    /// <summary>The number of blocks, without those that predict further tokens.</summary>
    public long Blocks
    {
        get
        {
            long blocks = Required("block_count");
            long further = Whole("nextn_predict_layers") ?? 0;
            return further > 0 && further < blocks && _tensors.Keys.Any(name => name.StartsWith(FormattableString.Invariant($"blk.{blocks - 1}.nextn."), StringComparison.Ordinal)) ? blocks - further : blocks;
        }
    }

    /// <summary>Adds a setting, unless its value is null.</summary>
    public GgufSettings Set(string setting, JsonNode? value)
    {
        if (value is not null)
        {
            _config[setting] = value;
        }

        return this;
    }

    /// <summary>Turns a setting off that has no value.</summary>
    public GgufSettings Null(string setting)
    {
        if (!_config.ContainsKey(setting))
        {
            _config[setting] = null;
        }

        return this;
    }

    /// <summary>The settings of a decoder with rotary positions.</summary>
    /// <param name="modelType">The family.</param>
    public GgufSettings Decoder(string modelType)
    {
        long heads = Required("attention.head_count");
        DeepCalcException.ThrowIf(
            Whole("attention.value_length") is { } values && values != HeadWidth, ErrorCode.LayerUnknown,
            $"heads with keys of {HeadWidth} and values of {Whole("attention.value_length")} features are not supported in the architecture {metadata.Architecture}.");
        double share = (double)(Whole("rope.dimension_count") ?? HeadWidth) / HeadWidth;
        return Common(modelType)
            .Set("hidden_size", Required("embedding_length"))
            .Set("num_hidden_layers", Blocks)
            .Set("intermediate_size", Whole("feed_forward_length"))
            .Set("num_attention_heads", heads)
            .Set("num_key_value_heads", Whole("attention.head_count_kv") ?? heads)
            .Set("head_dim", Whole("attention.key_length"))
            .Set("partial_rotary_factor", share < 1 ? share : null)
            .Set("rope_theta", Number("rope.freq_base"))
            .Set("rope_scaling", RotaryScaling())
            .Set("rms_norm_eps", Number("attention.layer_norm_rms_epsilon"))
            .Set("layer_norm_eps", Number("attention.layer_norm_epsilon"));
    }

    /// <summary>What all decoders have: the family, the vocabulary, and whether the output layer shares the word embeddings.</summary>
    public GgufSettings Common(string modelType)
    {
        DeepCalcException.ThrowIf(
            !_tensors.TryGetValue(Words, out ListedTensor? words) || words.Sizes.Length != 2, ErrorCode.LayerUnknown,
            $"the file has no matrix {Words}, whose rows are the vocabulary.");
        return Set("model_type", modelType).Set("vocab_size", words!.Sizes[0]).Set("tie_word_embeddings", !_tensors.ContainsKey("output.weight"));
    }

    /// <summary>Adds numbers of keys under the names of settings.</summary>
    public GgufSettings Take(params ReadOnlySpan<(string Setting, string Key)> settings)
    {
        foreach ((string setting, string key) in settings)
        {
            Set(setting, Required(key));
        }

        return this;
    }

    /// <summary>The settings as a config.json.</summary>
    /// <exception cref="DeepCalcException">The file has other blocks than the keys say.</exception>
    public JsonElement ToConfig(bool isWhole)
    {
        // A number in a key cannot make a network that is larger than what the file holds.
        long blocks = Required("block_count");
        int found = _tensors.Keys.Where(name => name.StartsWith(Block, StringComparison.Ordinal)).Select(name => name.Split('.')[1]).Distinct(StringComparer.Ordinal).Count();
        DeepCalcException.ThrowIf(
            isWhole ? found != blocks : found > blocks, ErrorCode.LayerUnknown,
            $"{metadata.Architecture}.block_count is {blocks}, but the file has tensors of {found} blocks.");
        return JsonSerializer.Deserialize<JsonElement>(_config.ToJsonString());
    }

    private JsonObject? RotaryScaling()
    {
        if (Text("rope.scaling.type") is not { Length: > 0 } type || type == "none")
        {
            return null;
        }

        var scaling = new JsonObject { ["rope_type"] = Quoted.Cut(type) };
        foreach ((string setting, string key) in (ReadOnlySpan<(string, string)>)[("factor", "factor"), ("original_max_position_embeddings", "original_context_length")])
        {
            if (Number($"rope.scaling.{key}") is { } number)
            {
                scaling[setting] = number;
            }
        }

        return scaling;
    }

    private static DeepCalcException Unsupported(InvariantText why) => new(ErrorCode.LayerUnknown, why);
}
