using System.Text;

namespace DeepCalc.Tests.Formats.HuggingFace;

public class HuggingFaceFormatTests
{
    public static TheoryData<string, long> Published
    {
        get
        {
            var published = new TheoryData<string, long>();
            foreach (KnownNetwork known in KnownNetwork.All)
            {
                published.Add(known.Name, known.Published);
            }

            return published;
        }
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Parameters_equal_the_published_and_the_hand_counted_ones(string network, long published)
    {
        Assert.Equal(published, KnownNetwork.All.Single(known => known.Name == network).Counted);
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(Configs.Read(Configs.All[network])));
        Assert.Equal(published, row.Parameters);
        Assert.Equal("network", row.Network);
        Assert.Null(row.UncountedParameters);
    }

    // Mixtral's paper says 12.9 billion, Qwen's cards 2.7 and 3.3 billion with the embeddings; here with 2 of 8, 4 of 60, and 8 of 128
    // experts.
    [Fact]
    public void Active_parameters_include_only_the_chosen_experts()
    {
        Assert.Equal(HandCount.Llama(32_000, 4096, 14_336, 32, 32, 8, 128, experts: 2, routes: 8), Active("Mixtral-8x7B"));
        Assert.Equal(12_879_925_248, Active("Mixtral-8x7B"));
        Assert.Equal(HandCount.Llama(151_936, 2048, 1408, 24, 16, 16, 128, inputBias: true, experts: 4, routes: 60, shared: 5632), Active("Qwen1.5-MoE-A2.7B"));
        Assert.Equal(HandCount.Llama(151_936, 2048, 768, 48, 32, 4, 128, headNorms: true, experts: 8, routes: 128), Active("Qwen3-30B-A3B"));

        static long? Active(string name) => NetworkMeasurement.Of(new Network(Configs.Read(Configs.All[name]))).ActiveParameters;
    }

    // A multiply-add for each weight of a projection and each position, and 2·T²·h·d for the scores and the values.
    [Theory]
    [InlineData("Llama-3-8B", 128_256L * 4096, 32 * 2 * 32 * 128)]
    [InlineData("Qwen3-0.6B", 0L, 28 * 2 * 16 * 128)]
    [InlineData("Gemma-2-2B", 0L, 26 * 2 * 8 * 256)]
    [InlineData("GPT-NeoX-20B", 50_432L * 6144, 44 * 2 * 64 * 96)]
    public void Macs_follow_from_the_sequence_length(string name, long wordsBeforeHead, long attentionOfOne)
    {
        const long Length = 100;
        var network = new Network(Configs.Read(Configs.All[name], new ImportOptions { Sizes = new Dictionary<string, long> { ["T"] = Length } }));
        long vectors = network.Layers.Where(layer => layer.Definition is Normalization).SelectMany(layer => layer.Weights()).Sum(weight => weight.Count.Value);
        long biases = network.Layers.SelectMany(layer => layer.Weights()).Where(weight => weight.Name.EndsWith("bias", StringComparison.Ordinal) || weight.Name.Contains("norm_")).Sum(weight => weight.Count.Value);
        long projections = KnownNetwork.All.Single(known => known.Name == name).Counted - vectors - biases - wordsBeforeHead;

        NetworkMeasurement row = NetworkMeasurement.Of(network);
        Assert.Equal((Length * projections) + (Length * Length * attentionOfOne), row.Macs);
        Assert.False(row.IsLowerBound);
    }

    [Fact]
    public void The_sequence_length_is_open_unless_given()
    {
        var network = new Network(Configs.Read(Configs.All["Llama-3.2-1B"]));
        Assert.Equal(("T", "Tx128256"), (network.Inputs[0].OutputShape.ToString(), network.Output.OutputShape.ToString()));
        Assert.Contains("model.layers.15/attention", network.Layers.Select(network.NameOf));
        Assert.Equal("lm_head", network.NameOf(network.Output));
        Assert.Contains("·T", NetworkMeasurement.Of(network).MacsFormula, StringComparison.Ordinal);

        NetworkMeasurement long4 = NetworkMeasurement.Of(network.WithInput(new TensorShape(4)));
        Assert.Equal("4x128256", long4.OutputShape);
    }

