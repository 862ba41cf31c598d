using System.Management.Automation;

namespace DeepCalc.Commands.Tests.Layers;

public sealed class RecurrentCommandTests : IClassFixture<Session>
{
    private readonly Session _session;

    public RecurrentCommandTests(Session session)
    {
        _session = session;
        foreach (Framework framework in Enum.GetValues<Framework>())
        {
            session.Set(framework.ToString(), new Layer(new Input(new TensorShape(5, 3), Framework: framework), null));
        }
    }

    [Theory]
    [InlineData("New-RecurrentLayer 4", "LSTM", "4", 128)]
    [InlineData("New-RecurrentLayer 4 -Kind Gru", "GRU", "4", 108)]
    [InlineData("New-RecurrentLayer 4 -Kind Gru -NoResetAfter", "GRU", "4", 96)]
    [InlineData("New-RecurrentLayer 4 -Kind SimpleRnn -ReturnSequences", "SimpleRNN", "5x4", 32)]
    [InlineData("New-RecurrentLayer 4 -StackedLayers 3 -BiasVectors 2 -Bidirectional", "Bidirectional", "8", 1184)]
    [InlineData("New-RecurrentLayer 4 -Bidirectional -MergeMode Average", "Bidirectional", "4", 256)]
    [InlineData("New-RecurrentLayer 4 -Bidirectional -MergeMode Multiply -ReturnSequences", "Bidirectional", "5x4", 256)]
    [InlineData("New-RecurrentLayer 4 -Backward -Peephole", "LSTM", "4", 140)]
    [InlineData("New-RecurrentLayer 4 -Projection 2 -BiasVectors 0", "LSTM", "2", 88)]
    [InlineData("New-LstmLayer 4 -Projection 2 -ReturnSequences -BiasVectors 2", "LSTM", "5x2", 120)]
    [InlineData("New-LstmLayer -Units 4 -Name mine -Frozen", "LSTM", "4", 128)]
    public void Settings_are_those_of_the_layer(string stage, string kind, string shape, long parameters)
    {
        PSObject row = _session.Output($"New-InputLayer 5,3 | {stage} | Measure-Layer")[1];
        Assert.Equal((kind, shape, parameters), (row.Properties["Kind"].Value, row.Properties["OutputShape"].Value, row.Properties["Parameters"].Value));
    }

    [Theory]
    [InlineData("$Keras | New-RecurrentLayer 4", "4", 128)]
    [InlineData("$PyTorch | New-RecurrentLayer 4", "5x4", 144)]
    [InlineData("$PyTorch | New-DenseLayer 3 | New-RecurrentLayer 4 -Kind Gru", "5x4", 108)]
    [InlineData("$PyTorch | New-RecurrentLayer 4 -ReturnSequences:$false", "4", 144)]
    [InlineData("$PyTorch | New-RecurrentLayer 4 -ReturnSequences -BiasVectors 1", "5x4", 128)]
    [InlineData("$PyTorch | New-RecurrentLayer 4 -BiasVectors 0", "5x4", 112)]
    [InlineData("$Keras | New-RecurrentLayer 4 -ReturnSequences -BiasVectors 2", "5x4", 144)]
    public void Defaults_are_those_of_the_framework_of_the_network(string script, string shape, long parameters)
    {
        PSObject row = _session.Output($"{script} | Measure-Layer")[^1];
        Assert.Equal((shape, parameters), (row.Properties["OutputShape"].Value, row.Properties["Parameters"].Value));
    }

    [Theory]
    [InlineData("''", "5x4", 144)]
    [InlineData("$null", "5x4", 144)]
    [InlineData("'False'", "4", 144)]
    [InlineData("$false", "4", 144)]
    [InlineData("'true'", "5x4", 144)]
    public void An_empty_cell_is_the_default_of_the_framework_and_False_is_not(string cell, string shape, long parameters)
    {
        string script = $"[pscustomobject]@{{ Units = '4'; ReturnSequences = {cell}; BiasVectors = '' }} | New-RecurrentLayer -InputObject $PyTorch | Measure-Layer";
        PSObject row = _session.Output(script)[1];
        Assert.Equal((shape, parameters), (row.Properties["OutputShape"].Value, row.Properties["Parameters"].Value));
    }

    [Fact]
    public void Each_row_has_its_own_defaults() =>
        Assert.Equal(
            ["4", "5x4", "5x4", "4"],
            _session.Output(
                """
                [pscustomobject]@{ Units = 4; ReturnSequences = 'False' }, [pscustomobject]@{ Units = 4; ReturnSequences = '' },
                [pscustomobject]@{ Units = 4 }, [pscustomobject]@{ Units = 4; ReturnSequences = $false } |
                    New-RecurrentLayer -InputObject $PyTorch | Get-OutputShape
                """).Select(row => row.Properties["OutputShape"].Value));

    [Theory]
    [InlineData("New-RecurrentLayer 4 -ReturnState", "5x3 4 4 4")]
    [InlineData("New-RecurrentLayer 4 -Kind Gru -ReturnState -ReturnSequences", "5x3 5x4 4")]
    [InlineData("New-RecurrentLayer 4 -Projection 2 -ReturnState", "5x3 2 2 4")]
    [InlineData("New-RecurrentLayer 4 -Bidirectional -ReturnState", "5x3 8 4 4 4 4")]
    [InlineData("New-RecurrentLayer 4 -Projection 2 -StackedLayers 3 -ReturnState", "5x3 2 2 4 2 4 2 4")]
    [InlineData("New-RecurrentLayer 4 -Kind Gru -StackedLayers 2 -Bidirectional -ReturnState", "5x3 8 4 4 4 4")]
    public void The_states_come_out_after_the_layer(string stage, string shapes) =>
        Assert.Equal(shapes, "5x3 " + string.Join(' ', _session.Output($"New-InputLayer 5,3 | {stage} | Get-OutputShape").Select(row => row.Properties["OutputShape"].Value)));

