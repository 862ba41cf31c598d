namespace DeepCalc.Tests.Networks;

public class ConsumersTests
{
    [Fact]
    public void A_network_knows_who_reads_each_output()
    {
        Layer input = Build.Input(20, 8);
        Layer lstm = new(new Recurrent(8) { ReturnSequences = true }, null, input);
        Layer sum = new(new Merge(), "sum", lstm, input, lstm);
        Layer state = new(new Dense(3), "dense", lstm.Output(1));
        var network = new Network(sum, state);

        Assert.Equal(["lstm", "sum"], network.ConsumersOf(input).Select(network.NameOf));
        Assert.Equal(["sum"], network.ConsumersOf(lstm).Select(network.NameOf));
        Assert.Equal(["dense"], network.ConsumersOf(lstm.Output(1)).Select(network.NameOf));
        Assert.Empty(network.ConsumersOf(sum));
        Assert.Equal([false, false, false, true, true], network.Values.Select(network.IsOutput));
    }

    [Fact]
    public void An_output_can_be_read_as_well()
    {
        Layer first = Build.Dense(Build.Input(4), 3);
        var network = new Network(first, Build.Dense(first, 2));
        Assert.True(network.IsOutput(first));
        Assert.Single(network.ConsumersOf(first));
    }
}
