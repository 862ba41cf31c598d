namespace DeepCalc.Tests.Measures;

/// <summary>What is asked of a long network when only the first row is wanted.</summary>
public class StreamingTests
{
    private const int Length = 10_000;

    [Fact]
    public void The_first_step_asks_the_first_layers_alone() => Asks(3, network => Calculation.Of(network, []).First(step => step.Symbol == "FLOPs"));

    [Fact]
    public void The_first_row_of_a_layer_asks_the_first_layers_alone() => Asks(3, network => LayerMeasurement.Of(network).ElementAt(1));

    [Fact]
    public void The_first_weight_asks_the_first_layers_alone() => Asks(3, network => WeightMeasurement.Of(network).First());

    [Fact]
    public void All_rows_ask_every_layer()
    {
        var asked = new HashSet<int>();
        Assert.Equal(Length + 1, LayerMeasurement.Of(Chain(asked)).Count());
        Assert.Equal(Length, asked.Count);
    }

    private static void Asks(int most, Func<Network, object> first)
    {
        var asked = new HashSet<int>();
        Network network = Chain(asked);
        asked.Clear();
        Assert.NotNull(first(network));
        Assert.InRange(asked.Count, 1, most);
    }

    private static Network Chain(HashSet<int> asked)
    {
        Layer layer = Build.Input(8);
        for (int i = 0; i < Length; i++)
        {
            layer = new Layer(new Probe(i, asked), null, layer);
        }

        return new Network(layer);
    }

    /// <summary>A layer that says when it is asked for its weights, its work, or the field of its units.</summary>
    private sealed record Probe(int Place, HashSet<int> Asked) : LayerDefinition
    {
        public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(Probe);

        public override string Describe() => "";

        public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => inputs[0];

        public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
        {
            Asked.Add(Place);
            return [new Weight("kernel", inputs[0])];
        }

        public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
        {
            Asked.Add(Place);
            return WorkFormula.Elementwise(working.ProductOf(output), 1, working);
        }

        public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
        {
            Asked.Add(Place);
            return AxisView.Same(axis);
        }
    }
}
