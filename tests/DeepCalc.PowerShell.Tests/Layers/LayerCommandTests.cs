using System.Management.Automation;

namespace DeepCalc.Commands.Tests.Layers;

public sealed class LayerCommandTests(Session session) : IClassFixture<Session>
{
    [Theory]
    [InlineData("New-InputLayer 224,224,3", "224x224x3")]
    [InlineData("New-InputLayer 224x224x3", "224x224x3")]
    [InlineData("New-InputLayer H,W,3", "HxWx3")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3", "26x26x8")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3,5", "26x24x8")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 '3x5' -Stride '2x1' -Dilation 1,2", "13x20x8")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3 -Padding Same -Stride 2", "14x14x8")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3 -Padding valid", "26x26x8")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3 -Padding 1", "28x28x8")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3 -Padding 1,2", "28x30x8")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3 -Padding (0,1),(2,3)", "27x31x8")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3 -Padding '0:1'", "27x27x8")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 2 -Stride 3 -Rounding Ceiling", "10x10x8")]
    [InlineData("New-InputLayer 3,28,28 -Layout ChannelsFirst | New-ConvLayer 8 3", "8x26x26")]
    [InlineData("New-InputLayer 100,16 | New-ConvLayer 8 3", "98x8")]
    [InlineData("New-InputLayer 9,9,9,2 | New-ConvLayer 8 3,3,1", "7x7x9x8")]
    [InlineData("New-InputLayer 32,32,3 | New-ConvLayer 8 3 -Stride 2 -Dilation 2", "14x14x8")]
    [InlineData("(New-InputLayer 8,8,3), (New-InputLayer 3) | New-AddLayer", "8x8x3")]
    [InlineData("New-InputLayer 28,28,4 | New-PoolLayer 2", "14x14x4")]
    [InlineData("New-InputLayer 112,112,64 | New-PoolLayer 3 -Stride 2 -Rounding Ceiling", "56x56x64")]
    [InlineData("New-InputLayer 28,28,4 | New-PoolLayer 3 -Stride 2 -Padding 1 -Kind Average", "14x14x4")]
    [InlineData("New-InputLayer 28,28,4 | New-PoolLayer -Global", "4")]
    [InlineData("New-InputLayer 4,28,28 -Layout ChannelsFirst | New-PoolLayer -Global -KeepDimension", "4x1x1")]
    [InlineData("New-InputLayer 28,28,4 | New-FlattenLayer", "3136")]
    [InlineData("New-InputLayer 100 | New-EmbeddingLayer 1000 64", "100x64")]
    [InlineData("New-InputLayer 100,64 | New-LstmLayer 32", "32")]
    [InlineData("New-InputLayer 100,64 | New-LstmLayer 32 -ReturnSequences -Projection 8", "100x8")]
    [InlineData("New-InputLayer 28,28,4 | New-BatchNormalizationLayer", "28x28x4")]
    [InlineData("New-InputLayer 28,28,4 | New-ActivationLayer relu", "28x28x4")]
    [InlineData("New-InputLayer 28,28,4 | New-DropoutLayer", "28x28x4")]
    [InlineData("New-InputLayer 28,28,4 | New-DenseLayer 10", "28x28x10")]
    public void Layers_take_their_settings_as_people_type_them(string script, string shape) =>
        Assert.Equal(shape, Assert.IsType<Layer>(Assert.Single(session.Output(script)).BaseObject).OutputShape.ToString());

    [Theory]
    [InlineData("New-InputLayer 32,32,3 | New-ConvLayer 8 3 -NoBias", 216)]
    [InlineData("New-InputLayer 32,32,4 | New-ConvLayer 8 3 -Groups 4", 80)]
    [InlineData("New-InputLayer 10 | New-DenseLayer 5 -NoBias", 50)]
    [InlineData("New-InputLayer 5,3 | New-LstmLayer 4 -BiasVectors 2", 144)]
    [InlineData("New-InputLayer 8,8,4 | New-BatchNormalizationLayer -NoScale -NoStatistics", 4)]
    [InlineData("New-InputLayer 8,8,4 | New-BatchNormalizationLayer -NoCenter", 12)]
    public void Switches_change_the_weights(string script, long parameters) =>
        Assert.Equal(parameters, session.Value($"{script} | Measure-Parameter", "Parameters"));

    [Fact]
    public void One_stage_maps_over_a_stream_of_networks() =>
        Assert.Equal(
            ["30x30x16", "30x30x32"],
            session.Output("16,32 | ForEach-Object { New-InputLayer 32,32,3 | New-ConvLayer $_ 3 } | New-ActivationLayer Relu | Get-OutputShape").Select(row => row.Properties["OutputShape"].Value));

    [Fact]
    public void Shapes_come_by_the_pipeline() =>
        Assert.Equal(["6x6x1", "7x7x1"], session.Output("'8x8x3', '9x9x3' | New-InputLayer | New-ConvLayer 1 3 | Get-OutputShape").Select(row => row.Properties["OutputShape"].Value));

    [Theory]
    [InlineData("@() | New-ConvLayer 8 3")]
    [InlineData("@() | New-AddLayer")]
    [InlineData("@() | New-ConcatenateLayer")]
    [InlineData("@() | New-PoolLayer 2 | New-DenseLayer 3 | Measure-Network")]
    [InlineData("@() | New-InputLayer")]
    [InlineData("$x = New-InputLayer 4; @() | New-AddLayer -With $x")]
    [InlineData("@() | Show-Calculation")]
    public void Nothing_in_gives_nothing_out(string script) => Assert.Empty(session.Output(script));

    [Theory]
    [InlineData("$null | New-ConvLayer 8 3")]
    [InlineData("New-ConvLayer 8 3 -InputObject $null")]
    [InlineData("$null | New-AddLayer")]
    [InlineData("New-InputLayer 4 | New-AddLayer -With $null")]
    [InlineData("$null | Measure-Network")]
    [InlineData("$null | Get-OutputShape")]
    public void Null_is_an_error_of_its_own(string script) =>
        Assert.StartsWith("NullInput,DeepCalc.Commands.", session.Error(script).FullyQualifiedErrorId);

    [Fact]
    public void A_null_among_branches_makes_no_other_network() =>
        Assert.StartsWith("NullInput", session.Error("$x = New-InputLayer 4; $x, $null, $x | New-AddLayer").FullyQualifiedErrorId);

    [Fact]
    public void Rows_bind_by_property_name()
    {
        PSObject[] rows = session.Output(
            """
            $x = New-InputLayer 32,32,3
            [pscustomobject]@{ Name = 'first'; Filters = '16'; Kernel = '3x5'; Stride = '2'; Padding = 'same'; NoBias = $true },
            [pscustomobject]@{ Name = 'second'; Filters = '8'; Kernel = '1'; Stride = '1'; Padding = '0:1x2'; NoBias = $false } |
                New-ConvLayer -InputObject $x | Measure-Layer
            """);
        Assert.Equal(["input_layer", "first", "input_layer", "second"], rows.Select(row => row.Properties["Name"].Value));
        Assert.Equal(["16x16x16", "33x36x8"], rows.Where((_, i) => i % 2 == 1).Select(row => row.Properties["OutputShape"].Value));
        Assert.Equal([720L, 32L], rows.Where((_, i) => i % 2 == 1).Select(row => row.Properties["Parameters"].Value));
    }

    [Theory]
    [InlineData("'True'", 27)]
    [InlineData("'false'", 28)]
    [InlineData("''", 28)]
    [InlineData("$null", 28)]
    [InlineData("$true", 27)]
    public void A_switch_in_a_row_is_true_false_or_empty(string cell, long parameters) =>
        Assert.Equal(parameters, session.Value($"[pscustomobject]@{{ Filters = '1'; Kernel = '3'; NoBias = {cell} }} | New-ConvLayer -InputObject (New-InputLayer 8,8,3) | Measure-Parameter", "Parameters"));

    [Theory]
    [InlineData("''")]
    [InlineData("$null")]
    public void An_empty_cell_of_a_row_is_no_setting(string cell)
    {
        Assert.Equal("6x6x1", session.Value($"[pscustomobject]@{{ Filters = '1'; Kernel = '3'; Stride = {cell}; Padding = {cell}; Dilation = {cell}; Groups = {cell}; Rounding = {cell}; Rank = {cell}; Name = {cell} }} | New-ConvLayer -InputObject (New-InputLayer 8,8,3) | Get-OutputShape", "OutputShape"));
        Assert.Equal("4x4x3", session.Value($"[pscustomobject]@{{ Kernel = '2'; Stride = {cell}; Kind = {cell}; Global = {cell} }} | New-PoolLayer -InputObject (New-InputLayer 8,8,3) | Get-OutputShape", "OutputShape"));
        Assert.Equal("4", session.Value($"[pscustomobject]@{{ Units = '4'; Projection = {cell}; ReturnSequences = {cell}; BiasVectors = {cell} }} | New-LstmLayer -InputObject (New-InputLayer 8,3) | Get-OutputShape", "OutputShape"));
        Assert.Equal("0.5", session.Value($"[pscustomobject]@{{ Rate = {cell} }} | New-DropoutLayer -InputObject (New-InputLayer 8)", "Settings"));
        Assert.Equal("8x8x3", session.Value($"[pscustomobject]@{{ Shape = '8x8x3'; Layout = {cell}; Network = {cell}; Name = {cell} }} | New-InputLayer | Get-OutputShape", "OutputShape"));
        Assert.Equal("1", session.Value($"[pscustomobject]@{{ Kernel = '3'; Stride = {cell}; Dilation = {cell}; InputSize = {cell}; OutputSize = {cell} }} | Find-Padding", "Padding"));
    }

    // Every setting of every layer, as text, beside a Name that needs no conversion.
    [Theory]
    [InlineData("New-PoolLayer", "Kernel='2'; Kind='Average'", "6,6,1", "AveragePooling2D", "3x3x1", 0)]
    [InlineData("New-PoolLayer", "Kernel='3'; Stride='2'; Rounding='Ceiling'", "6,6,1", "MaxPooling2D", "3x3x1", 0)]
    [InlineData("New-PoolLayer", "Global='True'; KeepDimension='True'", "6,6,1", "GlobalAveragePooling2D", "1x1x1", 0)]
    [InlineData("New-PoolLayer", "Kernel='2'; Rank='1'", "6,1", "MaxPooling1D", "3x1", 0)]
    [InlineData("New-ConvLayer", "Filters='4'; KernelSize='5'; Strides='2'; Groups='2'; NoBias='True'; Dilation='1'; Rank='2'", "9,9,2", "Conv2D", "3x3x4", 100)]
    [InlineData("New-LstmLayer", "Units='4'; Projection='2'; ReturnSequences='True'; BiasVectors='2'", "5,3", "LSTM", "5x2", 120)]
    [InlineData("New-RecurrentLayer", "Units='4'; Kind='gru'; NoResetAfter='True'; Bidirectional='True'; MergeMode='Sum'", "5,3", "Bidirectional", "4", 192)]
    [InlineData("New-RecurrentLayer", "Units='4'; StackedLayers='2'; Peephole='True'; Backward='True'", "5,3", "LSTM", "4", 296)]
    [InlineData("New-BatchNormalizationLayer", "NoScale='True'; NoCenter='False'; NoStatistics='True'", "5,3", "BatchNormalization", "5x3", 3)]
    [InlineData("New-DenseLayer", "Units='4'; NoBias='true'", "5", "Dense", "4", 20)]
    [InlineData("New-EmbeddingLayer", "Vocabulary='10'; Width='4'", "5", "Embedding", "5x4", 40)]
    [InlineData("New-ActivationLayer", "Function='gelu'", "5", "Activation", "5", 0)]
    public void Every_setting_is_read_from_a_row_of_text(string cmdlet, string cells, string input, string kind, string shape, long parameters)
    {
        PSObject row = session.Output($"[pscustomobject]@{{ Name = 'mine'; {cells} }} | {cmdlet} -InputObject (New-InputLayer {input}) | Measure-Layer")[1];
        Assert.Equal(("mine", kind, shape, parameters), (row.Properties["Name"].Value, row.Properties["Kind"].Value, row.Properties["OutputShape"].Value, row.Properties["Parameters"].Value));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Name = 'd'; Rate = '0.3' } | New-DropoutLayer", "0.3")]
    [InlineData("[pscustomobject]@{ Shape = '3x5x5'; Layout = 'ChannelsFirst'; Name = 'i' } | New-InputLayer", "channels first")]
    public void Settings_that_leave_the_shape_alone_are_read_too(string script, string settings) =>
        Assert.Equal(settings, session.Value(script, "Settings"));

    [Theory]
    [InlineData("New-ConvLayer", "Filters='4'; Kernel='5'; Groups='abc'", "'abc'")]
    [InlineData("New-ConvLayer", "Filters='4'; Kernel='5'; Groups='2.7'", "'2.7'")]
    [InlineData("New-ConvLayer", "Filters='4'; Kernel='5'; Rounding='xyz'", "Floor, Ceiling")]
    [InlineData("New-ConvLayer", "Filters='4'; Kernel='5'; Rank='two'", "'two'")]
    [InlineData("New-ConvLayer", "Filters='4'; Kernel='5'; NoBias='perhaps'", "True or False")]
    [InlineData("New-PoolLayer", "Kernel='2'; Kind='Middle'", "Max, Average")]
    [InlineData("New-LstmLayer", "Units='2'; BiasVectors='two'", "'two'")]
    [InlineData("New-RecurrentLayer", "Units='2'; Kind='Cell'", "SimpleRnn, Gru, Lstm")]
    [InlineData("New-RecurrentLayer", "Units='2'; MergeMode='stack'", "Concatenate, Sum, Multiply, Average")]
    [InlineData("New-ActivationLayer", "Function='Relu6,Softmax'", "Relu6,Softmax")]
    [InlineData("New-DenseLayer", "Units=''", "empty")]
    [InlineData("New-InputLayer", "Shape='3x5x5'; Layout='CF'", "ChannelsLast, ChannelsFirst")]
    [InlineData("Find-Padding", "Kernel='3'; Dilation='abc'", "'abc'")]
    public void A_cell_that_cannot_be_read_is_one_error(string cmdlet, string cells, string says) =>
        Assert.Contains(says, session.Error($"[pscustomobject]@{{ Name = 'mine'; {cells} }} | {cmdlet}").Exception.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("New-InputLayer 10 | Measure-Layer | New-DenseLayer 5")]
    [InlineData("New-InputLayer 10 | Measure-Layer | New-FlattenLayer")]
    [InlineData("[pscustomobject]@{ Name = 'file.txt'; Length = 3 } | New-DenseLayer 5")]
    [InlineData("New-InputLayer 10 -Name foo | New-InputLayer 3,3")]
    public void What_is_no_layer_and_no_row_of_settings_makes_no_layer(string script) => Assert.NotNull(session.Error(script));

    [Theory]
    [InlineData("New-ConvLayer 2.5 3", "'2.5'")]
    [InlineData("New-InputLayer 4 | New-ActivationLayer 'Relu,LeakyRelu'", "Relu,LeakyRelu")]
    [InlineData("New-AddLayer", "at least 2")]
    [InlineData("New-InputLayer 3 -Name a | New-DenseLayer 3 -Name a", "'a'")]
    [InlineData("New-ConvLayer 8 3 | Measure-Layer -InputShape 224,224", "HxWxC")]
    public void More_mistakes_are_errors_in_words(string script, string says) =>
        Assert.Contains(says, session.Error(script).Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void A_setting_of_one_row_does_not_stay_for_the_next() =>
        Assert.Equal(
            ["3x3x1", "6x6x1"],
            session.Output("[pscustomobject]@{ Filters = 1; Kernel = 3; Stride = 2 }, [pscustomobject]@{ Filters = 1; Kernel = 3 } | New-ConvLayer -InputObject (New-InputLayer 8,8,3) | Get-OutputShape").Select(row => row.Properties["OutputShape"].Value));

    [Fact]
    public void Rows_without_a_layer_begin_networks() =>
        Assert.Equal(
            [3L, 5L],
            session.Output("[pscustomobject]@{ Filters = 1; Kernel = 3 }, [pscustomobject]@{ Filters = 1; Kernel = 5 } | New-ConvLayer | Measure-Network").Select(row => row.Properties["ReceptiveField"].Value));

    [Fact]
    public void Rows_of_shapes_bind_by_property_name() =>
        Assert.Equal(
            ["small", "large"],
            session.Output("[pscustomobject]@{ Shape = '8x8x3'; Network = 'small' }, [pscustomobject]@{ Shape = '64,64,3'; Network = 'large' } | New-InputLayer | Measure-Network").Select(row => row.Properties["Network"].Value));

    [Fact]
    public void The_properties_of_a_layer_are_not_taken_for_the_settings_of_the_next() =>
        Assert.Equal(
            ["input_layer", "mine", "conv2d"],
            session.Output("New-InputLayer 32,32,3 | New-ConvLayer 8 3 -Name mine | New-ConvLayer 8 3 | Measure-Layer").Select(row => row.Properties["Name"].Value));

    [Fact]
    public void A_bad_setting_in_a_row_is_one_error_and_the_next_row_goes_on()
    {
        Session.Result result = session.Run("[pscustomobject]@{ Filters = 1; Kernel = 'wide' }, [pscustomobject]@{ Filters = 0; Kernel = 3 }, [pscustomobject]@{ Filters = 1; Kernel = 5 } | New-ConvLayer");
        Assert.Single(result.Output);
        Assert.Equal(2, result.Errors.Length);
    }

    [Theory]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 29", "KernelTooLarge", "conv2d")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 0 3", "InvalidSize", "conv2d")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3 -Stride 0", "InvalidSize", "stride")]
    [InlineData("New-InputLayer 28,28,0", "InvalidSize", "28x28x0")]
    [InlineData("New-InputLayer 28,-1", "InvalidSize", "28x-1")]
    [InlineData("New-InputLayer 28,2.5", "InvalidSetting", "2.5")]
    [InlineData("New-InputLayer 28,28,6 | New-ConvLayer 8 3 -Groups 4", "GroupsMismatch", "6 input channels")]
    [InlineData("New-InputLayer 28,28,6 | New-FlattenLayer | New-ConvLayer 8 3", "RankMismatch", "4704")]
    [InlineData("New-InputLayer 28,28,6 | New-PoolLayer 3 -Padding 2", "PaddingTooLarge", "at most 1")]
    [InlineData("New-InputLayer 28,28,6 | New-PoolLayer", "InvalidSetting", "-Kernel")]
    [InlineData("New-InputLayer 28,28,6 | New-PoolLayer 2 -Global", "InvalidSetting", "-Global")]
    [InlineData("New-InputLayer 28,28,6 | New-PoolLayer 2 -KeepDimension", "InvalidSetting", "-Global")]
    [InlineData("New-InputLayer 28,28,6 | New-PoolLayer 2 -Padding Same -Rounding Ceiling", "InvalidSetting", "Ceiling")]
    [InlineData("$x = New-InputLayer 8,8,3; $x | New-ConvLayer 4 3 | New-AddLayer -With $x", "ShapeMismatch", "6x6x4")]
    [InlineData("$x = New-InputLayer 8,8,3; $x | New-ConvLayer 4 3 | New-ConcatenateLayer -With $x", "ShapeMismatch", "axis 0")]
    [InlineData("$other = New-InputLayer 8,8,3; New-InputLayer 8,8,3 | New-AddLayer -With $other", "ForeignLayer", "input_layer")]
    [InlineData("New-InputLayer 8,8,3 | New-AddLayer", "TooFewInputs", "-With")]
    [InlineData("New-InputLayer 9000000000000000000,9 | New-FlattenLayer", "CountOverflow", "flatten")]
    [InlineData("New-InputLayer 5000000000 | New-DenseLayer 5000000000 | Measure-Parameter", "CountOverflow", "dense")]
    [InlineData("New-InputLayer 5000000000 | New-DenseLayer 5000000000 | Measure-Operation", "CountOverflow", "dense")]
    [InlineData("New-InputLayer 5000000000 | New-DenseLayer 5000000000 | Measure-Network", "CountOverflow", "dense")]
    [InlineData("New-InputLayer 10,1 | New-PaddingLayer '4700000000000000000:0' | Measure-Network", "CountOverflow", "receptive field")]
    [InlineData("New-InputLayer 8 | New-DenseLayer 3 -Name a | New-DenseLayer 3 -Name a | Measure-Network", "DuplicateName", "'a'")]
    [InlineData("New-InputLayer 8,8,3 | New-ConvLayer 3 3 | Measure-ReceptiveField -From nowhere", "LayerNotFound", "conv2d")]
    [InlineData("New-InputLayer 8,8,3 | New-ConvLayer 3 3 | Show-Calculation -Layer nowhere", "LayerNotFound", "conv2d")]
    [InlineData("(New-InputLayer 4), (New-InputLayer 5) | New-ConcatenateLayer | Measure-Network -InputShape 4", "AmbiguousInput", "2 inputs")]
    [InlineData("New-ConvLayer 8 9 | Get-OutputShape -InputShape 4,4,3", "KernelTooLarge", "conv2d")]
    [InlineData("New-ConvLayer 8 9 | Get-OutputShape -InputShape 4,0,3", "InvalidSize", "4x0x3")]
    [InlineData("New-InputLayer 8,8,3 | New-ConvLayer 3 3 | Show-Calculation -Layer '['", "InvalidSetting", "wildcard")]
    [InlineData("Find-Padding 3 -InputSize 100 -OutputSize 80 -Stride 2", "PaddingNotFound", "80")]
    [InlineData("Find-Padding 3 -OutputSize 80", "SizeUnknown", "-InputSize")]
    public void Bad_input_is_one_error_with_an_id_and_words_that_help(string script, string id, string says)
    {
        ErrorRecord error = session.Error(script);
        Assert.StartsWith($"{id},DeepCalc.Commands.", error.FullyQualifiedErrorId);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.IsType<DeepCalcException>(error.Exception);
    }

    [Theory]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 wide", "'3x5'")]
    [InlineData("New-InputLayer 28,28,1 | New-ConvLayer 8 3 -Padding full", "Same, SameLower, Valid, Causal")]
    [InlineData("New-InputLayer 28,28,1 | New-ActivationLayer rleu", "Relu")]
    public void A_setting_that_cannot_be_read_says_what_can(string script, string says) =>
        Assert.Contains(says, session.Error(script).Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void One_bad_network_in_a_stream_is_one_error_and_the_others_come_through()
    {
        Session.Result result = session.Run("8, 3, 9 | ForEach-Object { New-InputLayer $_,$_,3 } | New-ConvLayer 4 5 | Measure-Network");
        Assert.Equal(["4x4x4", "5x5x4"], result.Output.Select(row => row.Properties["OutputShape"].Value));
        Assert.StartsWith("KernelTooLarge", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void Several_layers_piped_into_a_merge_are_its_branches() =>
        Assert.Equal("8x8x10", session.Value("$x = New-InputLayer 8,8,3; $( $x | New-ConvLayer 3 1; $x | New-ConvLayer 4 3 -Padding Same; $x ) | New-ConcatenateLayer | Get-OutputShape", "OutputShape"));

    [Fact]
    public void With_merges_each_network_of_a_stream_with_the_same_branch() =>
        Assert.Equal(2, session.Output("$x = New-InputLayer 8,8,3; 1, 3 | ForEach-Object { $x | New-ConvLayer 3 $_ -Padding Same } | New-AddLayer -With $x").Length);

    [Fact]
    public void Padding_is_completed() =>
        Assert.Equal(
            ["Same", "SameLower", "Valid", "Causal"],
            session.Output("[System.Management.Automation.CommandCompletion]::CompleteInput('New-ConvLayer 1 3 -Padding ', 27, $null).CompletionMatches.CompletionText").Select(text => text.BaseObject));
}