    // Torchvision has 17,563,828,224 for its ViT-B/16, without attention's two products; here they are included, as in
    // examples/zoo/vit.ps1.
    [Fact]
    public void Images_have_the_size_in_the_file()
    {
        var network = new Network(Configs.Read(Configs.All["ViT-B/16, 1000 classes"]));
        Assert.Equal(("3x224x224", "1000"), (network.Inputs[0].OutputShape.ToString(), network.Output.OutputShape.ToString()));
        long patches = 196 * 768 * 768;
        long block = (197 * 4 * 768 * 768) + (2 * 197 * 197 * 768) + (197 * 2 * 768 * 3072);
        Assert.Equal(patches + (12L * block) + (768 * 1000), NetworkMeasurement.Of(network).Macs);

        var wide = new Network(Configs.Read(Configs.Of("vit", "ViTModel", "hidden_size: 64, intermediate_size: 128, num_hidden_layers: 1, num_attention_heads: 2, image_size: [32, 64], patch_size: [16, 8]")));
        Assert.Equal("3x32x64", wide.Inputs[0].OutputShape.ToString());
        Assert.Contains(wide.Layers, layer => layer.OutputShape.ToString() == "17x64");
    }

    [Fact]
    public void Pre_training_has_two_outputs()
    {
        var network = new Network(Configs.Read(Configs.All["BERT-base, pre-training"]));
        Assert.Equal(["Tx30522", "2"], network.Outputs.Select(output => output.OutputShape.ToString()));
        Assert.Equal(["input_ids", "token_type_ids"], network.Inputs.Select(network.NameOf));
    }

    [Fact]
    public void The_head_of_a_decoder_follows_from_architectures()
    {
        string sizes = "vocab_size: 10, hidden_size: 8, intermediate_size: 16, num_hidden_layers: 1, num_attention_heads: 2, num_labels: 3";
        long body = HandCount.Llama(10, 8, 16, 1, 2, 2, 4, tied: true);
        Assert.Equal(body, Count("LlamaModel"));
        Assert.Equal(body + 80, Count("LlamaForCausalLM"));
        Assert.Equal(body + 80, Count(null));
        Assert.Equal(body + 24, Count("LlamaForSequenceClassification"));
        Assert.Equal(body + 27, Count("LlamaForTokenClassification"));

        long Count(string? architecture) => ParameterMeasurement.Of(new Network(Configs.Read(Configs.Of("llama", architecture, sizes)))).Parameters!.Value;
    }

    [Fact]
    public void Biases_and_tied_embeddings_follow_the_flags()
    {
        const string Sizes = "vocab_size: 10, hidden_size: 8, intermediate_size: 16, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2";
        long plain = HandCount.Llama(10, 8, 16, 2, 4, 2, 2);
        Assert.Equal(plain, Count(""));
        Assert.Equal(plain - 80, Count(", tie_word_embeddings: true"));
        Assert.Equal(plain + (2 * (8 + 4 + 4 + 8)), Count(", attention_bias: true"));
        Assert.Equal(plain + (2 * (16 + 16 + 8)), Count(", mlp_bias: true"));
        Assert.Equal(HandCount.Llama(10, 8, 16, 2, 4, 2, 6), Count(", head_dim: 6"));

        static long Count(string more) => ParameterMeasurement.Of(new Network(Configs.Read(Configs.Of("llama", null, Sizes + more)))).Parameters!.Value;
    }

