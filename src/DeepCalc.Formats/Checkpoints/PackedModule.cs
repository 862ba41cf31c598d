namespace DeepCalc.Formats.Checkpoints;

/// <summary>
/// The tensors of one module, some of which may be how a quantiser stored its weights: packed into integers, with scales, zero points and
/// codebooks beside them.
/// </summary>
/// <param name="module">The name of the module.</param>
/// <param name="tensors">Its tensors.</param>
/// <param name="settings">The settings in the files beside the checkpoint, or null.</param>
internal sealed class PackedModule(string module, IReadOnlyList<ListedTensor> tensors, QuantizationSettings? settings)
{
    // What belongs to packed weights, under names that other modules use for parameters.
    private static readonly HashSet<string> Encodings = new(StringComparer.Ordinal)
    {
        "qzeros", "zeros", "scaled_zeros", "scales", "biases", "g_idx", "workspace", "SCB", "weight_format", "scale", "zero", "zero_scale",
        "input_scale", "input_zero_point", "output_scale", "output_zero_point", "input_global_scale", "output_global_scale",
        "q_scale", "q_scale_max", "q_groups", "q_group_map", "q_invperm", "q_perm", "suh", "svh", "su", "sv", "codebooks", "lookup_table",
    };

    // The same, after the name of the packed tensor: weight_scale, gate_up_proj_scales, weight.absmax.
    private static readonly string[] EncodingSuffixes =
    [
        "_scale_inv", "_scale_2", "_scale", "_scales", "_zero_point", "_global_scale", "_g_idx", "_shape", "._scale", "._shift",
        ".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map", ".quant_state.bitsandbytes__nf4", ".quant_state.bitsandbytes__fp4",
    ];

    // Scales of what is cached or of an input, which stand in modules that need not have a weight.
    private static readonly HashSet<string> ScalesOfValues = new(StringComparer.Ordinal)
    {
        "k_scale", "v_scale", "q_scale", "kv_scale", "prob_scale", "input_scale", "output_scale",
    };

    private static readonly string[] PackedSuffixes = ["_packed", "_blocks", "._data"];

    // Most modules have a few tensors, which need no table.
    private const int Few = 8;

    private readonly Dictionary<string, ListedTensor>? _tensors = tensors.Count > Few ? ByName(tensors) : null;

    private readonly string[] _names = [.. tensors.Select(tensor => tensor.OwnName)];

    // Whether bitsandbytes may have written the module.
    private readonly bool _hasStates = tensors.Any(static tensor => tensor.Name.Contains(".quant_state.", StringComparison.Ordinal));

    private readonly Packing?[] _packings = new Packing?[tensors.Count];

    /// <summary>The tensors as weights: those that are packed with the number of what they hold.</summary>
    public IReadOnlyList<Weight> Weights()
    {
        bool isPacked = false;
        var bases = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < _packings.Length; i++)
        {
            _packings[i] = PackingOf(tensors[i]);
            if (_packings[i] is not null || IsNarrow(tensors[i]))
            {
                isPacked = true;
                string name = tensors[i].OwnName;
                bases.Add(Array.Find(PackedSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } end ? name[..^end.Length] : name);
            }
        }

