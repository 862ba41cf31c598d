using System.Text;

namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>The sizes of well-known networks, from their config.json.</summary>
internal static class Configs
{
    public static readonly Dictionary<string, string> All = new()
    {
        ["Llama-2-7B"] = Of("llama", "LlamaForCausalLM", "vocab_size: 32000, hidden_size: 4096, intermediate_size: 11008, num_hidden_layers: 32, num_attention_heads: 32, hidden_act: 'silu', tie_word_embeddings: false"),
        ["Llama-3-8B"] = Of("llama", "LlamaForCausalLM", "vocab_size: 128256, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, attention_bias: false, rope_theta: 500000.0"),
        ["Llama-3.2-1B"] = Of("llama", "LlamaForCausalLM", "vocab_size: 128256, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 64, mlp_bias: false, tie_word_embeddings: true, rope_scaling: {rope_type: 'llama3', factor: 32.0}"),
        ["Mistral-7B"] = Of("mistral", "MistralForCausalLM", "vocab_size: 32000, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, sliding_window: 4096"),
        ["Mistral-Nemo"] = Of("mistral", "MistralForCausalLM", "vocab_size: 131072, hidden_size: 5120, intermediate_size: 14336, num_hidden_layers: 40, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128"),
        ["Mixtral-8x7B"] = Of("mixtral", "MixtralForCausalLM", "vocab_size: 32000, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 8, num_local_experts: 8, num_experts_per_tok: 2, sliding_window: null"),
        ["Qwen2.5-0.5B"] = Of("qwen2", "Qwen2ForCausalLM", "vocab_size: 151936, hidden_size: 896, intermediate_size: 4864, num_hidden_layers: 24, num_attention_heads: 14, num_key_value_heads: 2, tie_word_embeddings: true"),
        ["Qwen2.5-7B"] = Of("qwen2", "Qwen2ForCausalLM", "vocab_size: 152064, hidden_size: 3584, intermediate_size: 18944, num_hidden_layers: 28, num_attention_heads: 28, num_key_value_heads: 4, tie_word_embeddings: false"),
        ["Qwen3-0.6B"] = Of("qwen3", "Qwen3ForCausalLM", "vocab_size: 151936, hidden_size: 1024, intermediate_size: 3072, num_hidden_layers: 28, num_attention_heads: 16, num_key_value_heads: 8, head_dim: 128, attention_bias: false, tie_word_embeddings: true"),
        ["Qwen3-8B"] = Of("qwen3", "Qwen3ForCausalLM", "vocab_size: 151936, hidden_size: 4096, intermediate_size: 12288, num_hidden_layers: 36, num_attention_heads: 32, num_key_value_heads: 8, head_dim: 128, tie_word_embeddings: false"),
        ["Qwen1.5-MoE-A2.7B"] = Of("qwen2_moe", "Qwen2MoeForCausalLM", "vocab_size: 151936, hidden_size: 2048, intermediate_size: 5632, num_hidden_layers: 24, num_attention_heads: 16, num_key_value_heads: 16, moe_intermediate_size: 1408, shared_expert_intermediate_size: 5632, num_experts: 60, num_experts_per_tok: 4, decoder_sparse_step: 1"),
        ["Qwen3-30B-A3B"] = Of("qwen3_moe", "Qwen3MoeForCausalLM", "vocab_size: 151936, hidden_size: 2048, intermediate_size: 6144, num_hidden_layers: 48, num_attention_heads: 32, num_key_value_heads: 4, head_dim: 128, moe_intermediate_size: 768, num_experts: 128, num_experts_per_tok: 8, decoder_sparse_step: 1, mlp_only_layers: [], norm_topk_prob: true"),
        ["Gemma-2B"] = Of("gemma", "GemmaForCausalLM", "vocab_size: 256000, hidden_size: 2048, intermediate_size: 16384, num_hidden_layers: 18, num_attention_heads: 8, num_key_value_heads: 1, head_dim: 256, hidden_act: 'gelu'"),
        ["Gemma-7B"] = Of("gemma", "GemmaForCausalLM", "vocab_size: 256000, hidden_size: 3072, intermediate_size: 24576, num_hidden_layers: 28, num_attention_heads: 16, num_key_value_heads: 16, head_dim: 256, hidden_act: 'gelu'"),
        ["Gemma-2-2B"] = Of("gemma2", "Gemma2ForCausalLM", "vocab_size: 256000, hidden_size: 2304, intermediate_size: 9216, num_hidden_layers: 26, num_attention_heads: 8, num_key_value_heads: 4, head_dim: 256, hidden_activation: 'gelu_pytorch_tanh', attn_logit_softcapping: 50.0, final_logit_softcapping: 30.0"),
        ["Gemma-2-9B"] = Of("gemma2", "Gemma2ForCausalLM", "vocab_size: 256000, hidden_size: 3584, intermediate_size: 14336, num_hidden_layers: 42, num_attention_heads: 16, num_key_value_heads: 8, head_dim: 256"),
        ["Gemma-3-1B"] = Of("gemma3_text", "Gemma3ForCausalLM", "vocab_size: 262144, hidden_size: 1152, intermediate_size: 6912, num_hidden_layers: 26, num_attention_heads: 4, num_key_value_heads: 1, head_dim: 256, final_logit_softcapping: null"),
        ["Phi-1.5"] = Of("phi", "PhiForCausalLM", "vocab_size: 51200, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 24, num_attention_heads: 32, num_key_value_heads: null, partial_rotary_factor: 0.5, qk_layernorm: false, tie_word_embeddings: false"),
        ["Phi-2"] = Of("phi", "PhiForCausalLM", "vocab_size: 51200, hidden_size: 2560, intermediate_size: 10240, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 32, partial_rotary_factor: 0.4, tie_word_embeddings: false"),
        ["Phi-3-mini"] = Of("phi3", "Phi3ForCausalLM", "vocab_size: 32064, hidden_size: 3072, intermediate_size: 8192, num_hidden_layers: 32, num_attention_heads: 32, num_key_value_heads: 32, attention_bias: false, tie_word_embeddings: false"),
        ["GPT-2"] = Of("gpt2", "GPT2LMHeadModel", "vocab_size: 50257, n_embd: 768, n_layer: 12, n_head: 12, n_positions: 1024, n_ctx: 1024, activation_function: 'gelu_new'"),
        ["GPT-2-XL"] = Of("gpt2", "GPT2LMHeadModel", "vocab_size: 50257, n_embd: 1600, n_layer: 48, n_head: 25, n_positions: 1024, n_inner: null"),
        ["GPT-NeoX-20B"] = Of("gpt_neox", "GPTNeoXForCausalLM", "vocab_size: 50432, hidden_size: 6144, intermediate_size: 24576, num_hidden_layers: 44, num_attention_heads: 64, rotary_pct: 0.25, hidden_act: 'gelu_fast', use_parallel_residual: true, tie_word_embeddings: false"),
        ["Pythia-160M"] = Of("gpt_neox", "GPTNeoXForCausalLM", "vocab_size: 50304, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, rotary_pct: 0.25, hidden_act: 'gelu'"),
        ["BERT-base"] = Of("bert", "BertModel", Bert),
        ["BERT-base, masked words"] = Of("bert", "BertForMaskedLM", Bert),
        ["BERT-base, pre-training"] = Of("bert", "BertForPreTraining", Bert),
        ["BERT-base, three classes"] = Of("bert", "BertForSequenceClassification", Bert + ", id2label: {'0': 'a', '1': 'b', '2': 'c'}"),
        ["BERT-base, words of nine classes"] = Of("bert", "BertForTokenClassification", Bert + ", num_labels: 9"),
        ["RoBERTa-base"] = Of("roberta", "RobertaModel", Roberta),
        ["RoBERTa-base, masked words"] = Of("roberta", "RobertaForMaskedLM", Roberta),
        ["RoBERTa-base, two classes"] = Of("roberta", "RobertaForSequenceClassification", Roberta),
        ["DistilBERT"] = Of("distilbert", "DistilBertModel", DistilBert),
        ["DistilBERT, masked words"] = Of("distilbert", "DistilBertForMaskedLM", DistilBert),
        ["DistilBERT, two classes"] = Of("distilbert", "DistilBertForSequenceClassification", DistilBert),
        ["ViT-B/16, 1000 classes"] = Of("vit", "ViTForImageClassification", Vit + ", num_labels: 1000"),
        ["ViT-B/16"] = Of("vit", "ViTModel", Vit),
    };

