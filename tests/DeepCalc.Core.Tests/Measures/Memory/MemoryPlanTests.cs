using CsCheck;
using DeepCalc.Measures.Memory;

namespace DeepCalc.Tests.Measures.Memory;

/// <summary>Holds the timeline of memory against a simulator, and the best order against all orders.</summary>
public class MemoryPlanTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_timeline_is_that_of_a_simulator(bool overwrites) => RandomGraph.Of(14).Sample(
        network =>
        {
            var simulator = new MemorySimulator(network, overwrites);
            LayerMemoryMeasurement[] rows = [.. LayerMemoryMeasurement.Of(network, new MemoryOptions { Overwrites = overwrites })];

            Assert.Equal(simulator.Live, rows.Select(row => row.LiveBytes!.Value));
            Assert.Equal(simulator.Live.Max(), MemoryMeasurement.Of(network, new MemoryOptions { Overwrites = overwrites }).ActivationBytes);
        },
        iter: 5000);

    [Fact]
    public void The_best_order_is_the_best_of_all() => RandomGraph.Of(8).Sample(
        network =>
        {
            var graph = new TensorGraph(network, new MemoryOptions(), new Samples(new Dictionary<string, long>(), 1));
            long least = Orders(graph, [.. graph.Inputs]).Min(order => new MemoryPlan(graph, order).Activations.Total.Value);
            (int[] order, bool isExact) = new OrderSearch(graph).Best();

            Assert.True(isExact);
            Assert.Equal(Enumerable.Range(0, network.Layers.Count), order.Order());
            Assert.Equal(least, new MemoryPlan(graph, order).Activations.Total.Value);
        },
        iter: 1000);

    // Two branches, one of which is wide on the way and narrow at its end: it must run first.
    [Fact]
    public void A_better_order_runs_the_branch_that_frees_memory_first()
    {
        Layer input = new(new Input(new TensorShape(16)), null);
        Layer wide = new(new Dense(1000), "wide", input);
        Layer one = new(new Dense(4), "one", wide);
        Layer kept = new(new Dense(500), "kept", input);
        var network = new Network(new Layer(new Concatenate(), "join", kept, one));

        MemoryMeasurement stored = MemoryMeasurement.Of(network, new MemoryOptions());
        MemoryMeasurement best = MemoryMeasurement.Of(network, new MemoryOptions { FindsBestOrder = true });

        Assert.Equal((4 * (500 + 16 + 1000), "File"), (stored.ActivationBytes, stored.Order));
        Assert.Equal((4 * (16 + 1000 + 4), "Best"), (best.ActivationBytes, best.Order));
        Assert.Equal("one", best.PeakLayer);
    }

    [Fact]
    public void A_cancelled_measure_ends()
    {
        var network = new Network(new Layer(new Dense(3), null, new Layer(new Input(new TensorShape(4)), "x")));
        var options = new MemoryOptions { Cancellation = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => MemoryMeasurement.Of(network, options));
        Assert.Throws<OperationCanceledException>(() => LayerMemoryMeasurement.Of(network, options).Count());
    }

    [Fact]
    public void Sizes_are_multiples_of_the_alignment()
    {
        var network = new Network(new Layer(new Dense(5), null, new Layer(new Input(new TensorShape(3)), null)));

        Assert.Equal(64, MemoryMeasurement.Of(network, new MemoryOptions { Alignment = 32 }).ActivationBytes);
        Assert.Equal(12 + 20, MemoryMeasurement.Of(network, new MemoryOptions()).ActivationBytes);
    }

    private static IEnumerable<int[]> Orders(TensorGraph graph, int[] begun)
    {
        if (begun.Length == graph.Steps.Length)
        {
            return [begun];
        }

        return Enumerable.Range(0, graph.Steps.Length).Except(begun)
            .Where(layer => graph.Before[layer].All(begun.Contains))
            .SelectMany(layer => Orders(graph, [.. begun, layer]));
    }
}