        return [.. tensors.Select((tensor, i) => _packings[i] is { } packing ? tensor.ToWeight(packing) : IsEncoding(tensor, isPacked, bases) ? tensor.ToEncoding() : tensor.ToWeight())];
    }

    /// <summary>The tensors whose number of weights is unknown, each with the reason.</summary>
    public IEnumerable<(ListedTensor Tensor, string Why)> Unknown()
    {
        for (int i = 0; i < _packings.Length; i++)
        {
            if (_packings[i]?.Why is { } why)
            {
                yield return (tensors[i], why);
            }
        }
    }

    /// <summary>The weights that are packed into a tensor, or null where none are.</summary>
    private Packing? PackingOf(ListedTensor tensor)
    {
        if (!tensor.CanPack)
        {
            return null;
        }

        string name = tensor.OwnName;
        if (_hasStates && Find(name + ".quant_state.bitsandbytes__nf4") is { } nf4)
        {
            return BitsAndBytes("NF4", tensor, nf4);
        }

        if (_hasStates && Find(name + ".quant_state.bitsandbytes__fp4") is { } fp4)
        {
            return BitsAndBytes("FP4", tensor, fp4);
        }

        return name switch
        {
            "qweight" => GroupQuantized(tensor),
            "weight_packed" => CompressedTensors(tensor),
            "weight" when tensor.Type == ElementType.UInt32 => Mlx(tensor),
            "weight" when tensor.Type == ElementType.UInt8 => Bytes(tensor),
            "weight" or "weight._data" when tensor.Type.IsInteger() && tensor.Type != ElementType.Int8 => Packing.Unknown("packed", $"its {tensor.Type} numbers follow no layout that is known"),
            "weight._data" when tensor.Type == ElementType.Int8 => new Packing("int8", tensor.Sizes),
            "W_q" => Hqq(tensor),
            "q_weight" => Exl2(tensor),
            "trellis" => Exl3(tensor),
            "codes" when Find("codebooks") is { } books => Additive(tensor, books),
            "Qidxs" or "indices" when tensor.Type.IsInteger() => Packing.Unknown("packed", "its indices into a codebook follow no layout that is known"),
            "B" when tensor.Type == ElementType.Int32 && Find("s") is not null => Packing.Unknown("Marlin", "a matrix repacked for the Marlin kernel does not say its bits"),
            _ when name.EndsWith("_blocks", StringComparison.Ordinal) && tensor.Type == ElementType.UInt8 => Blocks(tensor),
            _ => null,
        };
    }

    // A weight of 8 bits, with scales beside it.
    private static bool IsNarrow(ListedTensor tensor) =>
        tensor.CanPack && ((tensor.Type == ElementType.Int8 && tensor.OwnName == "weight") || (tensor.Type.IsFloat() && tensor.Type.Bits() <= 8));

    private static bool IsEncoding(ListedTensor tensor, bool isPacked, HashSet<string> bases)
    {
        string name = tensor.OwnName;
        return tensor.CanPack && ((isPacked && Encodings.Contains(name))
            || (ScalesOfValues.Contains(name) && tensor.Elements == 1)
            || Array.Exists(EncodingSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal) && bases.Contains(name[..^suffix.Length])));
    }

    // Source: bitsandbytes, functional.py: two weights a byte, in any type of elements; the state is JSON with the shape.
    private static Packing BitsAndBytes(string format, ListedTensor tensor, ListedTensor state)
    {
        long? weights = tensor.Bytes * 2;
        if (ShapeIn(state.Values) is { } shape)
        {
            Int128 count = Product(shape);
            return (count + 1) / 2 <= tensor.Bytes && count > weights - 32
                ? new Packing(format, shape)
                : Packing.Unknown(format, $"its state says {string.Join('x', shape)}, but {tensor.Bytes} bytes hold {weights} weights");
        }

        // An odd number of weights would leave half a byte.
        return Packing.Unknown(format, "its state, which has the shape, cannot be read");
    }

    // Sources: AutoGPTQ and GPTQModel (nn_modules/qlinear), AutoAWQ (modules/linear), SqueezeLLM.
    private Packing GroupQuantized(ListedTensor tensor)
    {
        long width = tensor.Type.Bits() ?? 0;
        if (tensor.Sizes is not [var rows, var columns])
        {
            return Packing.Unknown("packed", "a packed matrix has two axes");
        }

        if (Find("lookup_table") is { Sizes: [var lines, var entries] } && lines == columns && long.IsPow2(entries))
        {
            return OfInputs("SqueezeLLM", tensor, long.Log2(entries), rows, columns);
        }

        if (Find("scales") is not { Sizes: [var groups, var outputs] })
        {
            return Packing.Unknown("packed", "it has no scales of two axes beside it");
        }

        // AutoAWQ's GEMVFast keeps four weights in each 16-bit number.
        if (Find("scaled_zeros") is not null && tensor.Type == ElementType.Int16 && rows * 4 == outputs)
        {
            return new Packing("AWQ int4", [outputs, columns]);
        }

        long[]? zeros = Find("qzeros")?.Sizes;
        if (outputs == columns)
        {
            // GPTQ packs along the inputs, and its zero points along the outputs.
            long? bits = Find("g_idx") is { Sizes: [> 0 and var inputs] } ? Exact(rows * width, inputs)
                : zeros is [_, var packed] ? Exact(packed * width, outputs)
                : settings?.For(module).Bits;
            return bits is null
                ? Packing.Unknown("GPTQ", "neither g_idx nor qzeros nor a quantize_config.json says its bits")
                : zeros is [_, var others] && others * width != outputs * bits
                ? Packing.Unknown("GPTQ", $"g_idx says {bits} bits, and qzeros does not")
                : OfInputs("GPTQ", tensor, bits.Value, rows, columns);
        }

        if (zeros is [_, var both] && both == columns && Exact(width * columns, outputs) is { } bitsOfAwq && IsWidth(bitsOfAwq) && Exact(rows, groups) is not null)
        {
            return new Packing($"AWQ int{bitsOfAwq}", [rows, outputs]);
        }

        // AutoAWQ's GEMV: one row an output, with its scales padded to whole words of zero points.
        return zeros is [var each, var words] && each == rows && groups == rows && outputs == words * 8
            ? new Packing("AWQ int4", [rows, columns * 8])
            : Packing.Unknown("packed", $"scales of {groups}x{outputs} fit neither GPTQ nor AWQ");
    }

    private static Packing OfInputs(string format, ListedTensor tensor, long bits, long rows, long columns) =>
        IsWidth(bits) && Exact(rows * (tensor.Type.Bits() ?? 0), bits) is { } inputs
            ? new Packing(FormattableString.Invariant($"{format} int{bits}"), [inputs, columns])
            : Packing.Unknown(format, FormattableString.Invariant($"{rows} rows of {tensor.Type} do not hold whole weights of {bits} bits"));

    // Source: compressed-tensors, compressors/pack_quantized, nvfp4 and mxfp4.
    private Packing CompressedTensors(ListedTensor tensor)
    {
        if (tensor.Type == ElementType.UInt8)
        {
            return Nibbles(tensor, Find("weight_scale"));
        }

        if (tensor.Type != ElementType.Int32 || tensor.Sizes.Length == 0)
        {
            return Packing.Unknown("packed", $"its {tensor.Type} numbers follow no layout that is known");
        }

        // Rows are padded to whole words, so the shape is exact where the bits are not.
        long words = tensor.Sizes[^1];
        if (Numbers(Find("weight_shape")) is { } shape)
        {
            Int128 rows = Product(tensor.Sizes) / Math.Max(words, 1);
            for (long bits = 1; bits <= 8; bits++)
            {
                if (shape.Length > 0 && Product(shape.AsSpan(..^1)) == rows && ((Int128)shape[^1] * bits + 31) / 32 == words)
                {
                    return new Packing(FormattableString.Invariant($"int{bits}"), shape);
                }
            }

            return Packing.Unknown("packed", $"weight_shape says {string.Join('x', shape)}, which does not fit {string.Join('x', tensor.Sizes)} words");
        }

        return settings?.For(module).Bits is { } width && IsWidth(width) && 32 % width == 0
            ? new Packing(FormattableString.Invariant($"int{width}"), [.. tensor.Sizes[..^1], words * (32 / width)])
            : Packing.Unknown("packed", "neither weight_shape nor the config.json says its bits");
    }

    // Unsigned bytes of Model Optimizer: two floating-point numbers along the inputs (NVFP4, MXFP4), or two integers along the outputs.
    private Packing Bytes(ListedTensor tensor)
    {
        ListedTensor? scale = Find("weight_scale");
        return scale is { Type: ElementType.Float8E4M3FN or ElementType.UInt8 or ElementType.Float8E8M0 } ? Nibbles(tensor, scale)
            : scale is { Sizes: [var outputs, var groups] } && tensor.Sizes is [var rows, var inputs] && rows * 2 == outputs && Exact(inputs, groups) is not null
            ? new Packing("int4", [outputs, inputs])
            : Packing.Unknown("packed", "the names and shapes beside it follow no layout that is known");
    }

    // Two 4-bit numbers a byte. Source: Model Optimizer, torch/export/quant_utils.py; OCP Microscaling Formats 1.0.
    private static Packing Nibbles(ListedTensor tensor, ListedTensor? scale)
    {
        if (scale is not null && tensor.Sizes.Length > 0 && scale.Sizes.Length == tensor.Sizes.Length)
        {
            long group = scale.Type == ElementType.Float8E4M3FN ? 16 : 32;
            bool isFour = scale.Type == ElementType.Float8E4M3FN || scale.Type is ElementType.UInt8 or ElementType.Float8E8M0;
            if (isFour && (Int128)tensor.Sizes[^1] * 2 == (Int128)scale.Sizes[^1] * group && tensor.Sizes.AsSpan(..^1).SequenceEqual(scale.Sizes.AsSpan(..^1)))
            {
                return new Packing(group == 16 ? "NVFP4" : "MXFP4", [.. tensor.Sizes[..^1], tensor.Sizes[^1] * 2]);
            }
        }

        return Packing.Unknown("packed", "its scales are not those of NVFP4 or MXFP4");
    }

    // gpt-oss: 16 bytes for each 32 weights, with a scale. Source: transformers, integrations/mxfp4.py.
    private Packing Blocks(ListedTensor tensor) =>
        Find(tensor.OwnName[..^"_blocks".Length] + "_scales") is { Type: ElementType.UInt8 } scales && tensor.Sizes is [.., var groups, 16] && tensor.Sizes.AsSpan(..^1).SequenceEqual(scales.Sizes)
            ? new Packing("MXFP4", [.. tensor.Sizes[..^2], groups * 32])
            : Packing.Unknown("packed", "it has no scales of its first axes beside it, as MXFP4 has");

    // Source: mlx, quantize: bits·inputs/32 words a row, with a scale for each group.
    private Packing Mlx(ListedTensor tensor)
    {
        if (Find("scales") is not { } scales || tensor.Sizes.Length == 0 || scales.Sizes.Length != tensor.Sizes.Length)
        {
            return Packing.Unknown("packed", "it has no scales beside it");
        }

        long groups = scales.Sizes[^1];
        if (Exact(tensor.Sizes[^1] * 32, groups) is not { } bitsOfGroup || bitsOfGroup == 0)
        {
            return Packing.Unknown("MLX", $"{tensor.Sizes[^1]} words a row are not divided evenly among {groups} scales");
        }

        bool isAffine = Find("biases") is not null;
        (string Name, long Bits, long Group)[] valid = isAffine
            ? [.. from bits in (long[])[2, 3, 4, 5, 6, 8] from size in (long[])[32, 64, 128] select ($"MLX int{bits}", bits, size)]
            : [("MXFP4", 4, 32), ("NVFP4", 4, 16), ("MXFP8", 8, 32)];
        valid = Array.FindAll(valid, one => one.Bits * one.Group == bitsOfGroup);
        if (valid.Length > 1 && settings?.For(module) is { } stated)
        {
            valid = Array.FindAll(valid, one => one.Bits == stated.Bits && (stated.GroupSize is null || one.Group == stated.GroupSize));
        }

        return valid is [var only]
            ? new Packing(only.Name, [.. tensor.Sizes[..^1], groups * only.Group])
            : Packing.Unknown("MLX", valid.Length == 0
                ? "its settings do not fit its scales"
                : $"its scales fit {string.Join(" and ", valid.Select(one => FormattableString.Invariant($"{one.Bits} bits in groups of {one.Group}")))}, and no config.json with its quantization is beside it");
    }

    // Source: hqq, core/quantize.py and bitpack.py: 8/bits weights a byte; 10 of 3 bits in 32, padded.
    private Packing Hqq(ListedTensor tensor)
    {
        if (Numbers(Find("shape")) is { Length: > 0 } shape)
        {
            return new Packing("HQQ", shape);
        }

        return tensor.Type == ElementType.UInt8 && settings?.For(module).Bits is { } bits && bits is 1 or 2 or 4 or 8
            ? new Packing(FormattableString.Invariant($"HQQ int{bits}"), [tensor.Elements, 8 / bits])
            : Packing.Unknown("HQQ", "neither its shape nor the config.json says its bits");
    }

    // Source: exllamav2, conversion: the permutation has an entry for each input, and the bits differ from row to row.
    private Packing Exl2(ListedTensor tensor) =>
        (Find("q_invperm") ?? Find("q_perm")) is { Sizes: [var inputs] } && tensor.Sizes is [_, var outputs]
            ? new Packing("EXL2", [inputs, outputs])
            : Packing.Unknown("EXL2", "it has no q_invperm beside it");

    // Source: exllamav3: sign vectors for inputs and outputs.
    private Packing Exl3(ListedTensor tensor) =>
        (Find("suh") ?? Find("su")) is { Sizes: [var inputs] } && (Find("svh") ?? Find("sv")) is { Sizes: [var outputs] } && tensor.Sizes is [var tiles, var others, _] && Find("suh") is not null && tiles * 16 == inputs && others * 16 == outputs
            ? new Packing("EXL3", [inputs, outputs])
            : Packing.Unknown("EXL3", "it has no suh and svh beside it that fit");

    // Source: AQLM: a code chooses an entry of out_group·in_group weights.
    private static Packing Additive(ListedTensor tensor, ListedTensor books) =>
        tensor.Sizes is [var outputs, var inputs, _] && books.Sizes is [_, _, var outGroup, var inGroup]
            ? new Packing("AQLM", [outputs * outGroup, inputs * inGroup])
            : Packing.Unknown("AQLM", "its codes and codebooks do not fit");

    private ListedTensor? Find(string name)
    {
        if (_tensors is not null)
        {
            return _tensors.GetValueOrDefault(name);
        }

        return Array.IndexOf(_names, name) is >= 0 and var place ? tensors[place] : null;
    }

    private static Dictionary<string, ListedTensor> ByName(IReadOnlyList<ListedTensor> tensors)
    {
        var names = new Dictionary<string, ListedTensor>(tensors.Count, StringComparer.Ordinal);
        foreach (ListedTensor tensor in tensors)
        {
            names.TryAdd(tensor.OwnName, tensor);
        }

        return names;
    }

    private static bool IsWidth(long bits) => bits is >= 1 and <= 8;

    private static long? Exact(long number, long divisor) => divisor > 0 && number % divisor == 0 ? number / divisor : null;

    private static Int128 Product(ReadOnlySpan<long> sizes)
    {
        Int128 product = 1;
        foreach (long size in sizes)
        {
            product = Int128.Min(product * size, long.MaxValue);
        }

        return product;
    }

    // The numbers in a small tensor of integers, or null.
    private static long[]? Numbers(ListedTensor? tensor)
    {
        if (tensor?.Values is not { } values || tensor.Type is not (ElementType.Int64 or ElementType.Int32))
        {
            return null;
        }

        int width = tensor.Type == ElementType.Int64 ? 8 : 4;
        var numbers = new long[values.Length / width];
        for (int i = 0; i < numbers.Length; i++)
        {
            ReadOnlySpan<byte> bytes = values.AsSpan(i * width, width);
            numbers[i] = width == 8 ? System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(bytes) : System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes);
        }

        return Array.TrueForAll(numbers, number => number > 0) && Product(numbers) < long.MaxValue ? numbers : null;
    }

    // The shape in the state of bitsandbytes, which is JSON, or null.
    private static long[]? ShapeIn(byte[]? state)
    {
        if (state is null)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(state, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("shape", out JsonElement shape) || shape.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            long[] sizes = [.. shape.EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out long number) ? number : 0)];
            return sizes.Length > 0 && Array.TrueForAll(sizes, size => size > 0) && Product(sizes) < long.MaxValue ? sizes : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
