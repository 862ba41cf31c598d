using System.Management.Automation;

namespace DeepCalc.Commands.Tests.Layers;

public sealed class ShapeCommandTests(Session session) : IClassFixture<Session>
{
    [Theory]
    [InlineData("New-InputLayer 8,9,3 | New-PaddingLayer 1", "10x11x3")]
    [InlineData("New-InputLayer 8,9,3 | New-PaddingLayer 1,2 -Mode Reflect", "10x13x3")]
    [InlineData("New-InputLayer 8,9,3 | New-PaddingLayer '0:1' -Mode replicate", "9x10x3")]
    [InlineData("New-InputLayer 8,9,3 | New-PaddingLayer (0,1),(2,3) -Mode Circular", "9x14x3")]
    [InlineData("New-InputLayer 3,8,9 -Layout ChannelsFirst | New-PaddingLayer -Padding 1,2", "3x10x13")]
    [InlineData("New-PaddingLayer 1 -Rank 1", "(L + 2)xC")]
    [InlineData("New-InputLayer 8,9,3 | New-CroppingLayer 1", "6x7x3")]
    [InlineData("New-InputLayer 8,9,3 | New-CroppingLayer (0,1),(2,3)", "7x4x3")]
    [InlineData("New-InputLayer 8,9,3 | New-CroppingLayer -Cropping '1:2x0'", "5x9x3")]
    [InlineData("New-CroppingLayer 1 -Rank 1", "(L − 2)xC")]
    [InlineData("New-InputLayer 8,9,3 | New-UpsamplingLayer", "16x18x3")]
    [InlineData("New-InputLayer 8,9,3 | New-UpsamplingLayer 3", "24x27x3")]
    [InlineData("New-InputLayer 8,9,3 | New-UpsamplingLayer 1.5", "12x13x3")]
    [InlineData("New-InputLayer 8,9,3 | New-UpsamplingLayer 1.5,2", "12x18x3")]
    [InlineData("New-InputLayer 8,9,3 | New-UpsamplingLayer '2x1/3'", "16x3x3")]
    [InlineData("New-InputLayer 8,9,3 | New-UpsamplingLayer 3/2 -Method Linear -AlignCorners", "12x13x3")]
    [InlineData("New-InputLayer 8,9,3 | New-UpsamplingLayer -Size 5 -Method Cubic", "5x5x3")]
    [InlineData("New-InputLayer 8,9,3 | New-UpsamplingLayer -Size 5,7", "5x7x3")]
    [InlineData("New-UpsamplingLayer -Rank 3", "2·Dx2·Hx2·WxC")]
    [InlineData("New-InputLayer 8,9,12 | New-PixelShuffleLayer 2", "16x18x3")]
    [InlineData("New-InputLayer 8,8,3 | New-PixelShuffleLayer -Factor 4 -Inverse", "2x2x48")]
    [InlineData("New-InputLayer 14,14,768 | New-ReshapeLayer 196,768", "196x768")]
    [InlineData("New-InputLayer 14,14,768 | New-ReshapeLayer -1,768", "196x768")]
    [InlineData("New-InputLayer 14,14,768 | New-ReshapeLayer -Shape '196x-1'", "196x768")]
    [InlineData("New-InputLayer 14,14,768 | New-ReshapeLayer -1", "150528")]
    [InlineData("New-InputLayer 4,5,6 | New-PermuteLayer 2,0,1", "6x4x5")]
    [InlineData("New-InputLayer 4,5,6 | New-PermuteLayer 2,0,1 -Layout ChannelsFirst | New-ConvLayer 8 3", "8x2x3")]
    [InlineData("New-InputLayer 1,5,1 | New-SqueezeLayer", "5")]
    [InlineData("New-InputLayer 1,5,1 | New-SqueezeLayer -1", "1x5")]
    [InlineData("New-InputLayer 28,28 | New-ExpandLayer -1", "28x28x1")]
    [InlineData("New-InputLayer 28,28 | New-ExpandLayer -Axis 0", "1x28x28")]
    [InlineData("New-InputLayer 4,5 | New-RepeatLayer 2,3", "8x15")]
    [InlineData("New-InputLayer 4,5 | New-RepeatLayer 2 -Axis -1", "4x10")]
    [InlineData("New-InputLayer 64 | New-RepeatLayer 3", "192")]
    [InlineData("New-InputLayer 64 | New-RepeatLayer 3 -NewAxis", "3x64")]
    [InlineData("New-InputLayer 197,768 | New-SliceLayer 0 -Stop 1", "1x768")]
    [InlineData("New-InputLayer 197,768 | New-SliceLayer 0 1", "196x768")]
    [InlineData("New-InputLayer 100,64 | New-SliceLayer -2 -10 -2 -Step 3", "3x64")]
    [InlineData("New-InputLayer 3,32,32 -Layout ChannelsFirst | New-UnfoldLayer 3 -Stride 2 -Padding 1", "27x256")]
    [InlineData("New-InputLayer 32,32,3 | New-UnfoldLayer 3,5 -Dilation 2 -Padding Same", "1024x45")]
    [InlineData("New-InputLayer 768,196 -Layout ChannelsFirst | New-FoldLayer 224 16 -Stride 16", "3x224x224")]
    [InlineData("New-InputLayer 32,32,8 | New-UnfoldLayer 3 -Padding 1 | New-FoldLayer 32,32 3 -Padding 1", "32x32x8")]
    [InlineData("New-InputLayer 8,6 | New-FoldLayer -OutputSize 10 -Kernel 3 -Rank 1", "10x2")]
    [InlineData("New-InputLayer 28,28,240 | New-ChannelShuffleLayer 3", "28x28x240")]
    [InlineData("New-InputLayer 56,56,96 | New-RollLayer -3,-3 0,1", "56x56x96")]
    [InlineData("New-InputLayer 56,56,96 | New-RollLayer -Shift 3 -Axis -2", "56x56x96")]
    [InlineData("New-InputLayer 8,9,3 | New-UpsamplingLayer 1.5 -Method NearestExact", "12x13x3")]
    [InlineData("New-InputLayer 196,768 | New-ClassTokenLayer", "197x768")]
    [InlineData("New-InputLayer 196,768 | New-ClassTokenLayer 2", "198x768")]
    [InlineData("New-InputLayer 10,8,9,3 | New-PaddingLayer 1 -TimeDistributed", "10x10x11x3")]
    public void Layers_take_their_settings_as_people_type_them(string script, string shape) =>
        Assert.Equal(shape, Assert.IsType<Layer>(Assert.Single(session.Output(script)).BaseObject).OutputShape.ToString());

