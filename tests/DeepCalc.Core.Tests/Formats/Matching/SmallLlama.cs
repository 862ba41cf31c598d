namespace DeepCalc.Tests.Formats.Matching;

/// <summary>A Llama of two blocks, and the tensors of its checkpoint as transformers writes them.</summary>
internal static class SmallLlama
{
    public const long Vocabulary = 50;
    public const long Width = 16;
    public const long Hidden = 24;
    public const long KeyValueWidth = 8;

    public const string Config = """
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 50, "hidden_size": 16, "intermediate_size": 24,
         "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "dtype": "bfloat16"}
        """;

    /// <summary>Embeddings and head of 50·16; a block has 2·16² + 2·16·8 + 3·16·24 and two normalisations of 16; one more at the end.</summary>
    public const long Parameters = (2 * 800) + (2 * (512 + 256 + 1152 + 32)) + 16;

    public static (string Name, string Type, long[] Sizes)[] Tensors(string type = "BF16") =>
    [
        ("model.embed_tokens.weight", type, [Vocabulary, Width]),
        .. Enumerable.Range(0, 2).SelectMany(layer => Block($"model.layers.{layer}", type)),
        ("model.norm.weight", type, [Width]),
        ("lm_head.weight", type, [Vocabulary, Width]),
    ];

    public static (string Name, string Type, long[] Sizes)[] Block(string name, string type) =>
    [
        ($"{name}.self_attn.q_proj.weight", type, [Width, Width]),
        ($"{name}.self_attn.k_proj.weight", type, [KeyValueWidth, Width]),
        ($"{name}.self_attn.v_proj.weight", type, [KeyValueWidth, Width]),
        ($"{name}.self_attn.o_proj.weight", type, [Width, Width]),
        ($"{name}.mlp.gate_proj.weight", type, [Hidden, Width]),
        ($"{name}.mlp.up_proj.weight", type, [Hidden, Width]),
        ($"{name}.mlp.down_proj.weight", type, [Width, Hidden]),
        ($"{name}.input_layernorm.weight", type, [Width]),
        ($"{name}.post_attention_layernorm.weight", type, [Width]),
    ];
}
