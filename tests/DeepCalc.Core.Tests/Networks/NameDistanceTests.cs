namespace DeepCalc.Tests.Networks;

public class NameDistanceTests
{
    private static readonly string[] Decoder =
    [
        "embed_tokens", .. Enumerable.Range(0, 32).SelectMany(n => (string[])[$"model.layers.{n}/attention_norm", $"model.layers.{n}/attention", $"model.layers.{n}/attention_add", $"model.layers.{n}/feed_forward"]), "lm_head",
    ];

    [Theory]
    [InlineData("model.layers.0.attention", "model.layers.0/attention")]
    [InlineData("Model.Layers.31.Attention", "model.layers.31/attention")]
    [InlineData("model.layers.7.attn", "model.layers.7/attention")]
    [InlineData("model.layers.0.self_attn", "model.layers.0/attention")]
    [InlineData("lm-haed", "lm_head")]
    [InlineData("embedtokens", "embed_tokens")]
    public void The_nearest_name_comes_first(string typed, string meant) => Assert.Equal(meant, NameDistance.Nearest(typed, Decoder)[0]);

    [Theory]
    [InlineData("")]
    [InlineData("zzzzzz")]
    [InlineData("x")]
    public void What_is_near_to_nothing_has_none(string typed) => Assert.Empty(NameDistance.Nearest(typed, Decoder));

    [Fact]
    public void The_error_names_them()
    {
        string says = LayerNaming.Near("model.layers.0.attention", Decoder);
        Assert.StartsWith("The nearest name is model.layers.0/attention.", says);
        Assert.StartsWith("Its layers are embed_tokens, ", LayerNaming.Near("zzzzzz", Decoder));
        Assert.Equal("Layers with that in their names are lm_head.", LayerNaming.Near("head", Decoder));
    }
}
