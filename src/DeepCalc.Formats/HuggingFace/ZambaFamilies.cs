namespace DeepCalc.Formats.HuggingFace;

/// <summary>Zamba 2: Mamba-2, and a few blocks of attention whose weights many layers share.</summary>
internal static class ZambaFamilies
{
    private const string Plain = "mamba";
    private const string Hybrid = "hybrid";
    private const string BlocksKey = "num_mem_blocks";

    // The layers before which a shared block stands, where the file lists none.
    private static readonly long[] UsualHybrids = [6, 12, 18, 24, 30, 36, 42, 47, 51];

    public static ModelFamily[] Families { get; } =
    [
        new("zamba2", "Zamba2", Zamba2) { PaddingToken = 0, Epsilon = 1e-5, IsTied = true },
    ];

    /// <summary>
    /// Mamba-2 layers; before those that <c>layers_block_type</c> calls hybrid, one of <c>num_mem_blocks</c> shared blocks of attention and a gated
    /// feed-forward network works on the layer's input and the word embeddings. Adapters are of each layer.
    /// </summary>
    public static Layer Zamba2(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        long layers = config.Layers("num_hidden_layers");
        IReadOnlyList<string>? kinds = config.Kinds("layers_block_type", Plain, Hybrid);
        DeepCalcException.ThrowIf(
            kinds is null && layers != 54, ErrorCode.InvalidSetting, $"layers_block_type is missing; without it a network of the family {config.ModelType} has 54 layers, not {layers}.");
        long[] hybrids = [.. UsualHybrids];
        hybrids = kinds is null ? hybrids : [.. Enumerable.Range(0, kinds.Count).Where(layer => kinds[layer] == Hybrid).Select(layer => (long)layer)];

        // The class sets these itself.
        config.Ignore("use_conv_bias", "use_shared_mlp_adapter", "kv_channels", "num_query_groups", "attention_head_dim", "attention_hidden_size", "hybrid_layer_ids", "mamba_headdim");
        long blocks = config.OptionalSize(BlocksKey) ?? 1;
        DeepCalcException.ThrowIf(
            blocks > layers, ErrorCode.InvalidSetting, $"{BlocksKey} is {blocks}; there cannot be more shared blocks than the {layers} layers.");
        var norm = new Normalization(NormalizationKind.Rms, UseCenter: false) { Epsilon = scope.RmsEpsilon() };
        Mamba2 mamba = Mamba(config);
        SharedBlock?[] shared = new SharedBlock?[blocks];
        Layer? embedded = null;
        return new DecoderModel(scope, norm, Block)
        {
            Entry = words => embedded = words,
            NormName = "model.final_layernorm",
        }.Build();

        Layer Block(Layer layer, long number, BlockScope inner)
        {
            int place = Array.IndexOf(hybrids, number);
            Layer input = layer;
            if (place >= 0)
            {
                SharedBlock block = shared[place % blocks] ??= new SharedBlock(scope, norm);
                Layer added = block.On(layer, embedded!, inner.Inner("shared_transformer"));
                added = inner.Add("linear", new Dense(layer.OutputShape.Last.Value, UseBias: false), added);
                input = inner.Add("linear_add", new Merge(), layer, added);
            }

            Layer mixed = inner.Add(Plain, mamba, inner.Add("norm", norm, input));
            return inner.Add("add", new Merge(), mixed, layer);
        }
    }

    private static Mamba2 Mamba(ModelConfig config)
    {
        long heads = config.OptionalSize("n_mamba_heads") ?? 8;
        long inner = config.Size("hidden_size") * (config.OptionalSize("mamba_expand") ?? 2);
        ModelConfig.Refuse(inner % heads != 0, "n_mamba_heads", $"{heads} heads must divide the {inner} inner features, mamba_expand times hidden_size.");
        return new Mamba2(heads)
        {
            HeadWidth = inner / heads,
            StateSize = config.OptionalSize("mamba_d_state") ?? 64,
            Groups = config.OptionalSize("mamba_ngroups") ?? 1,
            Kernel = config.OptionalSize("mamba_d_conv") ?? 4,
            Chunk = config.OptionalSize("chunk_size") ?? 256,
            UseBias = config.Flag("add_bias_linear", false),
        };
    }