    // Further networks, with sizes that the others do not have.
    [Theory]
    [InlineData(70_553_706_496, "llama", "LlamaForCausalLM", "vocab_size: 128256, hidden_size: 8192, intermediate_size: 28672, num_hidden_layers: 80, num_attention_heads: 64, num_key_value_heads: 8")]
    [InlineData(3_212_749_824, "llama", "LlamaForCausalLM", "vocab_size: 128256, hidden_size: 3072, intermediate_size: 8192, num_hidden_layers: 28, num_attention_heads: 24, num_key_value_heads: 8, tie_word_embeddings: true")]
    [InlineData(6_738_546_688, "llama", "LlamaForCausalLM", "vocab_size: 32016, hidden_size: 4096, intermediate_size: 11008, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: null")]
    [InlineData(14_770_033_664, "qwen2", "Qwen2ForCausalLM", "vocab_size: 152064, hidden_size: 5120, intermediate_size: 13824, num_hidden_layers: 48, num_attention_heads: 40, num_key_value_heads: 8")]
    [InlineData(27_227_128_320, "gemma2", "Gemma2ForCausalLM", "vocab_size: 256000, hidden_size: 4608, intermediate_size: 36864, num_hidden_layers: 46, num_attention_heads: 32, num_key_value_heads: 16, head_dim: 128")]
    [InlineData(302_863_104, "gemma3_text", "Gemma3TextModel", "vocab_size: 262144, hidden_size: 768, intermediate_size: 1152, num_hidden_layers: 24, num_attention_heads: 3, num_key_value_heads: 1, head_dim: 256")]
    [InlineData(3_836_021_760, "phi3", "Phi3ForCausalLM", "vocab_size: 200064, hidden_size: 3072, intermediate_size: 8192, num_hidden_layers: 32, num_attention_heads: 24, num_key_value_heads: 8, partial_rotary_factor: 0.75, tie_word_embeddings: true")]
    [InlineData(405_334_016, "gpt_neox", "GPTNeoXForCausalLM", "vocab_size: 50304, hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, num_attention_heads: 16, tie_word_embeddings: false")]
    [InlineData(235_093_634_560, "qwen3_moe", "Qwen3MoeForCausalLM", "vocab_size: 151936, hidden_size: 4096, intermediate_size: 12288, num_hidden_layers: 94, num_attention_heads: 64, num_key_value_heads: 4, head_dim: 128, num_local_experts: 128, num_experts_per_tok: 8, moe_intermediate_size: 1536")]
    [InlineData(335_141_888, "bert", "BertModel", "vocab_size: 30522, hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, num_attention_heads: 16, max_position_embeddings: 512, type_vocab_size: 2")]
    [InlineData(278_043_648, "xlm-roberta", "XLMRobertaModel", "vocab_size: 250002, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, max_position_embeddings: 514, type_vocab_size: 1")]
    [InlineData(304_326_632, "vit", "ViTForImageClassification", "hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24, num_attention_heads: 16, image_size: 224, patch_size: 16, num_labels: 1000")]
    public void Published_parameters_of_more_networks(long published, string family, string architecture, string settings) =>
        Assert.Equal(published, Count(Configs.Of(family, architecture, settings)));

    // Each family's class in transformers has its own defaults for head settings. A null means the number of query heads, or the width
    // divided by the heads.
    [Theory]
    [InlineData("llama", 32, 2)]
    [InlineData("mistral", 8, 2)]
    [InlineData("mixtral", 8, 2)]
    [InlineData("qwen2", 32, 2)]
    [InlineData("qwen2_moe", 16, 2)]
    [InlineData("qwen3", 32, 128)]
    [InlineData("qwen3_moe", 4, 2)]
    [InlineData("gemma", 16, 256)]
    [InlineData("gemma2", 4, 256)]
    [InlineData("gemma3_text", 4, 256)]
    [InlineData("phi3", 32, 2)]
    public void Missing_head_settings_have_the_defaults_of_the_family(string family, long keyValueHeads, long headWidth)
    {
        string sizes = "vocab_size: 10, hidden_size: 64, intermediate_size: 16, num_hidden_layers: 1, num_attention_heads: 32" + family switch
        {
            "mixtral" => ", num_experts: 3, num_experts_per_tok: 1",
            "qwen3_moe" => ", num_experts: 3, num_experts_per_tok: 1, moe_intermediate_size: 4",
            "qwen2_moe" => ", num_experts: 3, num_experts_per_tok: 1, moe_intermediate_size: 4, shared_expert_intermediate_size: 4",
            _ => "",
        };
        Assert.Equal((keyValueHeads * headWidth, headWidth), Heads(sizes));
        Assert.Equal((32 * headWidth, headWidth), Heads(sizes + ", num_key_value_heads: null"));
        Assert.Equal((2 * 6, 6), Heads(sizes + ", num_key_value_heads: 2, head_dim: 6"));

        (long Keys, long Width) Heads(string settings)
        {
            Layer attention = new Network(Configs.Read(Configs.Of(family, null, settings))).Layers.First(layer => layer.Definition is MultiHeadAttention);
            IReadOnlyList<Weight> weights = attention.Weights();
            return (weights.Single(weight => weight.Name == "key_kernel").Shape.Last.Value, weights.Single(weight => weight.Name == "query_kernel").Shape.Last.Value / 32);
        }
    }

