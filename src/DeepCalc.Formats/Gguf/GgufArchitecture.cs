namespace DeepCalc.Formats.Gguf;

/// <summary>The architectures of llama.cpp, each as a family of transformers.</summary>
/// <remarks>
/// Sources: llama.cpp, gguf-py/gguf/constants.py (keys), convert_hf_to_gguf.py (which setting each key comes from), src/llama-model.cpp
/// (defaults of keys).
/// </remarks>
internal static class GgufArchitecture
{
    private const long Sigmoid = 2;

    private static readonly Dictionary<string, Func<GgufSettings, GgufSettings>> All = new(StringComparer.Ordinal)
    {
        ["llama"] = Llama,
        ["qwen2"] = static file => file.Decoder("qwen2"),
        ["qwen2moe"] = static file => Experts(file.Decoder("qwen2_moe")).Take(("shared_expert_intermediate_size", "expert_shared_feed_forward_length")),
        ["qwen3"] = static file => OfWidth(file.Decoder("qwen3")),
        ["qwen3moe"] = static file => Experts(OfWidth(file.Decoder("qwen3_moe"))),
        ["gemma"] = static file => OfWidth(file.Decoder("gemma")),
        ["gemma2"] = static file => Gemma(file.Decoder("gemma2"), 46).Set("attn_logit_softcapping", file.Number("attn_logit_softcapping")),
        ["gemma3"] = static file => Gemma(file.Decoder("gemma3_text"), 62),
        ["phi2"] = Phi,
        ["phi3"] = static file => file.Decoder("phi3").Set("sliding_window", file.Whole("attention.sliding_window")),
        ["gpt2"] = Gpt2,
        ["gptneox"] = GptNeoX,
        ["deepseek2"] = DeepSeek,
        ["gpt-oss"] = static file => OfWidth(file.Decoder("gpt_oss"))
            .Take(("intermediate_size", "expert_feed_forward_length"), ("num_local_experts", "expert_count"), ("num_experts_per_tok", "expert_used_count"), ("sliding_window", "attention.sliding_window")),
    };

    /// <summary>The names of all, for messages.</summary>
    public static string Names => string.Join(", ", All.Keys.Order(StringComparer.Ordinal));

    /// <summary>The settings of the family, or null where the architecture is unknown.</summary>
    public static GgufSettings? Of(string architecture, GgufSettings file) => All.TryGetValue(architecture, out Func<GgufSettings, GgufSettings>? settings) ? settings(file) : null;

    // Mistral and Mixtral are written as llama too.
    private static GgufSettings Llama(GgufSettings file) => file.Whole("expert_count") is > 0
        ? file.Decoder("mixtral").Take(("num_local_experts", "expert_count"), ("num_experts_per_tok", "expert_used_count"))
        : file.Decoder("llama").Set("attention_bias", file.HasInBlock("attn_q.bias")).Set("mlp_bias", file.HasInBlock("ffn_gate.bias"));

    // Where the family has a width of heads of its own, a file without one has an even share of the features.
    private static GgufSettings OfWidth(GgufSettings file) => file.Set("head_dim", file.HeadWidth);

    // The widths of experts can differ from that of a single network.
    private static GgufSettings Experts(GgufSettings file) =>
        file.Take(("num_experts", "expert_count"), ("num_experts_per_tok", "expert_used_count"), ("moe_intermediate_size", "expert_feed_forward_length"));

    // Scores are divided by the root of a head's width, in the largest network of a generation by that of an even share of the features.
    private static GgufSettings Gemma(GgufSettings file, long largest) => OfWidth(file)
        .Set("query_pre_attn_scalar", file.Blocks == largest ? file.Required("embedding_length") / file.Required("attention.head_count") : file.HeadWidth)
        .Set("sliding_window", file.Whole("attention.sliding_window"))
        .Set("final_logit_softcapping", file.Number("final_logit_softcapping"));

    private static GgufSettings Phi(GgufSettings file)
    {
        file.Decoder("phi");
        return file.Set("qk_layernorm", file.HasInBlock("attn_q_norm.weight"));
    }

    private static GgufSettings Gpt2(GgufSettings file) => file.Common("gpt2")
        .Take(("n_embd", "embedding_length"), ("n_layer", "block_count"), ("n_head", "attention.head_count"), ("n_inner", "feed_forward_length"), ("n_positions", "context_length"))
        .Set("layer_norm_epsilon", file.Number("attention.layer_norm_epsilon"));

    private static GgufSettings GptNeoX(GgufSettings file) => file.Common("gpt_neox")
        .Take(("hidden_size", "embedding_length"), ("num_hidden_layers", "block_count"), ("num_attention_heads", "attention.head_count"), ("intermediate_size", "feed_forward_length"))
        .Set("rotary_pct", (double)file.Required("rope.dimension_count") / file.HeadWidth)
        .Set("use_parallel_residual", file.Flag("use_parallel_residual"))
        .Set("layer_norm_eps", file.Number("attention.layer_norm_epsilon"));

    // Keys have the features with rotary positions; files for latent attention name the widths of heads apart.
    private static GgufSettings DeepSeek(GgufSettings file)
    {
        bool isThird = file.Whole("expert_gating_func") == Sigmoid;
        long rotary = file.Required("rope.dimension_count");
        long keys = file.Whole("attention.key_length_mla") ?? file.Required("attention.key_length");
        return file.Common(isThird ? "deepseek_v3" : "deepseek_v2")
            .Take(
                ("hidden_size", "embedding_length"), ("intermediate_size", "feed_forward_length"), ("num_attention_heads", "attention.head_count"), ("kv_lora_rank", "attention.kv_lora_rank"),
                ("n_routed_experts", "expert_count"), ("num_experts_per_tok", "expert_used_count"), ("n_shared_experts", "expert_shared_count"),
                ("moe_intermediate_size", "expert_feed_forward_length"), ("first_k_dense_replace", "leading_dense_block_count"))
            .Set("num_hidden_layers", file.Blocks)
            .Set("num_key_value_heads", file.Required("attention.head_count"))
            .Set("q_lora_rank", file.Whole("attention.q_lora_rank"))
            .Null("q_lora_rank")
            .Set("qk_rope_head_dim", rotary)
            .Set("qk_nope_head_dim", keys - rotary)
            .Set("v_head_dim", file.Whole("attention.value_length_mla") ?? file.Required("attention.value_length"))
            .Set("topk_method", isThird ? "noaux_tc" : file.Whole("expert_group_count") > 1 ? "group_limited_greedy" : "greedy")
            .Set("n_group", file.Whole("expert_group_count"))
            .Set("topk_group", file.Whole("expert_group_used_count"))
            .Set("routed_scaling_factor", file.Number("expert_weights_scale"))
            .Set("norm_topk_prob", file.Flag("expert_weights_norm"))
            .Set("rms_norm_eps", file.Number("attention.layer_norm_rms_epsilon"))
            .Set("rope_theta", file.Number("rope.freq_base"));
    }
}