    /// <summary>A block whose weights are those of its first use, but for adapters.</summary>
    private sealed class SharedBlock(ModelScope scope, Normalization norm)
    {
        private readonly ModelConfig _config = scope.Config;
        private readonly Dictionary<string, Layer> _first = [];

        public Layer On(Layer input, Layer embedded, BlockScope inner)
        {
            Layer both = inner.Add("concatenated", new Concatenate(), input, embedded);
            Layer attended = Attend(Shared("attention_norm", norm, inner, both), input.OutputShape.Last.Value, inner);
            return Feed(Shared("feed_forward_norm", norm, inner, attended), inner.Inner("feed_forward"));
        }

        // Attention on twice the width; its scores are divided by the root of half the width of a head.
        private Layer Attend(Layer input, long width, BlockScope inner)
        {
            long heads = _config.Size("num_attention_heads");
            long headWidth = 2 * width / heads;
            long keyHeads = _config.OptionalSize("num_key_value_heads") ?? heads;
            bool isRotated = _config.Flag("use_mem_rope", false);
            double rotaryBase = _config.Number("rope_theta") ?? PositionEmbedding.UsualBase;
            rotaryBase *= _config.Flag("use_long_context", false) ? Math.Pow(8, headWidth / (headWidth - 2.0)) : 1;
            double scale = 1 / Math.Sqrt(headWidth / 2.0);
            if (!_config.Flag("use_shared_attention_adapter", false))
            {
                var attention = new MultiHeadAttention
                {
                    Heads = heads,
                    KeyValueHeads = keyHeads,
                    KeyWidth = headWidth,
                    OutputWidth = width,
                    UseBias = false,
                    IsCausal = true,
                    UseRotary = isRotated,
                    RotaryBase = isRotated ? rotaryBase : PositionEmbedding.UsualBase,
                    Scale = scale,
                    Dropout = _config.Number("attention_dropout") ?? 0,
                };
                return Shared("attention", attention, inner, input);
            }

            ModelConfig.Refuse(keyHeads != heads, "num_key_value_heads", $"with adapters of attention it must be {heads}, as num_attention_heads.");
            BlockScope parts = inner.Inner("attention");
            var product = new ScaledDotProductAttention { Heads = heads, IsCausal = true, UseRotary = isRotated, Scale = scale };
            Layer results = parts.Add("heads", product, Adapted("query", heads * headWidth, parts, input), Adapted("key", heads * headWidth, parts, input), Adapted("value", heads * headWidth, parts, input));
            return Shared("output", new Dense(width, UseBias: false), parts, results);
        }

        private Layer Feed(Layer input, BlockScope inner)
        {
            long width = input.OutputShape.Last.Value;
            long hidden = _config.OptionalSize("intermediate_size") ?? 4 * width;
            Layer parts = inner.Add("parts", new Split(null, 2), Adapted("gate_up", 2 * hidden, inner, input));
            Layer gate = inner.Add("activation", Activation.Define(_config.Function("hidden_act", "gelu")), parts);
            Layer product = inner.Add("product", new Merge(MergeKind.Multiply), gate, parts.Output(1));
            return Shared("down", new Dense(width, _config.Flag("add_bias_linear", false)), inner, product);
        }

        // A shared projection and one of low rank, which is the layer's own.
        private Layer Adapted(string name, long width, BlockScope inner, Layer input)
        {
            long rank = _config.OptionalSize("adapter_rank") ?? 128;
            bool useBias = name == "gate_up" && _config.Flag("add_bias_linear", false);
            Layer own = inner.Add(name + "_adapter", new Dense(rank, UseBias: false), input);
            own = inner.Add(name + "_adapter_output", new Dense(width, UseBias: false), own);
            return inner.Add(name + "_sum", new Merge(), Shared(name, new Dense(width, useBias), inner, input), own);
        }

        private Layer Shared(string name, LayerDefinition definition, BlockScope inner, Layer input)
        {
            Layer layer = inner.Add(name, definition, input);
            if (_first.TryGetValue(name, out Layer? first))
            {
                return layer.TiedTo(first);
            }

            return _first[name] = layer;
        }
    }
}