    [Fact]
    public void An_empty_list_of_architectures_is_treated_as_missing() =>
        Assert.Equal(109_482_240, Count(Configs.All["BERT-base"].Replace("[\"BertModel\"]", "[]")));

    private static long Count(string json) => ParameterMeasurement.Of(new Network(Configs.Read(json))).Parameters!.Value;

    // Layers 0 and 2 have one network of 16, because they are listed or come in between.
    [Fact]
    public void Experts_are_in_the_layers_that_the_file_names()
    {
        const string Sizes = "vocab_size: 10, hidden_size: 8, intermediate_size: 16, moe_intermediate_size: 4, num_experts: 3, num_experts_per_tok: 1, num_hidden_layers: 4, num_attention_heads: 2, num_key_value_heads: 2, head_dim: 4";
        Assert.Equal(["1", "3"], Experts(", decoder_sparse_step: 2"));
        Assert.Equal(["1", "3"], Experts(", mlp_only_layers: [0, 2]"));
        Assert.Equal(["0", "1", "2", "3"], Experts(""));

        static string[] Experts(string more)
        {
            var network = new Network(Configs.Read(Configs.Of("qwen3_moe", null, Sizes + more)));
            return [.. network.Layers.Where(layer => layer.Definition is MixtureOfExperts).Select(layer => network.NameOf(layer).Split('.', '/')[2])];
        }
    }

    [Fact]
    public void Settings_of_a_family_reach_the_layers()
    {
        MultiHeadAttention gemma2 = Attention("Gemma-2-2B");
        Assert.True(gemma2 is { CapsScores: true, HeadNormalization: null, UseRotary: true, RotaryWidth: null });
        Assert.True(Attention("Gemma-3-1B") is { CapsScores: false, HeadNormalization: NormalizationKind.Rms });
        Assert.Equal(32, Attention("Phi-2").RotaryWidth);
        Assert.Equal(24, Attention("GPT-NeoX-20B").RotaryWidth);
        Assert.Contains(new Network(Configs.Read(Configs.All["Gemma-2-2B"])).Layers, layer => layer.Name == "lm_head/cap");
        Assert.DoesNotContain(new Network(Configs.Read(Configs.All["Gemma-3-1B"])).Layers, layer => layer.Name == "lm_head/cap");
        Assert.Equal("lm_head", new Network(Configs.Read(Configs.All["Gemma-2-2B"].Replace("30.0", "null"))).Output.Name);

        static MultiHeadAttention Attention(string name) =>
            new Network(Configs.Read(Configs.All[name])).Layers.Select(layer => layer.Definition).OfType<MultiHeadAttention>().First();
    }

    [Fact]
    public void A_network_can_be_cut_at_a_layer()
    {
        Layer cut = Configs.Read(Configs.All["Llama-3.2-1B"], new ImportOptions { Outputs = ["model.layers.0/feed_forward_add"] });
        Assert.Equal("Tx2048", cut.OutputShape.ToString());
        Assert.Equal("network", new Network(cut).Name);
        Assert.Equal(
            ErrorCode.LayerNotFound,
            Assert.Throws<DeepCalcException>(() => Configs.Read(Configs.All["GPT-2"], new ImportOptions { Outputs = ["nope"] })).Code);
    }

    // The sizes of Qwen3-1.7B: 1,720,574,976 parameters, as its model card says.
    private const string TextNetwork = """
        {"model_type": "qwen3_vl_text", "hidden_size": 2048, "intermediate_size": 6144, "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128,
         "vocab_size": 151936, "hidden_act": "silu", "attention_bias": false, "rms_norm_eps": 1e-06, "tie_word_embeddings": true,
         "rope_scaling": {"mrope_section": [24, 20, 20], "mrope_interleaved": true, "rope_type": "default"}}
        """;

