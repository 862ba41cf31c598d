namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Settings of a config.json that change no number are kept, by the defaults of transformers' configuration classes where the file lacks them.</summary>
public class ConfigSettingTests
{
    [Theory]
    [InlineData("Llama-2-7B", "", "model.layers.0/attention_norm", "epsilon 1e-06")]
    [InlineData("Llama-2-7B", ", \"rms_norm_eps\": 1e-05", "model.norm", "")]
    [InlineData("Llama-3-8B", "", "model.layers.0/attention", "32 heads, 8 key and value heads, causal, rotary, rotary base 500000, no bias")]
    [InlineData("Llama-3.2-1B", "", "model.layers.9/attention", "32 heads, 8 key and value heads, key width 64, causal, rotary, llama3 scaling (factor 32), no bias")]
    [InlineData("Llama-2-7B", ", \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.0}, \"attention_dropout\": 0.1", "model.layers.0/attention", "32 heads, causal, rotary, linear scaling (factor 2), no bias, dropout 0.1")]
    [InlineData("Llama-2-7B", ", \"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 20000}", "model.layers.0/attention", "32 heads, causal, rotary, rotary base 20000, no bias")]
    [InlineData("Llama-2-7B", ", \"pad_token_id\": 7", "model.embed_tokens", "32000 x 4096, padding index 7")]
    [InlineData("Mistral-7B", "", "model.layers.31/attention", "32 heads, 8 key and value heads, causal, window 4096, rotary, no bias")]
    [InlineData("Mistral-Nemo", ", \"sliding_window\": null", "model.layers.0/attention", "32 heads, 8 key and value heads, key width 128, causal, rotary, no bias")]
    [InlineData("Mixtral-8x7B", "", "model.layers.0/attention", "32 heads, 8 key and value heads, causal, rotary, rotary base 1000000, no bias")]
    [InlineData("Mixtral-8x7B", "", "model.layers.0/feed_forward/experts", "2 of 8 experts, 14336 hidden units, silu, gated, no bias, normalised shares")]
    [InlineData("Qwen1.5-MoE-A2.7B", "", "model.layers.0/feed_forward/experts", "4 of 60 experts, 1408 hidden units, silu, gated, no bias")]
    [InlineData("Qwen3-30B-A3B", "", "model.layers.0/feed_forward/experts", "8 of 128 experts, 768 hidden units, silu, gated, no bias, normalised shares")]
    [InlineData("Qwen2.5-7B", ", \"use_sliding_window\": true, \"max_window_layers\": 20", "model.layers.19/attention", "28 heads, 4 key and value heads, causal, rotary, no output bias")]
    [InlineData("Qwen2.5-7B", ", \"use_sliding_window\": true, \"max_window_layers\": 20", "model.layers.20/attention", "28 heads, 4 key and value heads, causal, window 4096, rotary, no output bias")]
    [InlineData("Qwen3-8B", ", \"use_sliding_window\": true, \"max_window_layers\": 0", "model.layers.0/attention", "32 heads, 8 key and value heads, key width 128, causal, window 4096, rotary, Rms normalised heads, head epsilon 1e-06, no bias")]
    [InlineData("Gemma-2B", "", "model.embed_tokens/scale", "scale 45.254833995939045")]
    [InlineData("Gemma-2B", "", "model.norm", "scale around 1, epsilon 1e-06")]
    [InlineData("Gemma-2-9B", "", "model.layers.0/attention", "16 heads, 8 key and value heads, key width 256, causal, window 4096, rotary, scores capped at 50, no bias")]
    [InlineData("Gemma-2-9B", ", \"query_pre_attn_scalar\": 400, \"attn_logit_softcapping\": null", "model.layers.1/attention", "16 heads, 8 key and value heads, key width 256, causal, rotary, scores times 0.05, no bias")]
    [InlineData("Gemma-2-9B", "", "lm_head/cap", "cap 30")]
    [InlineData("Gemma-3-1B", ", \"sliding_window\": 512", "model.layers.0/attention", "4 heads, 1 key and value heads, key width 256, causal, window 512, rotary, Rms normalised heads, head scales around 1, head epsilon 1e-06, no bias")]
    [InlineData("Gemma-3-1B", ", \"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 8}", "model.layers.5/attention", "4 heads, 1 key and value heads, key width 256, causal, rotary, rotary base 1000000, linear scaling (factor 8), Rms normalised heads, head scales around 1, head epsilon 1e-06, no bias")]
    [InlineData("Gemma-3-1B", ", \"rope_parameters\": {\"sliding_attention\": {\"rope_type\": \"default\", \"rope_theta\": 5000}, \"full_attention\": {\"rope_type\": \"default\", \"rope_theta\": 7000}}", "model.layers.0/attention", "4 heads, 1 key and value heads, key width 256, causal, window 4096, rotary, rotary base 5000, Rms normalised heads, head scales around 1, head epsilon 1e-06, no bias")]
    [InlineData("Gemma-3-1B", ", \"rope_parameters\": {\"sliding_attention\": {\"rope_type\": \"default\", \"rope_theta\": 5000}, \"full_attention\": {\"rope_type\": \"default\", \"rope_theta\": 7000}}", "model.layers.5/attention", "4 heads, 1 key and value heads, key width 256, causal, rotary, rotary base 7000, Rms normalised heads, head scales around 1, head epsilon 1e-06, no bias")]
    [InlineData("Phi-2", ", \"qk_layernorm\": true, \"layer_norm_eps\": 1e-06", "model.layers.0/attention", "32 heads, causal, rotary on 32, Layer normalised heads, head epsilon 1e-06")]
    [InlineData("Phi-3-mini", ", \"rope_scaling\": {\"type\": \"longrope\", \"short_factor\": [1, 1, 1, 1, 2], \"long_factor\": [1, 2]}", "model.layers.0/attention", "32 heads, causal, rotary, longrope scaling (5 short_factors, long_factor 1,2), no bias")]
    [InlineData("Phi-3-mini", "", "model.embed_tokens", "32064 x 3072, padding index 32000")]
    [InlineData("GPT-2", "", "h.0/attention", "12 heads, causal, dropout 0.1")]
    [InlineData("GPT-2", ", \"scale_attn_weights\": false, \"attn_pdrop\": 0", "h.0/attention", "12 heads, causal, scores times 1")]
    [InlineData("GPT-2", ", \"layer_norm_epsilon\": 1e-06", "ln_f", "epsilon 1e-06")]
    [InlineData("GPT-2", "", "h.0/feed_forward/activation", "gelutanh")]
    [InlineData("GPT-NeoX-20B", ", \"rotary_emb_base\": 25000", "gpt_neox.layers.0/attention", "64 heads, causal, rotary on 24, rotary base 25000")]
    [InlineData("BERT-base", "", "embeddings.LayerNorm", "epsilon 1e-12")]
    [InlineData("BERT-base", "", "encoder.layer.0/attention", "12 heads, dropout 0.1")]
    [InlineData("BERT-base", "", "encoder.layer.0/feed_forward/activation", "gelu")]
    [InlineData("BERT-base", "", "embeddings.word_embeddings", "30522 x 768, padding index 0")]
    [InlineData("RoBERTa-base", ", \"layer_norm_eps\": 1e-05", "embeddings.LayerNorm", "")]
    [InlineData("RoBERTa-base", "", "embeddings.word_embeddings", "50265 x 768, padding index 1")]
    [InlineData("DistilBERT", ", \"attention_dropout\": 0.2", "transformer.layer.0/attention", "12 heads, dropout 0.2")]
    [InlineData("ViT-B/16", "", "layernorm", "epsilon 1e-12")]
    public void A_setting_is_kept(string network, string more, string layer, string settings)
    {
        string json = Configs.All[network];
        Layer found = new Network(Configs.Read(json[..^1] + more + "}")).Layers.Single(other => other.Name == layer);
        Assert.Equal(settings, found.Settings);
    }

