namespace DeepCalc.Tests.Layers.Attention;

/// <summary>Attention without the output projection: the same numbers as <see cref="MultiHeadAttention"/> has for these parts.</summary>
public class ScaledDotProductAttentionTests
{
    private static readonly Layer Queries = Build.Input(6, 20);
    private static readonly Layer Keys = Build.Input(7, 10);
    private static readonly Layer Values = Build.Input(7, 6);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Heads_are_part_of_the_features_or_an_axis(bool isAxis)
    {
        Layer layer = isAxis
            ? new Layer(new ScaledDotProductAttention(), null, Build.Input(4, 6, 5), Build.Input(2, 7, 5), Build.Input(2, 7, 3))
            : new Layer(new ScaledDotProductAttention { Heads = 4, KeyValueHeads = 2 }, null, Queries, Keys, Values);
        LayerDefinition definition = layer.Definition;
        Assert.Equal(
            [isAxis ? "4x6x3" : "6x12", "2x7x5", "2x7x3", "4x6x7"],
            Enumerable.Range(0, 4).Select(output => definition.OutputShape(output, [.. layer.InputShapes]).ToString()));
        Assert.Equal(4 * 6 * 7 * (5 + 3), layer.Work().Macs.Value);
        Assert.Equal((4 * 6 * 7 * 6) - (2 * 4 * 6), layer.Work().Elementwise.Value);
    }

    [Fact]
    public void Between_its_projections_multi_head_attention_does_the_same()
    {
        Layer input = Build.Input(5, 8);
        Work whole = new Layer(new MultiHeadAttention { Heads = 2, UseRotary = true, CapsScores = true, UseOutputBias = false }, null, input).Work();
        Layer projected = new(new ScaledDotProductAttention { Heads = 2, ProjectedWidth = 4, UseBias = true, UseRotary = true, CapsScores = true }, null, input);
        Work output = new Layer(new Dense(8, false), null, input).Work();

        Assert.Equal(whole, projected.Work() + output);
        Assert.Equal((8 * 24) + 24, projected.Weights().Sum(weight => weight.Count.Value));
    }

    [Fact]
    public void A_cache_comes_before_the_new_keys()
    {
        Layer layer = new(
            new ScaledDotProductAttention { Heads = 4, KeyValueHeads = 2, HasCache = true }, null, Queries, Keys, Values, Build.Input(2, 3, 5), Build.Input(2, 3, 3));
        Assert.Equal("2x10x5", layer.Definition.OutputShape(1, [.. layer.InputShapes]).ToString());
        Assert.Equal(4 * 6 * 10 * (5 + 3), layer.Work().Macs.Value);
        Assert.Equal([10, 6], layer.Definition.States([.. layer.InputShapes], layer.OutputShape).Select(state => state.Elements.Value));
    }

    [Fact]
    public void A_query_sees_itself_and_the_keys_before_it_or_all()
    {
        Layer Of(bool isCausal) => new(new ScaledDotProductAttention { Heads = 2, IsCausal = isCausal }, null, Build.Input(6, 8), Build.Input(6, 8), Build.Input(6, 8));
        Assert.True(Of(true).View(0, 0).IsIdentity);
        Assert.Equal((ViewKind.Prefix, ViewKind.Everything), (Of(true).View(1, 0).Kind, Of(false).View(1, 0).Kind));
        Assert.Equal(ViewKind.Everything, Of(true).View(0, 1).Kind);

        AxisView window = new Layer(new ScaledDotProductAttention { Heads = 2, IsCausal = true, Window = 3 }, null, Build.Input(6, 8), Build.Input(6, 8), Build.Input(6, 8)).View(1, 0);
        Assert.Equal((3, 2), (window.Kernel, window.Before.Value));
    }

    [Fact]
    public void Heads_on_an_axis_keep_their_places_where_each_has_its_own_keys()
    {
        Layer Of(long keyHeads) => new(new ScaledDotProductAttention(), null, Build.Input(4, 6, 5), Build.Input(keyHeads, 7, 5), Build.Input(keyHeads, 7, 3));
        Assert.Equal((0, 1), (Of(2).View(0, 0).OutputAxis, Of(2).View(0, 1).OutputAxis));
        Assert.Equal((ViewKind.Window, ViewKind.Everything), (Of(4).View(1, 0).Kind, Of(2).View(1, 0).Kind));
    }

    [Fact]
    public void It_holds_its_scores()
    {
        Storage storage = new Layer(new ScaledDotProductAttention { Heads = 4, KeyValueHeads = 2, CapsScores = true }, null, Queries, Keys, Values) is var layer
            ? layer.Definition.Storage([.. layer.InputShapes], layer.OutputShape)
            : Storage.Unknown;
        Assert.Equal([(168, 168), (0, 168)], storage.Held.Select(held => (held.Elements.Value, held.Kept.Value)));
        Assert.Equal([0, 1, 2], storage.KeepsInputs);
    }

    [Theory]
    [InlineData(4, 3, "must be a multiple of the 3 key heads")]
    [InlineData(3, 1, "20 features cannot be divided into 3 heads")]
    [InlineData(4, 1, "must have the same width")]
    public void Heads_that_do_not_fit_are_refused(int heads, int keyValueHeads, string says)
    {
        DeepCalcException e = Assert.Throws<DeepCalcException>(
            () => new Layer(new ScaledDotProductAttention { Heads = heads, KeyValueHeads = keyValueHeads }, null, Queries, Build.Input(7, 15), Values));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Linear_attention_has_a_state_a_head_in_place_of_scores()
    {
        Layer layer = new(new LinearAttention(4, 2) { IsGated = true, IsDelta = true }, null, Queries, Build.Input(6, 10), Build.Input(6, 6));
        Assert.Equal(("6x12", "2x5x3"), (layer.OutputShape.ToString(), layer.Definition.OutputShape(1, [.. layer.InputShapes]).ToString()));

        // A state of 5x3 for each of two heads is updated and asked for its value, and read by four heads.
        Assert.Equal(6 * ((2 * 5 * 3) + (2 * 3 * 5) + (4 * 3 * 5)), layer.Work().Macs.Value);
        Assert.Equal(30, layer.Definition.States([.. layer.InputShapes], layer.OutputShape).Single().Elements.Value);
        Assert.Equal((ViewKind.Window, ViewKind.Prefix), (layer.View(0, 0).Kind, layer.View(1, 0).Kind));
    }
}
