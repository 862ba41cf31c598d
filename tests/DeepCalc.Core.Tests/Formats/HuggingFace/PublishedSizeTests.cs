namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Language models whose parameters, active parameters (with both embeddings) and caches (16-bit) follow exactly from their settings.</summary>
public class PublishedSizeTests
{
    private const string Qwen = "vocab_size: 151936, head_dim: 128, tie_word_embeddings: false";
    private const string Experts = "num_experts: 128, num_experts_per_tok: 8, num_key_value_heads: 4";

    [Theory]
    [InlineData("qwen3", "hidden_size: 5120, intermediate_size: 25600, num_hidden_layers: 64, num_attention_heads: 64, num_key_value_heads: 8, " + Qwen, 32_762_123_264, 32_762_123_264, 262_144)]
    [InlineData("qwen3_moe", "hidden_size: 2048, intermediate_size: 6144, moe_intermediate_size: 768, num_hidden_layers: 48, num_attention_heads: 32, " + Experts + ", " + Qwen, 30_532_122_624, 3_353_032_704, 98_304)]
    [InlineData("qwen3_moe", "hidden_size: 4096, intermediate_size: 12288, moe_intermediate_size: 1536, num_hidden_layers: 94, num_attention_heads: 64, " + Experts + ", " + Qwen, 235_093_634_560, 22_190_763_520, 192_512)]
    [InlineData("mixtral", "vocab_size: 32000, hidden_size: 6144, intermediate_size: 16384, num_hidden_layers: 56, num_attention_heads: 48, num_key_value_heads: 8, num_local_experts: 8, num_experts_per_tok: 2", 140_620_634_112, 39_152_031_744, 229_376)]
    public void A_model_has_its_known_sizes(string modelType, string settings, long parameters, long active, long cachedBytes)
    {
        var network = new Network(Configs.Read(Configs.Of(modelType, null, settings)));
        ParameterMeasurement row = ParameterMeasurement.Of(network);
        CacheMeasurement cache = CacheMeasurement.Of(network, new CacheOptions { Format = NumberFormat.Parse("bfloat16") });

        Assert.Equal((parameters, active), (row.Parameters, row.ActiveParameters));
        Assert.Equal(FormattableString.Invariant($"{cachedBytes}·T"), cache.Formula);
    }
}
