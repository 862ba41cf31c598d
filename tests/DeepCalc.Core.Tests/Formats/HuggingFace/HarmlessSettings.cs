namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Settings of encoders, pairs and networks of images that change no count, or that every network of the family has.</summary>
internal static class HarmlessSettings
{
    public static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        "d_ff",
        "d_kv",
        "d_model",
        "decoder_attention_heads",
        "decoder_ffn_dim",
        "decoder_layers",
        "dropout_rate",
        "encoder_attention_heads",
        "encoder_ffn_dim",
        "encoder_layers",
        "feed_forward_proj",
        "max_source_positions",
        "max_target_positions",
        "mm_tokens_per_image",
        "multimodal_projector_bias",
        "num_decoder_layers",
        "num_heads",
        "num_layers",
        "num_mel_bins",
        "projection_dim",
        "projector_hidden_act",
        "quantization_config",
        "relative_attention_num_buckets",
        "scale_embedding",
        "share_encoder_decoder_embeddings",
        "spatial_merge_size",
        "vision_feature_layer",
        "vision_feature_select_strategy",
    };
}
