using System.Management.Automation;

namespace DeepCalc.Commands.Tests.Measures;

public sealed class MeasureCommandTests(Session session) : IClassFixture<Session>
{
    private const string Network = "New-InputLayer 32,32,3 -Network Small | New-ConvLayer 8 3 -Name first | New-PoolLayer 2 | New-ConvLayer 16 3 | New-PoolLayer -Global | New-DenseLayer 10";

    [Fact]
    public void Output_shapes_of_the_last_or_of_all_layers()
    {
        Assert.Equal("10", session.Value($"{Network} | Get-OutputShape", "OutputShape"));
        Assert.Equal(
            ["32x32x3", "30x30x8", "15x15x8", "13x13x16", "16", "10"],
            session.Output($"{Network} | Get-OutputShape -PerLayer").Select(row => row.Properties["OutputShape"].Value));
    }

    [Fact]
    public void An_input_shape_is_bound_as_often_as_wanted() =>
        Assert.Equal(
            ["112x112x64", "16x16x64", "16x32x64"],
            session.Output("$n = New-ConvLayer 64 7 -Stride 2 -Padding 3; $n | Get-OutputShape -InputShape 224,224,3; $n | Get-OutputShape -InputShape '32x32x3'; $n | Get-OutputShape -InputShape 32,64,3").Select(row => row.Properties["OutputShape"].Value));

    [Fact]
    public void Rows_of_layers_have_all_numbers()
    {
        PSObject row = session.Output($"{Network} | Measure-Layer")[3];
        Assert.Equal(("conv2d", "Conv2D", 3), (row.Properties["Name"].Value, row.Properties["Kind"].Value, row.Properties["Index"].Value));
        Assert.Equal(("15x15x8", "13x13x16", 1168L), (row.Properties["InputShape"].Value, row.Properties["OutputShape"].Value, row.Properties["Parameters"].Value));
        Assert.Equal((194688L, 8L, 2.0, 3.5, 0L), (row.Properties["Macs"].Value, row.Properties["ReceptiveField"].Value, row.Properties["Jump"].Value, row.Properties["Start"].Value, row.Properties["EffectivePadding"].Value));
        Assert.Equal(("8x8", "2x2", "3.5x3.5", "0x0"), (row.Properties["ReceptiveFieldPerAxis"].Value, row.Properties["JumpPerAxis"].Value, row.Properties["StartPerAxis"].Value, row.Properties["EffectivePaddingPerAxis"].Value));
        Assert.Equal("Small", row.Properties["Network"].Value);
    }

    [Theory]
    [InlineData("Network", "Small")]
    [InlineData("InputShape", "32x32x3")]
    [InlineData("OutputShape", "10")]
    [InlineData("LayerCount", 6)]
    [InlineData("Parameters", 1562L)]
    [InlineData("TrainableParameters", 1562L)]
    [InlineData("Macs", 389248L)]
    [InlineData("ReceptiveField", 32L)]
    [InlineData("ReceptiveFieldPerAxis", "32x32")]
    [InlineData("SeesEverything", true)]
    [InlineData("BatchSize", 1L)]
    [InlineData("Jump", null)]
    [InlineData("JumpPerAxis", null)]
    [InlineData("IsLowerBound", false)]
    public void A_row_of_a_network_has_all_numbers(string property, object? value) =>
        Assert.Equal(value, session.Value($"{Network} | Measure-Network", property));

    [Fact]
    public void Weights_are_listed_with_their_shapes()
    {
        PSObject[] rows = session.Output($"{Network} | Measure-Parameter -PerWeight");
        Assert.Equal(
            ["first kernel 3x3x3x8", "first bias 8", "conv2d kernel 3x3x8x16", "conv2d bias 16", "dense kernel 16x10", "dense bias 10"],
            rows.Select(row => $"{row.Properties["Layer"].Value} {row.Properties["Weight"].Value} {row.Properties["Shape"].Value}"));
        Assert.Equal(1562L, rows.Sum(row => (long)row.Properties["Parameters"].Value));
    }

    [Fact]
    public void A_batch_multiplies_operations()
    {
        Assert.All(session.Output($"{Network} | Measure-Layer -BatchSize 16"), row => Assert.Equal(16L, row.Properties["BatchSize"].Value));
        Assert.Equal(16L, session.Value($"{Network} | Measure-Network -BatchSize 16", "BatchSize"));
        Assert.Equal(389248L * 16, session.Value($"{Network} | Measure-Operation -BatchSize 16", "Macs"));
        Assert.Equal(389248L * 16, session.Value($"{Network} | Measure-Network -BatchSize 16", "Macs"));
        Assert.Contains("BatchSize", session.Error($"{Network} | Measure-Operation -BatchSize 0").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_field_on_a_named_layer()
    {
        PSObject row = session.Output("New-InputLayer 32,32,3 | New-ConvLayer 8 3 -Name first | New-PoolLayer 2 | New-ConvLayer 16 3 | Measure-ReceptiveField -From FIRST")[0];
        Assert.Equal((6L, "first", "height"), (row.Properties["Size"].Value, row.Properties["From"].Value, row.Properties["Axis"].Value));
    }

    [Fact]
    public void A_misaligned_merge_is_a_property_and_a_warning()
    {
        Session.Result result = session.Run("$x = New-InputLayer 32,32,1; $x | New-ConvLayer 1 2 -Padding '0:1' | New-AddLayer -With $x -Name sum | Measure-ReceptiveField");
        Assert.Empty(result.Errors);
        Assert.All(result.Output, row => Assert.Equal("sum", row.Properties["MisalignedAt"].Value));
        Assert.Contains("sum", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_working_of_chosen_topics_and_layers()
    {
        PSObject[] steps = session.Output($"{Network} | Show-Calculation Parameter -Layer f*, dense");
        Assert.Equal(["first", "dense"], steps.Select(step => step.Properties["Layer"].Value).Distinct());
        Assert.All(steps, step => Assert.Equal("Parameter", step.Properties["Topic"].Value));
        Assert.Equal("params = Fh·Fw·Cin·K + K = 3·3·3·8 + 8 = 224", steps[2].Properties["Working"].Value);
    }

    [Fact]
    public void Paddings_that_keep_the_size_come_by_the_pipeline_and_by_row()
    {
        Assert.Equal(["1", "2", "3"], session.Output("3, 5, 7 | Find-Padding").Select(row => row.Properties["Padding"].Value));
        Assert.Equal("1", session.Value("[pscustomobject]@{ Kernel = '3'; Stride = '2'; InputSize = '100'; OutputSize = '50' } | Find-Padding", "Padding"));
        Assert.Equal((2L, 1L), (session.Value("Find-Padding 3 -InputSize 100 -OutputSize 50", "Stride"), session.Value("Find-Padding 3 -InputSize 100 -OutputSize 50", "PaddingAfter")));
        Assert.Equal("1", session.Value("Find-Padding 3 -InputSize 100", "Padding"));
    }
}