    private const string Bert = "vocab_size: 30522, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, max_position_embeddings: 512, type_vocab_size: 2, hidden_act: 'gelu'";
    private const string Roberta = "vocab_size: 50265, hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, max_position_embeddings: 514, type_vocab_size: 1, hidden_act: 'gelu'";
    private const string DistilBert = "vocab_size: 30522, dim: 768, hidden_dim: 3072, n_layers: 6, n_heads: 12, max_position_embeddings: 512, activation: 'gelu', tie_weights_: true";
    private const string Vit = "hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12, image_size: 224, patch_size: 16, num_channels: 3, qkv_bias: true, hidden_act: 'gelu'";

    /// <summary>The JSON text of settings that are written here without quotation marks.</summary>
    public static string Of(string modelType, string? architecture, string settings) =>
        $"{{\"model_type\": \"{modelType}\"{(architecture is null ? "" : $", \"architectures\": [\"{architecture}\"]")}, {Quoted(settings)}}}";

    public static Layer Read(string json, ImportOptions? options = null) => Read(Encoding.UTF8.GetBytes(json), options);

    public static Layer Read(byte[] json, ImportOptions? options = null)
    {
        using var stream = new MemoryStream(json, writable: false);
        return HuggingFaceFormat.Read(stream, "network", options ?? new ImportOptions());
    }

    private static string Quoted(string settings) =>
        System.Text.RegularExpressions.Regex.Replace(settings.Replace('\'', '"'), @"(?<=^|[{,]\s*)([a-z_0-9]+)(?=:)", "\"$1\"");
}
