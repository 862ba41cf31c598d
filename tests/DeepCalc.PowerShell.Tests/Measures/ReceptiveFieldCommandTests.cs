using System.Management.Automation;

namespace DeepCalc.Commands.Tests.Measures;

public sealed class ReceptiveFieldCommandTests(Session session) : IClassFixture<Session>
{
    private const string Stem = "New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding 3 | New-PoolLayer 3 -Stride 2 -Padding 1";

    [Fact]
    public void A_unit_has_a_rectangle_as_it_is_and_clipped()
    {
        PSObject[] rows = session.Output($"{Stem} | Measure-ReceptiveField -Unit 0,12");

        // Unit 12 of the pool begins at 2·(2·12 − 1) − 3 = 43, and ends at 43 + 10.
        Assert.Equal(["-5 5 0 5", "43 53 43 53"], rows.Select(row => $"{row.Properties["First"].Value} {row.Properties["Last"].Value} {row.Properties["ClippedFirst"].Value} {row.Properties["ClippedLast"].Value}"));
    }

    [Fact]
    public void A_pixel_is_seen_by_the_units_whose_rectangles_hold_it()
    {
        PSObject[] rows = session.Output($"{Stem} | Measure-ReceptiveField -Pixel 0,50");

        // Unit i sees 4i − 5 to 4i + 5.
        Assert.Equal(["0 1 2", "12 13 2"], rows.Select(row => $"{row.Properties["FirstUnit"].Value} {row.Properties["LastUnit"].Value} {row.Properties["UnitCount"].Value}"));
    }

    [Theory]
    [InlineData("-Unit 0", "RankMismatch")]
    [InlineData("-Unit 0,56", "InvalidSize")]
    [InlineData("-Unit -1,0", "InvalidSize")]
    [InlineData("-Pixel 224,0", "InvalidSize")]
    [InlineData("-Pixel 1,2,3", "RankMismatch")]
    public void A_place_that_is_not_there_is_an_error(string question, string id) =>
        Assert.StartsWith(id, session.Error($"{Stem} | Measure-ReceptiveField {question}").FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void A_gate_is_told_beside_the_field_without_it()
    {
        PSObject row = session.Output("""
            $x = New-InputLayer 64,64,8 | New-ConvLayer 8 3 -Padding Same
            $x | New-PoolLayer -Global -Kind Average -KeepDimension | New-ConvLayer 8 1 | New-ActivationLayer Sigmoid |
                New-MergeLayer -With $x -Kind Multiply | New-ConvLayer 8 3 -Padding Same | Measure-ReceptiveField
            """)[0];

        Assert.Equal((64L, 5L, true, 1.0), (row.Properties["Size"].Value, row.Properties["LocalSize"].Value, row.Properties["SeesEverything"].Value, row.Properties["Jump"].Value));
    }

    [Fact]
    public void Upsampling_has_a_jump_that_is_a_fraction()
    {
        PSObject row = session.Output("New-InputLayer 16,16,8 | New-ConvTransposeLayer 8 4 -Stride 2 -Padding 1 | Measure-ReceptiveField")[0];

        Assert.Equal((2L, 0.5, 1L), (row.Properties["Size"].Value, row.Properties["Jump"].Value, row.Properties["EffectivePadding"].Value));
        Assert.Equal("1/2x1/2", session.Value("New-InputLayer 16,16,8 | New-ConvTransposeLayer 8 4 -Stride 2 -Padding 1 | Measure-Network", "JumpPerAxis"));
        Assert.Equal((0.5, "1/2"), (row.Properties["Jump"].Value, row.Properties["JumpRatio"].Value));
    }

    [Fact]
    public void Branches_of_another_jump_warn_and_go_on()
    {
        Session.Result result = session.Run("""
            $x = New-InputLayer 16,16,8
            $(
                $x | New-ConvLayer 8 1 -Stride 2
                $x | New-PoolLayer 9 -Stride 1
            ) | New-MergeLayer -Name sum | New-ConvLayer 8 3 | Measure-ReceptiveField
            """);

        Assert.Contains("sum", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Length);

        // Unit 5 of the convolution sees units 5 to 7 of the sum, which see 10 to 14 and 5 to 15.
        Assert.All(result.Output, row => Assert.Equal(11L, row.Properties["Size"].Value));
    }
}