    [Fact]
    public void The_text_network_of_a_multimodal_network_is_read_from_its_own_file() =>
        Assert.Equal(1_720_574_976, ParameterMeasurement.Of(new Network(Configs.Read(TextNetwork))).Parameters);

    // As the configurations of transformers have it: Qwen2VLTextConfig, Qwen2_5_VLTextConfig, Qwen2_5OmniTextConfig, Qwen3VLTextConfig.
    [Theory]
    [InlineData("qwen2", 32)]
    [InlineData("qwen2_vl_text", 8)]
    [InlineData("qwen2_5_vl_text", 8)]
    [InlineData("qwen2_5_omni_text", 4)]
    [InlineData("qwen3_vl_text", 32)]
    public void Missing_key_and_value_heads_have_the_default_of_the_family(string family, long heads)
    {
        const string Sizes = "\"hidden_size\": 64, \"intermediate_size\": 16, \"num_hidden_layers\": 1, \"num_attention_heads\": 32, \"vocab_size\": 10";
        Network network = new(Configs.Read($"{{\"model_type\": \"{family}\", {Sizes}}}"));
        Assert.Equal(heads, network.Layers.Select(layer => layer.Definition).OfType<MultiHeadAttention>().Single().KeyValueHeads);
    }

    // Follows the advice of the error.
    [Fact]
    public void The_advice_for_a_multimodal_network_works_when_followed()
    {
        string whole = $"{{\"model_type\": \"unknown_vl\", \"vision_config\": {{}}, \"text_config\": {TextNetwork}}}";
        Refused(whole, ErrorCode.LayerUnknown, "Its text network is supported: import it with -Part Text.");
        Assert.Equal(1_720_574_976, ParameterMeasurement.Of(new Network(Configs.Read(whole, new ImportOptions { OnlyPart = NetworkPart.Text }))).Parameters);

        Refused("{\"model_type\": \"unknown_vl\", \"text_config\": {\"model_type\": \"qwen2\"}}", ErrorCode.LayerUnknown, " is missing; the family qwen2 needs it.");
        Refused("{\"model_type\": \"unknown_vl\", \"text_config\": {\"model_type\": \"llama\", \"kv_lora_rank\": 8}}", ErrorCode.LayerUnknown, "kv_lora_rank");
        Refused("{\"model_type\": \"mllama\", \"text_config\": {\"model_type\": \"mllama_text_model\"}}", ErrorCode.LayerUnknown, "Neither is its text network (text_config): its model_type mllama_text_model is not supported");
        Refused("{\"model_type\": \"x\", \"text_config\": {}}", ErrorCode.LayerUnknown, "the file has no model_type");
    }