    [Fact]
    public void Weights_frozen_or_tied_are_those_of_the_layer_not_of_its_states()
    {
        PSObject[] layers = _session.Output("$x = New-InputLayer 5,3; $a = $x | New-RecurrentLayer 4; $x | New-RecurrentLayer 4 -Name enc -TiedTo $a -Frozen -ReturnState");
        Assert.Equal([(true, true), (false, false), (false, false)], layers.Select(layer => (Layer)layer.BaseObject).Select(layer => (layer.IsTied, layer.IsFrozen)));
        Assert.Equal(["enc", "enc/h", "enc/c"], layers.Select(layer => ((Layer)layer.BaseObject).Name));
        Assert.Equal("enc/layer2_backward_h", ((Layer)_session.Output("New-InputLayer 5,3 | New-RecurrentLayer 4 -Kind Gru -StackedLayers 2 -Bidirectional -Name enc -ReturnState")[^1].BaseObject).Name);
        Assert.Equal("enc/backward_h", ((Layer)_session.Output("New-InputLayer 5,3 | New-RecurrentLayer 4 -Kind Gru -Bidirectional -Name enc -ReturnState")[^1].BaseObject).Name);
    }

    [Fact]
    public void States_of_each_step_of_a_sequence_of_sequences() =>
        Assert.Equal(
            ["7x4", "7x4", "7x4"],
            _session.Output("New-InputLayer 7,5,3 | New-RecurrentLayer 4 -TimeDistributed -ReturnState | Get-OutputShape").Select(row => row.Properties["OutputShape"].Value));

    [Fact]
    public void A_stacked_decoder_begins_with_the_states_of_each_layer_of_an_encoder()
    {
        PSObject row = Assert.Single(_session.Output(
            """
            $out, $states = New-InputLayer 20,8 | New-RecurrentLayer 4 -Kind Gru -StackedLayers 2 -ReturnState
            New-InputLayer 15,8 | New-RecurrentLayer 4 -Kind Gru -StackedLayers 2 -InitialState $states | Measure-Network
            """));
        Assert.Equal("4", row.Properties["OutputShape"].Value);
        Assert.Equal("15x8, 20x8", row.Properties["InputShape"].Value);
    }

    [Fact]
    public void A_decoder_begins_with_the_states_of_an_encoder()
    {
        PSObject row = Assert.Single(_session.Output(
            """
            $out, $h, $c = New-InputLayer 20,8 | New-RecurrentLayer 4 -ReturnState
            New-InputLayer 15,8 | New-RecurrentLayer 4 -ReturnSequences -InitialState $h, $c | Measure-Network
            """));
        Assert.Equal(("15x4", 2L * 208), (row.Properties["OutputShape"].Value, row.Properties["Parameters"].Value));
    }

    [Theory]
    [InlineData("$x = New-InputLayer 5,3; $x | New-RecurrentLayer 4 -InitialState $null", "NullInput", "InitialState")]
    [InlineData("$x = New-InputLayer 5,3; $x | New-RecurrentLayer 4 -InitialState (New-InputLayer 4), $null", "NullInput", "InitialState")]
    [InlineData("$x = New-InputLayer 5,3; $x | New-RecurrentLayer 4 -InitialState (New-InputLayer 4)", "InvalidSetting", "2 initial states (h, c)")]
    [InlineData("$x = New-InputLayer 5,3; $x | New-RecurrentLayer 4 -InitialState (New-InputLayer 4), (New-InputLayer 5)", "ShapeMismatch", "vector of 4")]
    [InlineData("New-RecurrentLayer 4 -InitialState (New-InputLayer 4), (New-InputLayer 4)", "TooFewInputs", "the first one is missing; pipe it in")]
    [InlineData("New-InputLayer 5,3 | New-RecurrentLayer 4 -Bidirectional -Backward", "InvalidSetting", "-Backward")]
    [InlineData("New-InputLayer 5,3 | New-RecurrentLayer 4 -MergeMode Sum", "InvalidSetting", "Sum")]
    [InlineData("New-InputLayer 5,3 | New-RecurrentLayer 4 -Kind Gru -Projection 2", "InvalidSetting", "an LSTM")]
    [InlineData("New-InputLayer 5,3 | New-RecurrentLayer 4 -Kind Gru -Peephole", "InvalidSetting", "an LSTM")]
    [InlineData("New-InputLayer 5,3 | New-RecurrentLayer 4 -NoResetAfter", "InvalidSetting", "a GRU")]
    [InlineData("New-InputLayer 5,3 | New-RecurrentLayer 4 -Projection 4", "InvalidSize", "smaller than")]
    [InlineData("New-InputLayer 5,3 | New-RecurrentLayer 4 -StackedLayers 0", "InvalidSize", "stacked")]
    [InlineData("New-InputLayer 5,3 | New-RecurrentLayer 4 -BiasVectors 3 -ReturnState", "InvalidSize", "bias vectors")]
    [InlineData("New-InputLayer 5 | New-LstmLayer 4", "RankMismatch", "an LSTM needs")]
    [InlineData("New-InputLayer 7,5,3 | New-RecurrentLayer 4 -TimeDistributed -InitialState (New-InputLayer 4), (New-InputLayer 4)", "InvalidSetting", "one input")]
    public void What_cannot_be_is_one_error(string script, string id, string says)
    {
        ErrorRecord error = _session.Error(script);
        Assert.StartsWith($"{id},DeepCalc.Commands.", error.FullyQualifiedErrorId);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
    }
}
