using System.Buffers.Binary;
using System.Text;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats.Checkpoints;

/// <summary>
/// What quantisers pack into integers. A matrix of 4096 inputs and 11008 outputs (or one of 2880) is stored as each project stores it; the
/// shapes follow from the project's own code, which PackedModule names.
/// </summary>
public class PackedWeightTests
{
    private const long Inputs = 4096;
    private const long Outputs = 11008;
    private const long All = Inputs * Outputs;

    public static TheoryData<string, string, (string, string, long[])[]> Known => new()
    {
        { "GPTQ int4", "qweight", [("qweight", "I32", [512, Outputs]), ("qzeros", "I32", [32, 1376]), ("scales", "F16", [32, Outputs]), ("g_idx", "I32", [Inputs])] },
        { "GPTQ int8", "qweight", [("qweight", "I32", [1024, Outputs]), ("qzeros", "I32", [32, 2752]), ("scales", "F16", [32, Outputs]), ("g_idx", "I32", [Inputs])] },
        { "GPTQ int3", "qweight", [("qweight", "I32", [384, Outputs]), ("qzeros", "I32", [32, 1032]), ("scales", "F16", [32, Outputs]), ("g_idx", "I32", [Inputs])] },
        { "GPTQ int4", "qweight", [("qweight", "I32", [512, Outputs]), ("qzeros", "I32", [1, 1376]), ("scales", "F16", [1, Outputs]), ("g_idx", "I32", [0])] },
        { "AWQ int4", "qweight", [("qweight", "I32", [Inputs, 1376]), ("qzeros", "I32", [32, 1376]), ("scales", "F16", [32, Outputs])] },
        { "AWQ int4", "qweight", [("qweight", "I32", [Outputs, 512]), ("qzeros", "I32", [Outputs, 4]), ("scales", "F16", [Outputs, 32])] },
        { "AWQ int4", "qweight", [("qweight", "I16", [2752, Inputs]), ("scales", "F16", [32, Outputs]), ("scaled_zeros", "F16", [32, Outputs])] },
        { "SqueezeLLM int4", "qweight", [("qweight", "I32", [512, Outputs]), ("lookup_table", "F16", [Outputs, 16])] },
        { "Int8", "weight", [("weight", "I8", [Outputs, Inputs]), ("SCB", "F32", [Outputs]), ("weight_format", "U8", [])] },
        { "Int8", "weight", [("weight", "I8", [Outputs, Inputs]), ("weight_scale", "BF16", [Outputs, 1]), ("weight_zero_point", "I8", [Outputs, 1])] },
        { "Float8E4M3FN", "weight", [("weight", "F8_E4M3", [Outputs, Inputs]), ("weight_scale", "BF16", [Outputs, 1]), ("input_scale", "F32", [])] },
        { "Float8E4M3FN", "weight", [("weight", "F8_E4M3", [Outputs, Inputs]), ("weight_scale_inv", "F32", [86, 32])] },
        { "Float8E4M3FN", "weight", [("weight", "F8_E4M3", [Outputs, Inputs]), ("weight_scale", "F32", []), ("input_scale", "F32", []), ("k_scale", "F32", [])] },
        { "NVFP4", "weight", [("weight", "U8", [Outputs, 2048]), ("weight_scale", "F8_E4M3", [Outputs, 256]), ("weight_scale_2", "F32", []), ("input_scale", "F32", [])] },
        { "NVFP4", "weight_packed", [("weight_packed", "U8", [Outputs, 2048]), ("weight_scale", "F8_E4M3", [Outputs, 256]), ("weight_global_scale", "F32", [1]), ("input_global_scale", "F32", [1])] },
        { "MXFP4", "weight_packed", [("weight_packed", "U8", [Outputs, 2048]), ("weight_scale", "U8", [Outputs, 128])] },
        { "MXFP4", "gate_proj_blocks", [("gate_proj_blocks", "U8", [Outputs, 128, 16]), ("gate_proj_scales", "U8", [Outputs, 128])] },
        { "int4", "weight", [("weight", "U8", [5504, Inputs]), ("weight_scale", "F16", [Outputs, 32])] },
        { "MLX int8", "weight", [("weight", "U32", [Outputs, 1024]), ("scales", "F16", [Outputs, 32]), ("biases", "F16", [Outputs, 32])] },
        { "MLX int5", "weight", [("weight", "U32", [Outputs, 640]), ("scales", "F16", [Outputs, 64]), ("biases", "F16", [Outputs, 64])] },
        { "MXFP4", "weight", [("weight", "U32", [Outputs, 512]), ("scales", "U8", [Outputs, 128])] },
        { "EXL2", "q_weight", [("q_weight", "I32", [530, Outputs]), ("q_invperm", "I32", [Inputs]), ("q_scale", "I32", [32, 1376]), ("q_scale_max", "F16", [32]), ("q_groups", "I16", [64])] },
        { "EXL3", "trellis", [("trellis", "I16", [256, 688, 64]), ("suh", "F16", [Inputs]), ("svh", "F16", [Outputs])] },
        { "AQLM", "codes", [("codes", "I16", [Outputs, 512, 1]), ("codebooks", "F16", [1, 65536, 1, 8]), ("scales", "F16", [Outputs, 1, 1, 1])] },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void A_packed_matrix_has_the_weights_that_it_holds(string format, string name, (string, string, long[])[] tensors)
    {
        Layer network = Gather([.. tensors, ("bias", "F16", [Outputs])]);
        WeightMeasurement[] rows = [.. WeightMeasurement.Of(new Network(network))];

        WeightMeasurement packed = rows.Single(row => row.Weight == name);
        Assert.Equal((All, format, true), (packed.Parameters, packed.Type, packed.IsTrainable));
        Assert.Equal(All + Outputs, ParameterMeasurement.Of(new Network(network)).Parameters);
        Assert.All(rows.Where(row => row.Weight != name && row.Weight != "bias"), row => Assert.Equal((0, 0, false), (row.Parameters, row.Buffers, row.IsTrainable)));
        Assert.Equal(rows.Sum(row => row.Bytes), ParameterMeasurement.Of(new Network(network)).Bytes);
    }

    // The same word counts fit 4 bits in groups of 64 and 2 bits in groups of 128; only the settings say which.
    [Fact]
    public void Scales_that_fit_several_numbers_of_bits_need_the_settings()
    {
        (string, string, long[])[] tensors = [("weight", "U32", [Outputs, 512]), ("scales", "F16", [Outputs, 64]), ("biases", "F16", [Outputs, 64])];
        var warnings = new List<string>();
        Network alone = new(Gather(tensors, warning: warnings.Add));
        Assert.Null(NetworkMeasurement.Of(alone).Parameters);
        Assert.Contains("2 bits in groups of 128 and 4 bits in groups of 64", Assert.Single(warnings));
        Assert.Contains("no config.json", warnings[0]);

        const string Settings = """{"quantization": {"bits": 4, "group_size": 64, "m": {"bits": 2, "group_size": 128}}}""";
        Assert.Equal(All, ParameterMeasurement.Of(new Network(Gather(tensors, "other", ("config.json", Settings)))).Parameters);
        Assert.Equal(2 * All, ParameterMeasurement.Of(new Network(Gather(tensors, "m", ("config.json", Settings)))).Parameters);
    }

    [Theory]
    [InlineData("config.json", """{"quantization_config": {"quant_method": "gptq", "bits": 4}}""")]
    [InlineData("quantize_config.json", """{"bits": 4, "group_size": 128}""")]
    [InlineData("quant_config.json", """{"w_bit": 4, "q_group_size": 128}""")]
    public void Bits_that_no_tensor_says_come_from_the_settings(string file, string json)
    {
        (string, string, long[])[] tensors = [("qweight", "I32", [512, Outputs]), ("scales", "F16", [32, Outputs])];
        Assert.Equal(All, ParameterMeasurement.Of(new Network(Gather(tensors, "m", (file, json)))).Parameters);
    }

    [Theory]
    [InlineData("qweight", "I32", 512, "scales", 33, "fit neither")]
    [InlineData("weight", "U8", 512, "weight_scale", 32, "no layout that is known")]
    [InlineData("weight_packed", "I32", 512, "weight_scale", 32, "weight_shape")]
    [InlineData("weight", "I32", 512, "weight_scale", 32, "no layout that is known")]
    [InlineData("W_q", "U8", 512, "scale", 32, "neither its shape nor the config.json")]
    [InlineData("x_blocks", "U8", 512, "x_scales", 32, "no scales of its first axes")]
    public void What_no_source_says_is_unknown_with_its_reason(string name, string type, long columns, string scales, long groups, string says)
    {
        var warnings = new List<string>();
        Network network = new(Gather([(name, type, [64, columns]), (scales, "F16", [64, groups])], warning: warnings.Add));
        Assert.True(NetworkMeasurement.Of(network).IsLowerBound);
        Assert.Contains(says, Assert.Single(warnings));
    }

    // qzeros contradict g_idx.
    [Fact]
    public void Tensors_that_contradict_each_other_are_unknown()
    {
        Layer network = Gather([("qweight", "I32", [512, Outputs]), ("qzeros", "I32", [32, 2752]), ("scales", "F16", [32, Outputs]), ("g_idx", "I32", [Inputs])]);
        Assert.Null(NetworkMeasurement.Of(new Network(network)).Parameters);
    }

    [Theory]
    [InlineData("nf4", "NF4")]
    [InlineData("fp4", "FP4")]
    public void The_state_of_bitsandbytes_has_the_shape(string kind, string format)
    {
        const string State = """{"quant_type": "nf4", "blocksize": 64, "dtype": "bfloat16", "shape": [33, 7], "nested_blocksize": 256}""";
        byte[] file = WithValues(
            ("m.weight", "U8", [116, 1], null), ("m.weight.absmax", "U8", [4], null), ("m.weight.quant_map", "F32", [16], null),
            ("m.weight.nested_absmax", "F32", [1], null), ("m.weight.nested_quant_map", "F32", [256], null),
            ($"m.weight.quant_state.bitsandbytes__{kind}", "U8", [State.Length], Encoding.ASCII.GetBytes(State)), ("m.bias", "BF16", [33], null));
        WeightMeasurement[] rows = [.. WeightMeasurement.Of(new Network(SafetensorsFile.Read(file)))];

        Assert.Equal(("33x7", 231L, format), (rows[1].Shape, rows[1].Parameters, rows[1].Type));
        Assert.All(rows, row => Assert.Equal("m", row.Layer));
        Assert.Equal(231 + 33, rows.Sum(row => row.Parameters));
    }

    [Theory]
    [InlineData(1376, 4096, "int4")]
    [InlineData(2752, 4096, "int8")]
    [InlineData(1376, 4095, "int4")]
    public void The_shape_of_compressed_tensors_says_the_bits(long words, long inputs, string format)
    {
        var shape = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(shape, 16);
        BinaryPrimitives.WriteInt64LittleEndian(shape.AsSpan(8), words * 8 / (format == "int8" ? 2 : 1) - (4096 - inputs));
        byte[] file = WithValues(("m.weight_packed", "I32", [16, words], null), ("m.weight_scale", "BF16", [16, 1], null), ("m.weight_shape", "I64", [2], shape));
        WeightMeasurement row = WeightMeasurement.Of(new Network(SafetensorsFile.Read(file))).Single(row => row.Weight == "weight_packed");
        Assert.Equal((16 * (11008 - (4096 - inputs)), format), (row.Parameters, row.Type));
    }

    [Fact]
    public void The_shape_of_HQQ_says_the_weights()
    {
        var shape = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(shape, 30);
        BinaryPrimitives.WriteInt64LittleEndian(shape.AsSpan(8), 64);
        byte[] file = WithValues(("m.W_q", "I32", [1, 192], null), ("m.scale", "BF16", [30, 1], null), ("m.zero", "BF16", [30, 1], null), ("m.shape", "I64", [2], shape), ("m.nbits", "I64", [1], null));
        Assert.Equal(1920, ParameterMeasurement.Of(new Network(SafetensorsFile.Read(file))).Parameters);
    }

    // gpt-oss-120b: 65,248,815,744 bytes, 116,829,156,672 parameters; the published config.json has the sizes.
    [Fact]
    public void The_weights_of_gpt_oss_have_their_published_bytes()
    {
        const long Width = 2880, Layers = 36, Experts = 128, Heads = 64, KeyValueHeads = 8, HeadWidth = 64, Words = 201_088;
        List<(string, string, long[])> tensors = [("embed.weight", "BF16", [Words, Width]), ("norm.weight", "BF16", [Width]), ("head.weight", "BF16", [Words, Width])];
        for (int i = 0; i < Layers; i++)
        {
            tensors.AddRange(((string, string, long[])[])
            [
                ($"{i}.attn.q.weight", "BF16", [Heads * HeadWidth, Width]), ($"{i}.attn.q.bias", "BF16", [Heads * HeadWidth]),
                ($"{i}.attn.k.weight", "BF16", [KeyValueHeads * HeadWidth, Width]), ($"{i}.attn.k.bias", "BF16", [KeyValueHeads * HeadWidth]),
                ($"{i}.attn.v.weight", "BF16", [KeyValueHeads * HeadWidth, Width]), ($"{i}.attn.v.bias", "BF16", [KeyValueHeads * HeadWidth]),
                ($"{i}.attn.o.weight", "BF16", [Width, Heads * HeadWidth]), ($"{i}.attn.o.bias", "BF16", [Width]), ($"{i}.attn.sinks", "BF16", [Heads]),
                ($"{i}.norm1.weight", "BF16", [Width]), ($"{i}.norm2.weight", "BF16", [Width]),
                ($"{i}.router.weight", "BF16", [Experts, Width]), ($"{i}.router.bias", "BF16", [Experts]),
                ($"{i}.experts.gate_up_proj_blocks", "U8", [Experts, 2 * Width, Width / 32, 16]), ($"{i}.experts.gate_up_proj_scales", "U8", [Experts, 2 * Width, Width / 32]),
                ($"{i}.experts.gate_up_proj_bias", "BF16", [Experts, 2 * Width]),
                ($"{i}.experts.down_proj_blocks", "U8", [Experts, Width, Width / 32, 16]), ($"{i}.experts.down_proj_scales", "U8", [Experts, Width, Width / 32]),
                ($"{i}.experts.down_proj_bias", "BF16", [Experts, Width]),
            ]);
        }

        ParameterMeasurement row = ParameterMeasurement.Of(new Network(Gather(tensors, "")));
        Assert.Equal((116_829_156_672, 65_248_815_744), (row.Parameters, row.Bytes));
    }

    // 78,613,118,976 words of 32 bits and 9,964,787,842 numbers of 16 bits hold 314,590,623,874 parameters: four in each word, and the scales
    // and offsets of groups of 64 are none.
    [Fact]
    public void Words_of_four_weights_are_counted_without_their_scales()
    {
        const long Rows = 51_180_416, Words = 1536, Groups = Words * 4 / 64;
        (string, string, long[])[] tensors =
        [
            ("m.weight", "U32", [Rows, Words]), ("m.scales", "BF16", [Rows, Groups]), ("m.biases", "BF16", [Rows, Groups]),
            ("norm.weight", "BF16", [9_964_787_842 - (2 * Rows * Groups)]),
        ];
        Assert.Equal(78_613_118_976, Rows * Words);
        Network network = new(Gather(tensors, "", ("config.json", """{"quantization": {"bits": 8, "group_size": 64}}""")));
        Assert.Equal(314_590_623_874, ParameterMeasurement.Of(network).Parameters);
    }

    // GPT-2's checkpoint keeps the mask of each attention as a tensor named bias.
    [Fact]
    public void A_causal_mask_is_no_parameter()
    {
        byte[] file = SafetensorsFile.Of(("h.0.attn.bias", "F32", [1, 1, 8, 8]), ("h.0.attn.c_attn.bias", "F32", [8]), ("h.0.conv.bias", "F32", [1, 1, 8]));
        Assert.Equal(16, ParameterMeasurement.Of(new Network(SafetensorsFile.Read(file))).Parameters);
    }

    // A parameter may have a name that scales have elsewhere.
    [Fact]
    public void Names_of_scales_are_parameters_where_nothing_is_packed()
    {
        byte[] file = SafetensorsFile.Of(("a.scales", "F32", [3]), ("a.weight", "F32", [5]), ("logit_scale", "F32", []), ("b.biases", "F32", [2]), ("b.weight_scale", "F32", [4]), ("c.input_scale", "F32", [7]));
        Assert.Equal(3 + 5 + 1 + 2 + 4 + 7, ParameterMeasurement.Of(new Network(SafetensorsFile.Read(file))).Parameters);
    }

    // Another format than the file's has no use for the file's scales.
    [Fact]
    public void Memory_in_another_format_leaves_out_the_scales()
    {
        Network network = new(Gather([("qweight", "I32", [512, 32]), ("qzeros", "I32", [32, 4]), ("scales", "F16", [32, 32]), ("g_idx", "I32", [Inputs])]));
        Assert.Equal((512 * 32 * 4) + (32 * 4 * 4) + (32 * 32 * 2) + (Inputs * 4), MemoryMeasurement.Of(network, new MemoryOptions()).WeightBytes);
        Assert.Equal(Inputs * 32 * 2, MemoryMeasurement.Of(network, new MemoryOptions { WeightFormat = NumberFormat.Parse("float16") }).WeightBytes);
    }

    private static Layer Gather(IReadOnlyList<(string Name, string Type, long[] Sizes)> tensors, string module = "m", (string File, string Text)? beside = null, Action<string>? warning = null)
    {
        ListedTensor[] listed = [.. tensors.Select(tensor =>
        {
            (ElementType type, _) = SafetensorsTypes.Find(tensor.Type)!.Value;
            string name = module.Length == 0 ? tensor.Name : $"{module}.{tensor.Name}";
            return new ListedTensor(name, tensor.Sizes, type, null, SafetensorsFile.BytesOf(tensor.Type, tensor.Sizes)) { CanPack = true };
        })];
        var place = new FilePlace("model.safetensors", name => name == beside?.File ? new MemoryStream(Encoding.UTF8.GetBytes(beside.Value.Text)) : null);
        return TensorModules.Gather("file", listed, new ImportOptions { Place = place, Warning = warning });
    }

    // A file in which some tensors have values.
    private static byte[] WithValues(params (string Name, string Type, long[] Sizes, byte[]? Values)[] tensors)
    {
        byte[] file = SafetensorsFile.Of([.. tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Sizes))]);
        long at = file.Length - tensors.Sum(tensor => SafetensorsFile.BytesOf(tensor.Type, tensor.Sizes));
        foreach ((_, string type, long[] sizes, byte[]? values) in tensors)
        {
            values?.CopyTo(file, at);
            at += SafetensorsFile.BytesOf(type, sizes);
        }

        return file;
    }
}