    [Theory]
    [InlineData("[pscustomobject]@{ Padding = '0:1x2'; Mode = 'reflect' } | New-PaddingLayer -InputObject (New-InputLayer 8,9,3)", "9x13x3", "ReflectionPadding2D")]
    [InlineData("[pscustomobject]@{ Padding = '2'; Mode = ''; Rank = '' } | New-PaddingLayer -InputObject (New-InputLayer 8,9,3)", "12x13x3", "ZeroPadding2D")]
    [InlineData("[pscustomobject]@{ Cropping = '1x2'; Rank = '2' } | New-CroppingLayer -InputObject (New-InputLayer 8,9,3)", "6x5x3", "Cropping2D")]
    [InlineData("[pscustomobject]@{ Scale = '3/2'; Size = ''; Method = 'linear'; AlignCorners = 'True' } | New-UpsamplingLayer -InputObject (New-InputLayer 8,9,3)", "12x13x3", "UpSampling2D")]
    [InlineData("[pscustomobject]@{ Scale = ''; Size = '5x6'; Method = ''; AlignCorners = '' } | New-UpsamplingLayer -InputObject (New-InputLayer 8,9,3)", "5x6x3", "UpSampling2D")]
    [InlineData("[pscustomobject]@{ Factor = '2'; Inverse = 'True' } | New-PixelShuffleLayer -InputObject (New-InputLayer 8,8,3)", "4x4x12", "PixelUnshuffle")]
    [InlineData("[pscustomobject]@{ Shape = '-1x3' } | New-ReshapeLayer -InputObject (New-InputLayer 8,9,3)", "72x3", "Reshape")]
    [InlineData("[pscustomobject]@{ Order = '1,0'; Layout = '' } | New-PermuteLayer -InputObject (New-InputLayer 8,9)", "9x8", "Permute")]
    [InlineData("[pscustomobject]@{ Axis = '' } | New-SqueezeLayer -InputObject (New-InputLayer 8,1,1)", "8", "Squeeze")]
    [InlineData("[pscustomobject]@{ Axis = '1' } | New-SqueezeLayer -InputObject (New-InputLayer 8,1,1)", "8x1", "Squeeze")]
    [InlineData("[pscustomobject]@{ Axis = '1' } | New-ExpandLayer -InputObject (New-InputLayer 8,9)", "8x1x9", "ExpandDims")]
    [InlineData("[pscustomobject]@{ Count = '2,3'; Axis = ''; NewAxis = '' } | New-RepeatLayer -InputObject (New-InputLayer 8,9)", "16x27", "Repeat")]
    [InlineData("[pscustomobject]@{ Count = '4'; NewAxis = 'true' } | New-RepeatLayer -InputObject (New-InputLayer 8)", "4x8", "RepeatVector")]
    [InlineData("[pscustomobject]@{ Axis = '0'; Start = ''; Stop = '-1'; Step = '' } | New-SliceLayer -InputObject (New-InputLayer 8,9)", "7x9", "Slice")]
    [InlineData("[pscustomobject]@{ Kernel = '3'; Stride = '2'; Padding = '' } | New-UnfoldLayer -InputObject (New-InputLayer 8,9,3)", "12x27", "Unfold")]
    [InlineData("[pscustomobject]@{ Count = '' } | New-ClassTokenLayer -InputObject (New-InputLayer 8,9)", "9x9", "ClassToken")]
    public void A_row_has_the_settings_in_its_cells(string script, string shape, string kind)
    {
        Layer layer = Assert.IsType<Layer>(Assert.Single(session.Output(script)).BaseObject);
        Assert.Equal(shape, layer.OutputShape.ToString());
        Assert.Equal(kind, layer.Kind);
    }

