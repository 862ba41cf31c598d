namespace DeepCalc.Tests.Layers;

/// <summary>Vectors that take the place of positions, and those that are added to all.</summary>
public class TokenTests
{
    private static readonly Layer Text = Build.Input(Quantity.Unknown("T"), 8);

    [Fact]
    public void Vectors_take_the_place_of_positions()
    {
        Layer image = new(new Input(new TensorShape(5, 8)), "image");
        Layer layer = new(new ReplacePositions(), null, Text, image);
        Assert.Equal("Tx8", layer.OutputShape.ToString());
        Assert.Equal((0, 0, 0), (layer.Work().Macs, layer.Work().Elementwise, layer.Weights().Count));
        Assert.Equal([0], layer.Storage().Overwrites);

        // 5 vectors of 8 elements are added.
        Assert.Equal(40, new Layer(new ReplacePositions(Adds: true), null, Text, image).Work().Elementwise);
        Assert.Equal("added", new Layer(new ReplacePositions(Adds: true), null, Text, image).Settings);
    }

    [Fact]
    public void Vectors_must_fit_the_positions()
    {
        Build.Refused(() => new Layer(new ReplacePositions(), null, Text, Build.Input(5, 6)), ErrorCode.ShapeMismatch, "6 features", "8");
        Build.Refused(() => new Layer(new ReplacePositions(), null, Build.Input(4, 8), Build.Input(5, 8)), ErrorCode.ShapeMismatch, "at least as long");
        Build.Refused(() => new Layer(new ReplacePositions(), null, Build.Input(4, 4, 8), Build.Input(5, 8)), ErrorCode.RankMismatch, "4x4x8");
    }

    [Fact]
    public void A_fixed_offset_is_a_buffer()
    {
        Layer layer = new(new FixedOffset(), null, Build.Input(5, 8));
        Weight weight = Assert.Single(layer.Weights());
        Assert.Equal(("8", false), (weight.Shape.ToString(), weight.IsTrainable));
        Assert.Equal(40, layer.Work().Elementwise);
    }

    [Fact]
    public void Tokens_need_a_number_and_a_width()
    {
        Build.Refused(() => new Layer(new LearnedTokens(0), null, Build.Input(5, 8)), ErrorCode.InvalidSize, "tokens");
        Build.Refused(() => new Layer(new LearnedTokens(1, 0), null, Build.Input(5, 8)), ErrorCode.InvalidSize, "width");
    }
}
