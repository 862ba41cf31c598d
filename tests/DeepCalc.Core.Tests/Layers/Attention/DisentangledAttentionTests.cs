namespace DeepCalc.Tests.Layers.Attention;

public class DisentangledAttentionTests
{
    private static readonly Layer Text = new(new Input(new TensorShape(5, 8)), null);
    private static readonly Layer Positions = new(new Input(new TensorShape(6, 8)), null);

    // 5 positions, 6 relative ones, 2 heads of width 4. Each kind of position: 6·8·8 of a projection, 5·6·8 of scores, 2 of each of 50 scores.
    [Fact]
    public void Each_kind_of_position_has_a_projection_and_scores()
    {
        Layer plain = new(new MultiHeadAttention { Heads = 2 }, null, Text);
        Layer both = new(new DisentangledAttention(2), null, Text, Positions);
        Assert.Equal(plain.Work().Macs.Value + (2 * ((6 * 64) + (5 * 6 * 8))), both.Work().Macs.Value);
        Assert.Equal(plain.Work().Elementwise.Value + (2 * 2 * 50), both.Work().Elementwise.Value);
        Assert.Equal((plain.Work().Macs.Value + both.Work().Macs.Value) / 2, new Layer(new DisentangledAttention(2, FromContent: false), null, Text, Positions).Work().Macs.Value);
        Assert.Equal("5x8", both.OutputShape.ToString());
    }

    [Fact]
    public void Projections_are_shared_or_own()
    {
        Assert.Equal(4 * 72, Parameters(new DisentangledAttention(2)));
        Assert.Equal(6 * 72, Parameters(new DisentangledAttention(2, SharesProjections: false)));
        Assert.Equal(5 * 72, Parameters(new DisentangledAttention(2, FromPositions: false, SharesProjections: false)));

        static long Parameters(DisentangledAttention attention) => new Layer(attention, null, Text, Positions).Weights().Sum(weight => weight.Count.Value);
    }

    [Fact]
    public void Vectors_of_another_width_are_refused() => Build.Refused(
        () => new Layer(new DisentangledAttention(2), null, Text, new Layer(new Input(new TensorShape(6, 9)), null)), ErrorCode.ShapeMismatch, "5x8", "6x9");

    // 5 positions less 2, of queries and keys with 8 features, 3 operations each.
    [Fact]
    public void The_first_positions_can_be_left_as_they_are()
    {
        var attention = new MultiHeadAttention { Heads = 2 };
        long plain = new Layer(attention, null, Text).Work().Elementwise.Value;
        Assert.Equal(plain + (3 * 2 * 3 * 8), new Layer(attention with { UseRotary = true, UnrotatedPositions = 2 }, null, Text).Work().Elementwise.Value);
        Assert.Equal(plain + (3 * 2 * 3 * 4), new Layer(attention with { UseRotary = true, RotaryWidth = 2, KeyWidth = 4, UnrotatedPositions = 2 }, null, Text).Work().Elementwise.Value);
        Build.Refused(() => new Layer(attention with { UnrotatedPositions = 2 }, null, Text), ErrorCode.InvalidSetting, "rotary positions");
        Build.Refused(() => new Layer(attention with { UseRotary = true, IsCausal = true, UnrotatedPositions = 2 }, null, Text), ErrorCode.InvalidSetting, "all positions to all");
    }
}