    [Fact]
    public void Rows_whose_cells_are_empty_by_turns_make_layers() => Assert.Equal(
        ["16x16x3", "12x12x3", "5x7x3"],
        session.Output("[pscustomobject]@{ Scale = '2'; Size = ''; Method = '' }, [pscustomobject]@{ Scale = '1.5'; Size = ''; Method = 'Linear' }, [pscustomobject]@{ Scale = ''; Size = '5x7'; Method = 'Cubic' } | New-UpsamplingLayer -InputObject (New-InputLayer 8,8,3) | Get-OutputShape").Select(row => row.Properties["OutputShape"].Value));

    [Theory]
    [InlineData("New-InputLayer 8,8,6 | New-SplitLayer 3", "8x8x2 8x8x2 8x8x2")]
    [InlineData("New-InputLayer 6,8,8 -Layout ChannelsFirst | New-SplitLayer 2", "3x8x8 3x8x8")]
    [InlineData("New-InputLayer 8,6 | New-SplitLayer 2 -Axis 0", "4x6 4x6")]
    [InlineData("New-InputLayer 10,6 | New-SplitLayer -Size 7,3 -Axis 0", "7x6 3x6")]
    [InlineData("New-InputLayer 10,6 | New-SplitLayer -Size 6", "10x6")]
    [InlineData("New-InputLayer 10,6 | New-SplitLayer 4 -Axis 0 -Chunk", "3x6 3x6 3x6 1x6")]
    [InlineData("New-InputLayer 6,6 | New-SplitLayer 4 -Axis 0 -Chunk", "2x6 2x6 2x6")]
    [InlineData("New-InputLayer 9,6,6 | New-SplitLayer 4 -Axis 0 -Chunk -TimeDistributed", "9x2x6 9x2x6 9x2x6")]
    [InlineData("New-InputLayer 8,C | New-SplitLayer 2", "8x⌊C/2⌋ 8x⌊C/2⌋")]
    [InlineData("[pscustomobject]@{ Count = '2'; Size = ''; Axis = '0'; Chunk = '' } | New-SplitLayer -InputObject (New-InputLayer 8,9)", "4x9 4x9")]
    [InlineData("[pscustomobject]@{ Count = ''; Size = '2x6'; Axis = '0'; Chunk = '' } | New-SplitLayer -InputObject (New-InputLayer 8,9)", "2x9 6x9")]
    public void A_split_gives_a_layer_for_each_part(string script, string shapes) => Assert.Equal(
        shapes, string.Join(' ', session.Output(script).Select(part => ((Layer)part.BaseObject).OutputShape)));

    [Fact]
    public void The_parts_of_a_split_go_to_variables_and_meet_again()
    {
        PSObject[] rows = session.Output(
            """
            $a, $b = New-InputLayer 8,8,6 | New-SplitLayer -Size 2,4 -Name part
            $a | New-ConvLayer 2 1 | New-ConcatenateLayer -With $b | Measure-Layer
            """);
        Assert.Equal(["input_layer", "part", "conv2d", "part_1", "concatenate"], rows.Select(row => row.Properties["Name"].Value));
        Assert.Equal("8x8x6", rows[^1].Properties["OutputShape"].Value);
    }

    [Fact]
    public void The_parts_of_a_split_that_begins_a_network_have_one_input() =>
        Assert.Equal("8x8x6", session.Value("New-SplitLayer 3 | New-ConcatenateLayer | Get-OutputShape -InputShape 8,8,6", "OutputShape"));

    [Fact]
    public void A_class_token_has_as_many_weights_as_there_are_features()
    {
        Assert.Equal(768L, session.Value("New-InputLayer 196,768 | New-ClassTokenLayer | Measure-Parameter", "Parameters"));
        Assert.Equal(0L, session.Value("New-InputLayer 196,768 | New-ClassTokenLayer -Frozen | Measure-Parameter", "TrainableParameters"));
    }