    // Two layers of four positions each: a position sees itself and the three before it, then six.
    [Fact]
    public void A_window_limits_what_a_position_sees()
    {
        Layer input = Build.Input(100, 8);
        var attention = new MultiHeadAttention { Heads = 2, IsCausal = true, Window = 4 };
        Layer two = new(attention, null, new Layer(attention, null, input));

        Assert.Equal(7, ReceptiveFieldMeasurement.Of(new Network(two)).First().Size);
        Assert.Equal(new Layer(attention with { Window = null }, null, input).Work(), new Layer(attention, null, input).Work());
        Build.Refused(() => new Layer(attention with { IsCausal = false }, null, input), ErrorCode.InvalidSetting, "causal");
        Build.Refused(() => new Layer(attention with { Window = 0 }, null, input), ErrorCode.InvalidSize, "window");
    }

    // The window cuts nothing off: each position sees all before it, as without a window.
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void A_window_of_the_whole_sequence_limits_nothing(long length)
    {
        Layer input = Build.Input(length, 8);
        ReceptiveFieldMeasurement Field(long? window) =>
            ReceptiveFieldMeasurement.Of(new Network(new Layer(new MultiHeadAttention { Heads = 2, IsCausal = true, Window = window }, null, input))).First();

        Assert.True(Field(4).SeesEverything);
        Assert.Equal(Field(null).Size, Field(4).Size);
    }
}
