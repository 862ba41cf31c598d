using System.Text;
using System.Text.Json;

namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>A setting that changes networks, but is not read for the file's family, is an error that names it.</summary>
public class StructuralSettingTests
{
    // Settings that change no count, or that every network of the family has.
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "activation",
        "activation_function",
        "altup_correct_scale",
        "architectures",
        "attention_dropout",
        "attention_probs_dropout_prob",
        "attn_pdrop",
        "attn_rotary_emb",
        "block_multiple_of",
        "block_norm_eps",
        "chunk_size",
        "conv_kernel",
        "d_model",
        "dim",
        "dtype",
        "expand",
        "ffn_dim",
        "hidden_act",
        "hidden_activation",
        "hidden_dim",
        "hidden_size",
        "id2label",
        "image_size",
        "index_skip_topk_offset",
        "intermediate_size",
        "is_decoder",
        "kv_channels",
        "layer_norm_eps",
        "layer_norm_epsilon",
        "layernorm_epsilon",
        "mamba_chunk_size",
        "mamba_conv_bias",
        "mamba_headdim",
        "mamba_ssm_cache_dtype",
        "max_position_embeddings",
        "max_window_layers",
        "mlp_hidden_act",
        "model_type",
        "moe_renormalize",
        "n_ctx",
        "n_embd",
        "n_embed",
        "n_groups",
        "n_head",
        "n_heads",
        "n_inner",
        "n_layer",
        "n_layers",
        "n_positions",
        "norm_eps",
        "norm_epsilon",
        "norm_topk_prob",
        "num_attention_heads",
        "num_channels",
        "num_heads",
        "num_hidden_layers",
        "num_labels",
        "num_layers",
        "num_query_groups",
        "pad_token_id",
        "padded_vocab_size",
        "patch_size",
        "pooler_act",
        "pooler_output_size",
        "quantization_config",
        "rms_norm_eps",
        "rmsnorm",
        "rope_local_base_freq",
        "rope_parameters",
        "rope_ratio",
        "rope_scaling",
        "rope_theta",
        "rotary_emb_base",
        "scale_attn_weights",
        "sliding_window",
        "swa_rope_theta",
        "swiglu_alpha",
        "swiglu_beta",
        "tie_embedding",
        "tie_word_embeddings",
        "torch_dtype",
        "type_vocab_size",
        "use_gemma_norm",
        "vocab_size",
        "vocab_size_per_layer_input",
    };

    public static TheoryData<string> Networks => [.. KnownNetwork.All.Select(known => known.Name)];

    // So that no family reads a setting that the others would pass over in silence.
    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_setting_that_a_family_reads_is_known(string network)
    {
        using JsonDocument document = PythonJson.Parse(Encoding.UTF8.GetBytes(Configs.All[network]), "the file", 64);
        var config = new ModelConfig(document.RootElement);
        _ = new ModelScope("network", config, ModelFamily.Of(config, new ImportOptions()), new ImportOptions()).Build();
        Assert.NotEmpty(config.ReadSettings);
        Assert.All(config.ReadSettings, setting => Assert.True(
            StructuralSettings.Contains(setting) || Others.Contains(setting) || HarmlessSettings.All.Contains(setting),
            $"{setting} is read, but neither one of StructuralSettings nor one of those that change no count."));
    }

    [Theory]
    [InlineData("\"num_experts\": 8")]
    [InlineData("\"kv_lora_rank\": 512")]
    [InlineData("\"pruned_heads\": {\"0\": [1, 2]}")]
    [InlineData("\"tie_encoder_decoder\": true")]
    [InlineData("\"layer_types\": [\"full_attention\", \"linear_attention\"]")]
    [InlineData("\"moe_layer_freq\": 2")]
    [InlineData("\"residual_multiplier\": 0.22")]
    [InlineData("\"vision_config\": {\"hidden_size\": 8}")]
    [InlineData("\"position_embedding_type\": \"alibi\"")]
    public void A_setting_that_is_not_read_is_refused_by_its_name(string setting)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Configs.Read(Configs.All["Llama-3.2-1B"][..^1] + ", " + setting + "}"));
        Assert.Equal(ErrorCode.LayerUnknown, error.Code);
        Assert.StartsWith(setting.Split('"')[1] + " is ", error.Message, StringComparison.Ordinal);
        Assert.Contains("remove it from the file", error.Message);
    }

    // As in real files.
    [Theory]
    [InlineData("\"num_experts\": 0")]
    [InlineData("\"kv_lora_rank\": null")]
    [InlineData("\"pruned_heads\": {}, \"tie_encoder_decoder\": false")]
    [InlineData("\"layer_types\": [\"full_attention\", \"full_attention\"]")]
    [InlineData("\"moe_layer_freq\": 1")]
    [InlineData("\"residual_multiplier\": 1.0")]
    [InlineData("\"vision_config\": {}")]
    [InlineData("\"position_embedding_type\": \"absolute\"")]
    [InlineData("\"mlp_only_layers\": []")]
    [InlineData("\"pretraining_tp\": 4, \"max_window_layers\": 28, \"use_sliding_window\": false, \"rope_interleave\": true")]
    public void A_setting_at_which_nothing_changes_is_passed_over(string setting) =>
        Assert.Equal(1_235_814_400, ParameterMeasurement.Of(new Network(Configs.Read(Configs.All["Llama-3.2-1B"][..^1] + ", " + setting + "}"))).Parameters);

    [Theory]
    [InlineData("[\"sliding_attention\", \"full_attention\"]", "layer_types has 2 items; it must have one for each of the 32 layers.")]
    [InlineData("\"sliding_attention\"", "it must be a list of names")]
    [InlineData("[1, 2]", "layer_types has 2 items")]
    public void A_list_of_layers_has_all_of_them(string list, string says) => Assert.Contains(
        says, Assert.Throws<DeepCalcException>(() => Configs.Read(Configs.All["Mistral-7B"][..^1] + ", \"layer_types\": " + list + "}")).Message);

    [Fact]
    public void A_kind_of_layer_that_the_family_does_not_know_is_refused()
    {
        string list = "[" + string.Join(", ", Enumerable.Repeat("\"linear_attention\"", 32)) + "]";
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Configs.Read(Configs.All["Mistral-7B"][..^1] + ", \"layer_types\": " + list + "}"));
        Assert.Contains("layer_types has the layer linear_attention, which is not supported; valid for the family mistral are sliding_attention, full_attention.", error.Message);
    }
}
