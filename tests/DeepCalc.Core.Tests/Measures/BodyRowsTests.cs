using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Measures;

public class BodyRowsTests
{
    private static readonly TypeBuilder Truth = TypeBuilder.Tensor(ElementType.Boolean);
    private static readonly TypeBuilder Number = TypeBuilder.Tensor(ElementType.Int64);

    private static GraphBuilder Branch(string weight) => new GraphBuilder("branch")
        .Weight(weight, 8, 8).Node("MatMul", ["x", weight], [weight + "_product"]).Output(weight + "_product");

    private static ModelBuilder Choice(bool isKnown)
    {
        ModelBuilder model = new ModelBuilder().Input("x", 2, 8);
        model = isKnown ? model.Constant("choice", TensorBuilder.Scalar(true)) : model.Input("choice", Truth);
        return model.Node("If", ["choice"], ["y"], ("then_branch", Branch("a")), ("else_branch", Branch("b"))).Output("y");
    }

    // Each turn multiplies the state by an outer matrix, which a layer behind the loop uses as well.
    private static ModelBuilder Turns(long turns, params (string Name, object Value)[] inner) => new ModelBuilder().Input("x", 2, 8).Weight("w", 8, 8)
        .Constant("turns", TensorBuilder.Scalar(turns))
        .Node("Loop", ["turns", "", "x"], ["last", "all"], ("body", new GraphBuilder("body")
            .Input("turn", Number).Input("condition", Truth).Input("state")
            .Node("MatMul", ["state", "w"], ["next"]).Node("Identity", ["condition"], ["still"])
            .Output("still").Output("next").Output("next")))
        .Node("MatMul", ["last", "w"], ["y"]).Output("y").Output("all");

    private static LayerMeasurement[] Rows(ModelBuilder model, long batch = 1) =>
        [.. LayerMeasurement.Of(new Network(model.Import()), batch, entersBodies: true)];

    [Fact]
    public void A_layer_has_its_bodies_as_networks_and_says_how_often_they_run()
    {
        LayerBody taken = Assert.Single(Choice(isKnown: true).Import().Bodies);
        Assert.Equal(("then_branch", 1L), (taken.Name, taken.Runs.Value));
        Assert.Equal(128, NetworkMeasurement.Of(taken.Network).Macs);
        Assert.Equal(["then_branch", "else_branch"], Choice(isKnown: false).Import().Bodies.Select(body => body.Name));
        Assert.All(Choice(isKnown: false).Import().Bodies, body => Assert.False(body.Runs.IsKnown));
        Assert.Empty(Build.Dense(Build.Input(3), 2).Bodies);
    }

    [Fact]
    public void The_layers_of_a_loop_count_for_all_turns_and_the_loop_itself_counts_nothing_twice()
    {
        LayerMeasurement[] rows = Rows(Turns(5));
        Assert.Equal(["", "", "last/body", "last/body", "last/body", "last/body", ""], rows.Select(row => row.Body ?? ""));
        Assert.Equal([1L, 1, 5, 5, 5, 5, 1], rows.Select(row => row.Runs ?? 0));
        LayerMeasurement product = rows.Single(row => row.Kind == "MatMul" && row.Body is not null);
        Assert.Equal((64L, 5L * 128), (product.Parameters, product.Macs));
        LayerMeasurement loop = rows.Single(row => row.Kind == "Loop");
        Assert.Equal((0L, 0L, 0L), (loop.Macs, loop.Flops, loop.Parameters));
        Assert.Equal((0L, "last/body/next"), (rows[^1].Parameters, rows[^1].TiedTo));
    }

    public static TheoryData<long, long> Counted => new() { { 1, 1 }, { 5, 1 }, { 5, 3 }, { 1000, 2 } };

    [Theory]
    [MemberData(nameof(Counted))]
    public void The_sums_of_the_rows_are_the_totals(long turns, long batch)
    {
        LayerMeasurement[] rows = Rows(Turns(turns), batch);
        NetworkMeasurement total = NetworkMeasurement.Of(new Network(Turns(turns).Import()), batch);
        Assert.Equal(total.Macs, rows.Sum(row => row.Macs));
        Assert.Equal(total.Flops, rows.Sum(row => row.Flops));
        Assert.Equal(total.Parameters, rows.Sum(row => row.Parameters));
    }

    [Fact]
    public void The_work_of_a_branch_that_may_not_be_taken_is_unknown_and_its_parameters_are_not()
    {
        LayerMeasurement[] rows = Rows(Choice(isKnown: false));
        LayerMeasurement[] products = [.. rows.Where(row => row.Kind == "MatMul")];
        Assert.Equal(["y/then_branch", "y/else_branch"], products.Select(row => row.Body));
        Assert.All(products, row => Assert.Equal((null, null, 64L), (row.Runs, row.Macs, row.Parameters)));
        Assert.Equal(128, rows.Sum(row => row.Parameters));
    }

    [Fact]
    public void The_working_of_the_layers_of_a_loop_ends_with_their_rows()
    {
        Network network = new(Turns(5).Import());
        Dictionary<string, long?> flops = LayerMeasurement.Of(network, 2, entersBodies: true).Where(row => row.Flops > 0).ToDictionary(row => row.Name, row => row.Flops);
        CalculationStep[] steps = [.. Calculation.Of(network, [CalculationTopic.Operation], null, 2, entersBodies: true)];
        Assert.Equal(["last/body/next", "y"], flops.Keys);
        Assert.All(flops, pair => Assert.Equal(pair.Value, steps.Last(step => step.Layer == pair.Key).Value));
        Assert.DoesNotContain(steps, step => step.Layer == "last");
        Assert.Contains(steps, step => step.Layer == "last/body/next" && step.Working.Contains("5·", StringComparison.Ordinal));
    }

    [Fact]
    public void Shapes_of_the_layers_in_bodies_are_listed_behind_the_layer()
    {
        OutputShapeMeasurement[] rows = [.. OutputShapeMeasurement.PerLayer(new Network(Choice(isKnown: true).Import()), entersBodies: true)];
        Assert.Equal([(null, "2x8"), (null, "2x8"), ("y/then_branch", "2x8"), ("y/then_branch", "2x8")], rows.Select(row => (row.Body, row.OutputShape)));
        Assert.Equal(2, OutputShapeMeasurement.PerLayer(new Network(Choice(isKnown: true).Import())).Count());
    }

    [Fact]
    public void Without_entering_them_the_rows_are_those_of_the_network()
    {
        LayerMeasurement[] rows = [.. LayerMeasurement.Of(new Network(Turns(5).Import()))];
        Assert.Equal(["x", "last", "y"], rows.Select(row => row.Name));
        Assert.Equal(5 * 128, rows[1].Macs);
        Assert.All(rows, row => Assert.Equal((null, 1L), (row.Body, row.Runs)));
    }
}