    [Theory]
    [InlineData("New-InputLayer 8,8,3 | New-PaddingLayer Same", "InvalidSetting", "numbers")]
    [InlineData("New-InputLayer 8,8,3 | New-PaddingLayer 8 -Mode Reflect", "PaddingTooLarge", "at most 7")]
    [InlineData("New-InputLayer 8,8,3 | New-CroppingLayer 4", "InvalidSize", "at most 7")]
    [InlineData("New-InputLayer 8,8,3 | New-UpsamplingLayer 2 -Size 4", "InvalidSetting", "one of them")]
    [InlineData("New-InputLayer 8,8,3 | New-UpsamplingLayer 2 -AlignCorners", "InvalidSetting", "Nearest")]
    [InlineData("New-InputLayer 8,3 | New-UpsamplingLayer 2 -Method Cubic", "RankMismatch", "2 spatial axes")]
    [InlineData("New-InputLayer 8,8,3 | New-PixelShuffleLayer 2", "ShapeMismatch", "multiple of 4")]
    [InlineData("New-InputLayer 8,8,3 | New-ReshapeLayer 7,7,4", "ShapeMismatch", "192")]
    [InlineData("New-InputLayer 8,8,3 | New-PermuteLayer 3,1,2", "InvalidSetting", "from 0")]
    [InlineData("New-InputLayer 8,8,3 | New-SqueezeLayer 0", "ShapeMismatch", "size 8")]
    [InlineData("New-InputLayer 8,8,3 | New-ExpandLayer 4", "RankMismatch", "-4 to 3")]
    [InlineData("New-InputLayer 8,3 | New-RepeatLayer 4", "RankMismatch", "has 2")]
    [InlineData("New-InputLayer 8 | New-RepeatLayer 4 -NewAxis -Axis 0", "InvalidSetting", "-NewAxis")]
    [InlineData("New-InputLayer 8 | New-RepeatLayer 4,4 -NewAxis", "InvalidSetting", "4x4")]
    [InlineData("New-InputLayer 8,8 | New-RepeatLayer 4 -NewAxis", "RankMismatch", "vector")]
    [InlineData("New-InputLayer 8,3 | New-SliceLayer 0 8", "InvalidSize", "empty")]
    [InlineData("New-InputLayer 8,3 | New-SplitLayer", "InvalidSetting", "equal parts")]
    [InlineData("New-InputLayer 8,3 | New-SplitLayer 2", "ShapeMismatch", "torch.chunk")]
    [InlineData("New-InputLayer 8,3 | New-SplitLayer 2 -Size 2,1", "InvalidSetting", "one of them")]
    [InlineData("New-InputLayer 8,3 | New-SplitLayer -Size 2,2", "ShapeMismatch", "4 positions in all")]
    [InlineData("New-InputLayer 8,3 | New-SplitLayer 2 -Axis 5", "RankMismatch", "-2 to 1")]
    [InlineData("New-InputLayer 8,3 | New-SplitLayer 4 -Chunk -TimeDistributed -Axis 3", "RankMismatch", "-1 to 0")]
    [InlineData("New-InputLayer 8 | New-SplitLayer 4 -Chunk -TimeDistributed", "RankMismatch", "10x64")]
    [InlineData("New-InputLayer 8,C | New-SplitLayer 1000000", "InvalidSize", "10000")]
    [InlineData("New-InputLayer 8,3 | New-UnfoldLayer 9", "KernelTooLarge", "unfold")]
    [InlineData("New-InputLayer 8,8,3 | New-ClassTokenLayer", "RankMismatch", "8x8x3")]
    public void Bad_input_is_one_error_with_an_id_and_words_that_help(string script, string id, string says)
    {
        ErrorRecord error = session.Error(script);
        Assert.StartsWith($"{id},DeepCalc.Commands.", error.FullyQualifiedErrorId);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.IsType<DeepCalcException>(error.Exception);
    }

    [Theory]
    [InlineData("New-InputLayer 8,8,3 | New-UpsamplingLayer wide", "'3/2'")]
    [InlineData("New-InputLayer 8,8,3 | New-UpsamplingLayer 2 -Method Spline", "Nearest, Linear, Cubic")]
    [InlineData("New-InputLayer 8,8,3 | New-PaddingLayer 1 -Mode mirror", "Zero, Reflect, Replicate, Circular")]
    [InlineData("New-InputLayer 8,8,3 | New-SliceLayer first", "'first'")]
    [InlineData("New-InputLayer 8,8,3 | New-ReshapeLayer H,3", "'H,3'")]
    public void A_setting_that_cannot_be_read_says_what_can(string script, string says) =>
        Assert.Contains(says, session.Error(script).Exception.Message, StringComparison.Ordinal);
}
