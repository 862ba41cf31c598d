namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>A well-known network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Published">Its parameters, from the model card's safetensors metadata or transformers' num_parameters().</param>
/// <param name="Counted">The same, counted by hand.</param>
/// <param name="Config">The sizes in its config.json.</param>
internal sealed partial record KnownNetwork(string Name, long Published, long Counted, string Config)
{
    public static IReadOnlyList<KnownNetwork> All { get; } =
    [
        new(
            "Llama-2-7B",
            6_738_415_616,
            HandCount.Llama(32_000, 4096, 11_008, 32, 32, 32, 128),
            Of("llama", "LlamaForCausalLM", "vocab_size: 32000, hidden_size: 4096, intermediate_size: 11008, num_hidden_layers: 32, num_attention_heads: 32, hidden_act: 'silu', tie_word_embeddings: false")),
        new(
            "Llama-3-8B",
            8_030_261_248,
            HandCount.Llama(128_256, 4096, 14_336, 32, 32, 8, 128),
            Of("llama", "LlamaForCausalLM", "vocab_size: 128256, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, attention_bias: false, rope_theta: 500000.0")),
        new(
            "Llama-3.2-1B",
            1_235_814_400,
            HandCount.Llama(128_256, 2048, 8192, 16, 32, 8, 64, tied: true),
            Of("llama", "LlamaForCausalLM", "vocab_size: 128256, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 64, mlp_bias: false, tie_word_embeddings: true, rope_scaling: {rope_type: 'llama3', factor: 32.0}")),
        new(
            "Mistral-7B",
            7_241_732_096,
            HandCount.Llama(32_000, 4096, 14_336, 32, 32, 8, 128),
            Of("mistral", "MistralForCausalLM", "vocab_size: 32000, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, sliding_window: 4096")),
        new(
            "Mistral-Nemo",
            12_247_782_400,
            HandCount.Llama(131_072, 5120, 14_336, 40, 32, 8, 128),
            Of("mistral", "MistralForCausalLM", "vocab_size: 131072, hidden_size: 5120, intermediate_size: 14336, num_hidden_layers: 40, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128")),
        new(
            "Mixtral-8x7B",
            46_702_792_704,
            HandCount.Llama(32_000, 4096, 14_336, 32, 32, 8, 128, experts: 8, routes: 8),
            Of("mixtral", "MixtralForCausalLM", "vocab_size: 32000, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, num_local_experts: 8, num_experts_per_tok: 2, sliding_window: null")),
        new(
            "Qwen2.5-0.5B",
            494_032_768,
            HandCount.Llama(151_936, 896, 4864, 24, 14, 2, 64, tied: true, inputBias: true),
            Of("qwen2", "Qwen2ForCausalLM", "vocab_size: 151936, hidden_size: 896, intermediate_size: 4864, num_hidden_layers: 24, num_attention_heads: 14, num_key_value_heads: 2, tie_word_embeddings: true")),
        new(
            "Qwen2.5-7B",
            7_615_616_512,
            HandCount.Llama(152_064, 3584, 18_944, 28, 28, 4, 128, inputBias: true),
            Of("qwen2", "Qwen2ForCausalLM", "vocab_size: 152064, hidden_size: 3584, intermediate_size: 18944, num_hidden_layers: 28, num_attention_heads: 28, num_key_value_heads: 4, tie_word_embeddings: false")),
        new(
            "Qwen3-0.6B",
            596_049_920,
            HandCount.Llama(151_936, 1024, 3072, 28, 16, 8, 128, tied: true, headNorms: true),
            Of("qwen3", "Qwen3ForCausalLM", "vocab_size: 151936, hidden_size: 1024, intermediate_size: 3072, num_hidden_layers: 28, num_attention_heads: 16, num_key_value_heads: 8, head_dim: 128, attention_bias: false, tie_word_embeddings: true")),
        new(
            "Qwen3-8B",
            8_190_735_360,
            HandCount.Llama(151_936, 4096, 12_288, 36, 32, 8, 128, headNorms: true),
            Of("qwen3", "Qwen3ForCausalLM", "vocab_size: 151936, hidden_size: 4096, intermediate_size: 12288, num_hidden_layers: 36, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128, tie_word_embeddings: false")),
        new(
            "Qwen1.5-MoE-A2.7B",
            14_315_784_192,
            HandCount.Llama(151_936, 2048, 1408, 24, 16, 16, 128, inputBias: true, experts: 60, routes: 60, shared: 5632),
            Of("qwen2_moe", "Qwen2MoeForCausalLM", "vocab_size: 151936, hidden_size: 2048, intermediate_size: 5632, num_hidden_layers: 24, num_attention_heads: 16, num_key_value_heads: 16, moe_intermediate_size: 1408, shared_expert_intermediate_size: 5632, num_experts: 60, num_experts_per_tok: 4, decoder_sparse_step: 1")),
        new(
            "Qwen3-30B-A3B",
            30_532_122_624,
            HandCount.Llama(151_936, 2048, 768, 48, 32, 4, 128, headNorms: true, experts: 128, routes: 128),
            Of("qwen3_moe", "Qwen3MoeForCausalLM", "vocab_size: 151936, hidden_size: 2048, intermediate_size: 6144, num_hidden_layers: 48, num_attention_heads: 32, num_key_value_heads: 4, head_dim: 128, moe_intermediate_size: 768, num_experts: 128, num_experts_per_tok: 8, decoder_sparse_step: 1, mlp_only_layers: [], norm_topk_prob: true")),
        new(
            "Gemma-2B",
            2_506_172_416,
            HandCount.Llama(256_000, 2048, 16_384, 18, 8, 1, 256, tied: true),
            Of("gemma", "GemmaForCausalLM", "vocab_size: 256000, hidden_size: 2048, intermediate_size: 16384, num_hidden_layers: 18, num_attention_heads: 8, num_key_value_heads: 1, head_dim: 256, hidden_act: 'gelu'")),
        new(
            "Gemma-7B",
            8_537_680_896,
            HandCount.Llama(256_000, 3072, 24_576, 28, 16, 16, 256, tied: true),
            Of("gemma", "GemmaForCausalLM", "vocab_size: 256000, hidden_size: 3072, intermediate_size: 24576, num_hidden_layers: 28, num_attention_heads: 16, num_key_value_heads: 16, head_dim: 256, hidden_act: 'gelu'")),
        new(
            "Gemma-2-2B",
            2_614_341_888,
            HandCount.Llama(256_000, 2304, 9216, 26, 8, 4, 256, tied: true, norms: 4),
            Of("gemma2", "Gemma2ForCausalLM", "vocab_size: 256000, hidden_size: 2304, intermediate_size: 9216, num_hidden_layers: 26, num_attention_heads: 8, num_key_value_heads: 4, head_dim: 256, hidden_activation: 'gelu_pytorch_tanh', attn_logit_softcapping: 50.0, final_logit_softcapping: 30.0")),
        new(
            "Gemma-2-9B",
            9_241_705_984,
            HandCount.Llama(256_000, 3584, 14_336, 42, 16, 8, 256, tied: true, norms: 4),
            Of("gemma2", "Gemma2ForCausalLM", "vocab_size: 256000, hidden_size: 3584, intermediate_size: 14336, num_hidden_layers: 42, num_attention_heads: 16, num_key_value_heads: 8, head_dim: 256")),
        new(
            "Gemma-3-1B",
            999_885_952,
            HandCount.Llama(262_144, 1152, 6912, 26, 4, 1, 256, tied: true, headNorms: true, norms: 4),
            Of("gemma3_text", "Gemma3ForCausalLM", "vocab_size: 262144, hidden_size: 1152, intermediate_size: 6912, num_hidden_layers: 26, num_attention_heads: 4, num_key_value_heads: 1, head_dim: 256, final_logit_softcapping: null")),

        // One normalisation feeds both branches; lm_head has a bias.
        new(
            "Phi-1.5",
            1_418_270_720,
            (51_200 * 2048) + (24 * HandCount.Block(2048, 8192, norms: 1)) + (2 * 2048) + (51_200 * 2048) + 51_200,
            Of("phi", "PhiForCausalLM", "vocab_size: 51200, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 24, num_attention_heads: 32, num_key_value_heads: null, partial_rotary_factor: 0.5, qk_layernorm: false, tie_word_embeddings: false")),
        new(
            "Phi-2",
            2_779_683_840,
            (51_200 * 2560L) + (32 * HandCount.Block(2560, 10_240, norms: 1)) + (2 * 2560) + (51_200 * 2560L) + 51_200,
            Of("phi", "PhiForCausalLM", "vocab_size: 51200, hidden_size: 2560, intermediate_size: 10240, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 32, partial_rotary_factor: 0.4, tie_word_embeddings: false")),
        new(
            "Phi-3-mini",
            3_821_079_552,
            HandCount.Llama(32_064, 3072, 8192, 32, 32, 32, 96),
            Of("phi3", "Phi3ForCausalLM", "vocab_size: 32064, hidden_size: 3072, intermediate_size: 8192, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 32, attention_bias: false, tie_word_embeddings: false")),
        new(
            "GPT-2",
            124_439_808,
            (50_257 * 768) + (1024 * 768) + (12 * HandCount.Block(768, 3072)) + (2 * 768),
            Of("gpt2", "GPT2LMHeadModel", "vocab_size: 50257, n_embd: 768, n_layer: 12, n_head: 12, n_positions: 1024, n_ctx: 1024, activation_function: 'gelu_new'")),
        new(
            "GPT-2-XL",
            1_557_611_200,
            (50_257 * 1600) + (1024 * 1600) + (48 * HandCount.Block(1600, 6400)) + (2 * 1600),
            Of("gpt2", "GPT2LMHeadModel", "vocab_size: 50257, n_embd: 1600, n_layer: 48, n_head: 25, n_positions: 1024, n_inner: null")),
        new(
            "GPT-NeoX-20B",
            20_554_567_680,
            (2 * 50_432 * 6144L) + (44 * HandCount.Block(6144, 24_576)) + (2 * 6144),
            Of("gpt_neox", "GPTNeoXForCausalLM", "vocab_size: 50432, hidden_size: 6144, intermediate_size: 24576, num_hidden_layers: 44, num_attention_heads: 64, rotary_pct: 0.25, hidden_act: 'gelu_fast', use_parallel_residual: true, tie_word_embeddings: false")),
        new(
            "Pythia-160M",
            162_322_944,
            (2 * 50_304 * 768) + (12 * HandCount.Block(768, 3072)) + (2 * 768),
            Of("gpt_neox", "GPTNeoXForCausalLM", "vocab_size: 50304, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, rotary_pct: 0.25, hidden_act: 'gelu'")),
        new("BERT-base", 109_482_240, HandCount.Bert + HandCount.Square, Of("bert", "BertModel", Bert)),
        new("BERT-base, masked words", 109_514_298, HandCount.Bert + HandCount.Square + 1536 + 30_522, Of("bert", "BertForMaskedLM", Bert)),
        new(
            "BERT-base, pre-training",
            110_106_428,
            HandCount.Bert + HandCount.Square + HandCount.Square + 1536 + 30_522 + (768 * 2) + 2,
            Of("bert", "BertForPreTraining", Bert)),
        new(
            "BERT-base, three classes",
            109_484_547,
            HandCount.Bert + HandCount.Square + (768 * 3) + 3,
            Of("bert", "BertForSequenceClassification", Bert + ", id2label: {'0': 'a', '1': 'b', '2': 'c'}")),
        new("BERT-base, words of nine classes", 108_898_569, HandCount.Bert + (768 * 9) + 9, Of("bert", "BertForTokenClassification", Bert + ", num_labels: 9")),
        new("RoBERTa-base", 124_645_632, HandCount.Roberta + HandCount.Square, Of("roberta", "RobertaModel", Roberta)),
        new("RoBERTa-base, masked words", 124_697_433, HandCount.Roberta + HandCount.Square + 1536 + 50_265, Of("roberta", "RobertaForMaskedLM", Roberta)),
        new(
            "RoBERTa-base, two classes",
            124_647_170,
            HandCount.Roberta + HandCount.Square + (768 * 2) + 2,
            Of("roberta", "RobertaForSequenceClassification", Roberta)),
        new("DistilBERT", 66_362_880, HandCount.DistilBert, Of("distilbert", "DistilBertModel", DistilBert)),
        new("DistilBERT, masked words", 66_985_530, HandCount.DistilBert + HandCount.Square + 1536 + 30_522, Of("distilbert", "DistilBertForMaskedLM", DistilBert)),
        new(
            "DistilBERT, two classes",
            66_955_010,
            HandCount.DistilBert + HandCount.Square + (768 * 2) + 2,
            Of("distilbert", "DistilBertForSequenceClassification", DistilBert)),
        new(
            "ViT-B/16, 1000 classes",
            86_567_656,
            HandCount.Vit + (768 * 1000) + 1000,
            Of("vit", "ViTForImageClassification", Vit + ", num_labels: 1000")),
        new("ViT-B/16", 86_389_248, HandCount.Vit + HandCount.Square, Of("vit", "ViTModel", Vit)),
        .. Decoders,
        .. Classics,
        .. Recurrent,
        .. LaterGemmas,
        .. Pairs,
        .. Images,
        .. Encoders,
        .. Vision,
    ];

    private const string Bert = "vocab_size: 30522, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, max_position_embeddings: 512, type_vocab_size: 2, hidden_act: 'gelu'";
    private const string Roberta = "vocab_size: 50265, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, max_position_embeddings: 514, type_vocab_size: 1, hidden_act: 'gelu'";
    private const string DistilBert = "vocab_size: 30522, dim: 768, hidden_dim: 3072, n_layers: 6, n_heads: 12, max_position_embeddings: 512, activation: 'gelu', tie_weights_: true";
    private const string Vit = "hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, image_size: 224, patch_size: 16, num_channels: 3, qkv_bias: true, hidden_act: 'gelu'";

    private static string Of(string modelType, string? architecture, string settings) => Configs.Of(modelType, architecture, settings);
}