    [Theory]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("NaN")]
    public void Infinity_and_NaN_of_Python_are_read(string number)
    {
        string json = Configs.All["Llama-3.2-1B"];
        long parameters = ParameterMeasurement.Of(new Network(Configs.Read(json))).Parameters!.Value;
        string written = json.Replace("\"vocab_size\"", $"\"time_step_limit\": [0.0, {number}], \"text\": \"Infinity and NaN\", \"vocab_size\"");
        Assert.Equal(parameters, ParameterMeasurement.Of(new Network(Configs.Read(written))).Parameters);
    }

    [Theory]
    [InlineData("1", "true")]
    [InlineData("0", "false")]
    [InlineData("1.0", "true")]
    public void A_flag_can_be_a_number(string number, string flag)
    {
        string json = Configs.All["Llama-3.2-1B"];
        Assert.Equal(Count(flag), Count(number));

        long Count(string value) => ParameterMeasurement.Of(new Network(Configs.Read(json.Replace("\"tie_word_embeddings\": true", $"\"tie_word_embeddings\": {value}")))).Parameters!.Value;
    }

    [Theory]
    [InlineData("", ErrorCode.FileCorrupt, "not valid JSON")]
    [InlineData("[1]", ErrorCode.FileCorrupt, "JSON object")]
    [InlineData("{\"a\": ", ErrorCode.FileCorrupt, "line 1")]
    [InlineData("{}", ErrorCode.FormatUnknown, "no model_type")]
    [InlineData("{\"model_type\": 3}", ErrorCode.InvalidSetting, "model_type is 3")]
    [InlineData("{\"model_type\": \"t6\"}", ErrorCode.LayerUnknown, "model_type t6 is not supported; supported are llama, mistral")]
    [InlineData("{\"model_type\": \"gemma3\"}", ErrorCode.InvalidSetting, "text_config is missing")]
    [InlineData("{\"model_type\": \"llava\", \"text_config\": {\"model_type\": \"llama\"}}", ErrorCode.InvalidSetting, "vision_config is missing")]
    [InlineData("{\"model_type\": \"\\ud800\"}", ErrorCode.FileCorrupt, "Unicode")]
    public void A_file_that_is_not_a_config_is_refused(string json, ErrorCode code, string says) => Refused(json, code, says);

    [Theory]
    [InlineData("\"num_hidden_layers\": 16", "\"num_hidden_layers\": 0", ErrorCode.InvalidSetting, "num_hidden_layers is 0; it must be an integer")]
    [InlineData("\"num_hidden_layers\": 16", "\"num_hidden_layers\": 1000000", ErrorCode.FileTooLarge, "1024 layers")]
    [InlineData("\"num_hidden_layers\": 16", "\"n\": 16", ErrorCode.InvalidSetting, "num_hidden_layers is missing")]
    [InlineData("\"vocab_size\": 128256", "\"vocab_size\": \"many\"", ErrorCode.InvalidSetting, "vocab_size is \"many\"")]
    [InlineData("\"vocab_size\": 128256", "\"vocab_size\": 1e3", ErrorCode.InvalidSetting, "vocab_size is 1e3")]
    [InlineData("\"vocab_size\": 128256", "\"vocab_size\": -5", ErrorCode.InvalidSetting, "vocab_size is -5")]
    [InlineData("\"vocab_size\": 128256", "\"hidden_act\": \"magic\"", ErrorCode.InvalidSetting, "hidden_act is magic")]
    [InlineData("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": \"yes\"", ErrorCode.InvalidSetting, "true or false")]
    [InlineData("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 7", ErrorCode.GroupsMismatch, "model.layers.0/attention: 32 heads")]
    [InlineData("LlamaForCausalLM", "LlamaForQuestionAnswering", ErrorCode.LayerUnknown, "LlamaForCausalLM, ")]
    [InlineData("LlamaForCausalLM", "GPT2Model", ErrorCode.LayerUnknown, "GPT2Model is not supported")]
    [InlineData("[\"LlamaForCausalLM\"]", "3", ErrorCode.InvalidSetting, "architectures is 3")]
    public void An_invalid_setting_is_an_error_that_names_it(string good, string bad, ErrorCode code, string says)
    {
        string json = Configs.All["Llama-3.2-1B"];
        Assert.Contains(good, json);
        Refused(json.Replace(good, bad), code, says);
    }

    [Fact]
    public void Unsupported_features_are_refused()
    {
        Refused(Configs.All["BERT-base"].Replace("\"gelu\"", "\"gelu\", \"position_embedding_type\": \"relative_key\""), ErrorCode.LayerUnknown, "absolute");
        Refused(Configs.All["BERT-base"].Replace("\"gelu\"", "\"gelu\", \"add_cross_attention\": true"), ErrorCode.LayerUnknown, "add_cross_attention");
        Refused(Configs.All["ViT-B/16"].Replace("\"image_size\": 224", "\"image_size\": [1, 2, 3]"), ErrorCode.InvalidSetting, "image_size");
        Refused(Configs.All["ViT-B/16"].Replace("\"image_size\": 224", "\"image_size\": 8"), ErrorCode.KernelTooLarge, "embeddings/patches");
        Refused("{\"model_type\": \"llama\", \"a\": " + string.Concat(Enumerable.Repeat("[", 100_000)), ErrorCode.FileTooLarge, "nested deeper than 64 levels");
    }

    [Fact]
    public void The_format_is_recognised_by_its_first_bytes() => Assert.True(HuggingFaceFormat.Recognizes(Encoding.UTF8.GetBytes(Configs.All["GPT-2"])));

    private static void Refused(string json, ErrorCode code, string says)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Configs.Read(json));
        Assert.Equal(code, error.Code);
        Assert.Contains(says, error.Message);
    }
}
