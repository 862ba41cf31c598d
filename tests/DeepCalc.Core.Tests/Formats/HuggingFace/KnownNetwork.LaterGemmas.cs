namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>
/// The text networks of Gemma 3n and Gemma 4. Their parameters are the sums over the classes of transformers; the cards of Gemma 4 say 25.2 and 30.7
/// billion.
/// </summary>
internal sealed partial record KnownNetwork
{
    private static IEnumerable<KnownNetwork> LaterGemmas =>
    [
        // 25 layers with a window; experts beside the feed-forward network, and seven normalisations.
        new(
            "Gemma-4-26B-A4B",
            25_233_141_760,
            (262_144 * 2816) + (25 * (HandCount.Attention(2816, 16, 8, 256) + (2 * 256))) + (5 * ((2 * 2816 * 8192) + (2816 * 1024) + (2 * 512)))
                + (30 * ((3 * 2816 * 2112) + 2816 + (128 * 2816) + 128 + (128 * 3L * 2816 * 704) + (7 * 2816))) + 2816,
            Of("gemma4_text", "Gemma4ForCausalLM", $"vocab_size: 262144, hidden_size: 2816, intermediate_size: 2112, num_hidden_layers: 30, num_attention_heads: 16, num_key_value_heads: 8, num_global_key_value_heads: 2, head_dim: 256, global_head_dim: 512, attention_k_eq_v: true, enable_moe_block: true, num_experts: 128, top_k_experts: 8, moe_intermediate_size: 704, hidden_size_per_layer_input: 0, num_kv_shared_layers: 0, use_double_wide_mlp: false, sliding_window: 1024, final_logit_softcapping: 30.0, use_bidirectional_attention: 'vision', {LaterRotary}")),
        new(
            "Gemma-4-31B",
            30_697_345_280,
            (262_144 * 5376L) + (50 * (HandCount.Attention(5376, 32, 16, 256) + (2 * 256))) + (10 * ((2 * 5376 * 16_384) + (5376 * 2048) + (2L * 512)))
                + (60 * ((3 * 5376 * 21_504L) + (4 * 5376))) + 5376,
            Of("gemma4_text", "Gemma4ForCausalLM", $"vocab_size: 262144, hidden_size: 5376, intermediate_size: 21504, num_hidden_layers: 60, num_attention_heads: 32, num_key_value_heads: 16, num_global_key_value_heads: 4, head_dim: 256, global_head_dim: 512, attention_k_eq_v: true, enable_moe_block: false, num_experts: null, top_k_experts: null, hidden_size_per_layer_input: 0, sliding_window: 1024, final_logit_softcapping: 30.0, {LaterRotary}")),

        // Embeddings of each layer, and wider networks in the 4 of 12 layers that share keys and values, 3 of which have a window.
        new(
            "Gemma 4, small",
            59_382_080,
            (1000 * 512) + (1000 * 12 * 64) + (512 * 12 * 64) + 64
                + (7 * (HandCount.Attention(512, 8, 1, 256) + (2 * 256))) + (HandCount.Attention(512, 8, 1, 512) + (2 * 512)) + (3 * ((2 * 512 * 2048) + 256)) + (2 * 512 * 4096) + 512
                + (8 * 3 * 512 * 1024) + (4 * 3 * 512 * 2048) + (12 * ((4 * 512) + (2 * 512 * 64) + 512)) + 512,
            Of("gemma4_text", "Gemma4ForCausalLM", "vocab_size: 1000, vocab_size_per_layer_input: 1000, hidden_size: 512, hidden_size_per_layer_input: 64, intermediate_size: 1024, num_hidden_layers: 12, num_attention_heads: 8, num_key_value_heads: 1, num_kv_shared_layers: 4, use_double_wide_mlp: true")),

        // Ten layers share keys and values, but have projections for them.
        new(
            "Gemma-3n-E2B",
            4_456_156_768,
            (262_400 * 2048) + (262_144 * 30L * 256) + (2048 * 30 * 256) + 256 + (6 * 2048 * 2048) + 2048
                + (30 * (HandCount.Attention(2048, 8, 2, 256) + (2 * 256) + (3 * 2048 * 8192) + (2 * 2048) + 16 + 64 + (4 * 2048) + (2 * 2048 * 64) + 2048 + (2 * 2048 * 256) + 2048 + (4 * 2048))),
            Of("gemma3n_text", "Gemma3nForCausalLM", $"vocab_size: 262400, vocab_size_per_layer_input: 262144, hidden_size: 2048, hidden_size_per_layer_input: 256, intermediate_size: [{string.Join(", ", Enumerable.Repeat(8192, 30))}], num_hidden_layers: 30, num_attention_heads: 8, num_key_value_heads: 2, head_dim: 256, num_kv_shared_layers: 10, laurel_rank: 64, altup_num_inputs: 4, altup_active_idx: 0, altup_correct_scale: true, sliding_window: 512, final_logit_softcapping: 30.0, activation_sparsity_pattern: [{string.Join(", ", Enumerable.Range(0, 30).Select(layer => layer < 10 ? "0.95" : "0.0"))}]")),
    ];

    private const string LaterRotary = "rope_parameters: {full_attention: {partial_rotary_factor: 0.25, rope_theta: 1000000.0, rope_type: 'proportional'}, sliding_attention: {rope_theta: 10000.0, rope_type: 'default'}}";
}
