namespace DeepCalc.Tests.Formats.Onnx;

public class ControlFlowTests
{
    private static readonly TypeBuilder Truth = TypeBuilder.Tensor(ElementType.Boolean);
    private static readonly TypeBuilder Number = TypeBuilder.Tensor(ElementType.Int64);

    private static GraphBuilder Multiplied(string weight, long features) => new GraphBuilder("branch")
        .Weight(weight, 8, features).Node("MatMul", ["x", weight], ["product"]).Output("product");

    private static ModelBuilder Choice(GraphBuilder then, GraphBuilder otherwise) => new ModelBuilder()
        .Input("x", 2, 8).Input("choice", Truth)
        .Node("If", ["choice"], ["y"], ("then_branch", then), ("else_branch", otherwise)).Output("y");

    private static Layer Find(Layer network, string kind) => new Network(network).Layers.Single(layer => layer.Kind == kind);

    private static string[] WeightNames(Layer layer) => [.. layer.Weights().Select(weight => weight.Name)];

    // A body of one multiplication: the state times an outer matrix.
    private static GraphBuilder Turn(string weight = "w") => new GraphBuilder("body")
        .Input("turn", Number).Input("condition", Truth).Input("state")
        .Node("MatMul", ["state", weight], ["next"]).Node("Identity", ["condition"], ["still"])
        .Output("still").Output("next").Output("next");

    [Fact]
    public void Equal_branches_are_known_whichever_is_taken()
    {
        Layer layer = Choice(Multiplied("a", 5), Multiplied("b", 5)).Import();
        Assert.Equal("2x5", layer.OutputShape.ToString());
        Assert.Equal(2 * 8 * 5, layer.Work().Macs);
        Assert.Equal(["a", "b"], WeightNames(layer));
    }

    [Fact]
    public void A_size_in_which_branches_differ_is_unknown_and_so_is_the_work()
    {
        Layer layer = Choice(Multiplied("a", 5), Multiplied("b", 6)).Import();
        Assert.Equal(2, layer.OutputShape[0]);
        Assert.False(layer.OutputShape[1].IsKnown);
        Assert.False(layer.Work().Macs.IsKnown);
        Assert.Equal(0, layer.Work().Elementwise);
    }

    [Fact]
    public void Branches_of_the_same_unknown_work_do_it_once_whichever_is_taken()
    {
        GraphBuilder Foreign() => new GraphBuilder("branch").Node("com.example::Own", ["x"], ["own"]).Output("own");
        Work work = Choice(Foreign(), Foreign()).Import().Work();
        Assert.True(work.IsUnknown);
        Assert.Equal(work.Macs, work.Flops);
    }

    [Fact]
    public void Branches_that_differ_in_all_counts_are_one_unknown_number()
    {
        Work work = Choice(Multiplied("a", 5), new GraphBuilder("branch").Node("Exp", ["x"], ["e"]).Output("e")).Import().Work();
        Assert.True(work.IsUnknown);
        Assert.Equal(work.Macs, work.Flops);
    }

    [Fact]
    public void Branches_of_different_rank_have_no_shape()
    {
        GraphBuilder flat = new GraphBuilder("branch").Constant("all", TensorBuilder.Of(-1)).Node("Reshape", ["x", "all"], ["flat"]).Output("flat");
        Layer layer = Choice(Multiplied("a", 5), flat).Import();
        Assert.False(layer.OutputShape.IsRanked);
        Assert.Equal(ElementType.Float32, ((FileTensor)layer.OutputShape).Type);
    }

    [Theory]
    [InlineData(true, "2x5", "a")]
    [InlineData(false, "2x6", "b")]
    public void A_constant_condition_takes_one_branch(bool condition, string shape, string weight)
    {
        Layer layer = new ModelBuilder().Input("x", 2, 8).Constant("choice", TensorBuilder.Scalar(condition))
            .Node("If", ["choice"], ["y"], ("then_branch", Multiplied("a", 5)), ("else_branch", Multiplied("b", 6))).Output("y").Import();
        Assert.Equal(shape, layer.OutputShape.ToString());
        Assert.Equal([weight], WeightNames(layer));
    }

    [Fact]
    public void A_branch_that_cannot_take_the_shape_is_not_taken()
    {
        GraphBuilder wrong = new GraphBuilder("branch").Constant("axis", TensorBuilder.Of(1)).Node("Squeeze", ["x", "axis"], ["squeezed"]).Output("squeezed");
        Assert.Equal("2x5", Choice(wrong, Multiplied("b", 5)).Import().OutputShape.ToString());
    }

    [Fact]
    public void Branches_may_have_values_of_the_same_name()
    {
        GraphBuilder then = new GraphBuilder("then").Node("Relu", ["x"], ["v"]).Node("Relu", ["v"], ["w"]).Output("w");
        GraphBuilder otherwise = new GraphBuilder("else").Node("Neg", ["x"], ["w"]).Node("Add", ["w", "q"], ["v"]).Output("v");
        ModelBuilder model = Choice(then, otherwise).Input("q", 2, 8);
        Assert.Equal("2x8", model.Import().OutputShape.ToString());
    }

    [Fact]
    public void Weights_that_branches_share_with_the_graph_are_counted_once()
    {
        GraphBuilder Branch() => new GraphBuilder("branch").Node("MatMul", ["x", "w"], ["product"]).Output("product");
        Layer network = Choice(Branch(), Branch()).Weight("w", 8, 8).Node("MatMul", ["y", "w"], ["z"]).Output("z").Import();
        Assert.Equal(64, ParameterMeasurement.Of(new Network(network)).Parameters);
    }

    [Fact]
    public void Weights_of_a_branch_that_depends_on_nothing_belong_to_what_uses_them()
    {
        GraphBuilder then = new GraphBuilder("then").Weight("a", 8, 3).Output("a");
        GraphBuilder otherwise = new GraphBuilder("else").Weight("b", 8, 4).Output("b");
        Layer layer = new ModelBuilder().Input("x", 2, 8).Constant("choice", TensorBuilder.Scalar(true))
            .Node("If", ["choice"], ["w"], ("then_branch", then), ("else_branch", otherwise)).Node("MatMul", ["x", "w"], ["y"]).Output("y").Import();
        Assert.Equal("2x3", layer.OutputShape.ToString());
        Assert.Equal(["a"], WeightNames(layer));
    }

    [Fact]
    public void A_loop_does_the_work_of_its_body_in_each_iteration()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 2, 8).Weight("w", 8, 8).Constant("turns", TensorBuilder.Scalar(7))
            .Node("Loop", ["turns", "", "x"], ["last", "all"], ("body", Turn())).Output("last").Output("all");
        Layer loop = model.Import().Inputs[0];
        Assert.Equal("2x8", loop.OutputShape.ToString());
        Assert.Equal(7 * 2 * 8 * 8, loop.Work().Macs);
        Assert.Equal(["w"], WeightNames(loop));
        Assert.Equal("7x2x8", model.Describe()["all"].ToString());
    }

    [Fact]
    public void A_loop_over_a_named_size_does_that_many_iterations()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 2, 8).Input("steps", "T").Weight("w", 8, 8)
            .Node("Size", ["steps"], ["turns"]).Node("Loop", ["turns", "", "x"], ["last", "all"], ("body", Turn())).Output("last").Output("all");
        Layer loop = model.Import().Inputs[0];
        Assert.Equal((Quantity)128 * Quantity.Unknown("T"), loop.Work().Macs);
        Assert.Equal("Tx2x8", model.Describe()["all"].ToString());
        Assert.Equal(5 * 128, model.Import(new ImportOptions { Sizes = new Dictionary<string, long> { ["T"] = 5 } }).Inputs[0].Work().Macs);
    }

    [Fact]
    public void Iterations_that_depend_on_data_are_unknown_but_the_shapes_of_one_are_known()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 2, 8).Input("turns", Number).Weight("w", 8, 8)
            .Node("Loop", ["turns", "", "x"], ["last", "all"], ("body", Turn())).Output("last").Output("all");
        Layer loop = model.Import().Inputs[0];
        Assert.Equal("2x8", loop.OutputShape.ToString());
        Assert.False(loop.Work().Macs.IsKnown);
        FileTensor all = model.Describe()["all"];
        Assert.False(all[0].IsKnown);
        Assert.Equal([2, 8], all.Sizes[1..]);
    }

    [Fact]
    public void A_condition_computed_from_data_makes_the_iterations_unknown()
    {
        GraphBuilder body = new GraphBuilder("body").Input("turn", Number).Input("condition", Truth).Input("state")
            .Node("MatMul", ["state", "w"], ["next"]).Node("ReduceMax", ["next"], ["most"], ("keepdims", 0)).Node("Less", ["most", "limit"], ["still"])
            .Output("still").Output("next");
        Layer loop = new ModelBuilder().Input("x", 2, 8).Input("limit").Weight("w", 8, 8)
            .Constant("turns", TensorBuilder.Scalar(9)).Constant("begin", TensorBuilder.Scalar(true))
            .Node("Loop", ["turns", "begin", "x"], ["last"], ("body", body)).Output("last").Import();
        Assert.Equal("2x8", loop.OutputShape.ToString());
        Assert.False(loop.Work().Macs.IsKnown);
    }

    [Fact]
    public void The_state_of_a_loop_that_may_not_begin_is_its_input_or_its_output()
    {
        GraphBuilder body = new GraphBuilder("body").Input("turn", Number).Input("condition", Truth).Input("state")
            .Node("MatMul", ["x", "w"], ["next"]).Output("condition").Output("next");
        Layer loop = new ModelBuilder().Input("x", 2, 8).Input("begins", TypeBuilder.Tensor(ElementType.Boolean)).Weight("w", 8, 5)
            .Constant("turns", TensorBuilder.Scalar(7)).Node("Loop", ["turns", "begins", "x"], ["last"], ("body", body)).Output("last").Import();
        Assert.Equal(2, loop.OutputShape[0]);
        Assert.False(loop.OutputShape[1].IsKnown);
    }

    [Fact]
    public void A_known_condition_ends_the_loop()
    {
        // Begins with 1 and doubles as long as it is below 20: 2, 4, 8, 16, 32.
        GraphBuilder body = new GraphBuilder("body").Input("turn", Number).Input("condition", Truth).Input("n", Number).Input("state")
            .Node("Add", ["n", "n"], ["more"]).Node("Less", ["more", "limit"], ["still"]).Node("MatMul", ["state", "w"], ["next"])
            .Output("still").Output("more").Output("next");
        Layer loop = new ModelBuilder().Input("x", 2, 8).Weight("w", 8, 8)
            .Constant("begin", TensorBuilder.Scalar(true)).Constant("one", TensorBuilder.Scalar(1)).Constant("limit", TensorBuilder.Scalar(20))
            .Node("Loop", ["", "begin", "one", "x"], ["n_last", "last"], ("body", body)).Output("last").Import();
        Assert.Equal("2x8", loop.OutputShape.ToString());
        Layer node = new Network(loop).Layers.First(layer => layer.Kind == "Loop");
        Assert.Equal(5 * 128, node.Work().Macs + (ReferenceEquals(node, loop) ? 0 : loop.Work().Macs));
    }

    [Fact]
    public void A_known_condition_with_an_unknown_limit_leaves_the_iterations_unknown()
    {
        GraphBuilder body = new GraphBuilder("body").Input("turn", Number).Input("condition", Truth).Input("n", Number)
            .Node("Add", ["n", "n"], ["more"]).Node("Less", ["more", "limit"], ["still"]).Node("Relu", ["x"], ["seen"])
            .Output("still").Output("more").Output("seen");
        FileTensor seen = new ModelBuilder().Input("x", 2, 8).Input("most", Number)
            .Constant("begin", TensorBuilder.Scalar(true)).Constant("one", TensorBuilder.Scalar(1)).Constant("limit", TensorBuilder.Scalar(20))
            .Node("Loop", ["most", "begin", "one"], ["last", "all"], ("body", body)).Output("all").Describe()["all"];
        Assert.False(seen[0].IsKnown);
    }

    [Fact]
    public void A_loop_that_does_not_begin_outputs_its_initial_states()
    {
        GraphBuilder body = new GraphBuilder("body").Input("turn", Number).Input("condition", Truth).Input("state")
            .Node("MatMul", ["state", "w"], ["next"]).Output("condition").Output("next").Output("next");
        ModelBuilder model = new ModelBuilder().Input("x", 2, 8).Weight("w", 8, 8).Constant("begin", TensorBuilder.Scalar(false))
            .Node("Loop", ["", "begin", "x"], ["last", "all"], ("body", body)).Output("last").Output("all");
        Assert.Equal(0, model.Import().Inputs[0].Work().Macs);
        Assert.Equal("0x2x8", model.Describe()["all"].ToString());
    }

    [Fact]
    public void A_growing_state_is_known_if_the_iterations_are()
    {
        GraphBuilder Growing() => new GraphBuilder("body").Input("turn", Number).Input("condition", Truth).Input("state")
            .Node("Concat", ["state", "x"], ["next"], ("axis", 0)).Output("condition").Output("next");
        ModelBuilder known = new ModelBuilder().Input("x", 2, 8).Constant("turns", TensorBuilder.Scalar(3))
            .Node("Loop", ["turns", "", "x"], ["last"], ("body", Growing())).Output("last");
        Assert.Equal("8x8", known.Import().OutputShape.ToString());
        FileTensor unknown = new ModelBuilder().Input("x", 2, 8).Input("turns", Number)
            .Node("Loop", ["turns", "", "x"], ["last"], ("body", Growing())).Output("last").Describe()["last"];
        Assert.False(unknown[0].IsKnown);
        Assert.Equal(8, unknown[1]);
    }

    [Fact]
    public void Work_that_differs_between_iterations_is_not_multiplied()
    {
        GraphBuilder Growing() => new GraphBuilder("body").Input("turn", Number).Input("condition", Truth).Input("state")
            .Node("MatMul", ["state", "w"], ["product"]).Node("Concat", ["product", "x"], ["next"], ("axis", 0)).Output("condition").Output("next");
        ModelBuilder Model() => new ModelBuilder().Input("x", 1, 8).Weight("w", 8, 8);

        // 1, 2 and 3 rows.
        Assert.Equal((1 + 2 + 3) * 64, Model().Constant("turns", TensorBuilder.Scalar(3))
            .Node("Loop", ["turns", "", "x"], ["last"], ("body", Growing())).Output("last").Import().Work().Macs);
        Quantity work = Model().Constant("turns", TensorBuilder.Scalar(1000))
            .Node("Loop", ["turns", "", "x"], ["last"], ("body", Growing())).Output("last").Import().Work().Macs;
        Assert.False(work.IsKnown);
    }

    [Fact]
    public void A_nested_loop_runs_in_each_iteration()
    {
        GraphBuilder inner = Turn();
        GraphBuilder outer = new GraphBuilder("outer").Input("outer_turn", Number).Input("outer_condition", Truth).Input("outer_state")
            .Node("Loop", ["inner_turns", "", "outer_state"], ["outer_next", "unused"], ("body", inner))
            .Output("outer_condition").Output("outer_next");
        Layer loop = new ModelBuilder().Input("x", 2, 8).Weight("w", 8, 8)
            .Constant("turns", TensorBuilder.Scalar(5)).Constant("inner_turns", TensorBuilder.Scalar(4))
            .Node("Loop", ["turns", "", "x"], ["last"], ("body", outer)).Output("last").Import();
        Assert.Equal(5 * 4 * 128, loop.Work().Macs);
        Assert.Equal(["w"], WeightNames(loop));
    }

    [Fact]
    public void A_scan_takes_slices_along_its_axes()
    {
        GraphBuilder body = new GraphBuilder("body").Input("state").Input("slice")
            .Node("MatMul", ["slice", "w"], ["product"]).Node("Add", ["state", "product"], ["next"])
            .Output("next").Output("product");
        ModelBuilder model = new ModelBuilder().Input("h", "N", 6).Input("x", "N", "T", 8).Weight("w", 8, 6)
            .Node("Scan", ["h", "x"], ["last", "all"], ("body", body), ("num_scan_inputs", 1), ("scan_input_axes", new long[] { 1 }), ("scan_output_axes", new long[] { -2 }))
            .Output("last").Output("all");
        Layer scan = model.Import().Inputs[0];
        Assert.Equal("Nx6", scan.OutputShape.ToString());
        Assert.Equal("NxTx6", model.Describe()["all"].ToString());
        Quantity turns = Quantity.Unknown("N") * Quantity.Unknown("T");
        Assert.Equal(48 * turns, scan.Work().Macs);
        Assert.Equal(6 * turns, scan.Work().Elementwise);
    }

    [Fact]
    public void The_scan_of_version_8_handles_each_sample_separately()
    {
        GraphBuilder body = new GraphBuilder("body").Input("state").Input("slice")
            .Node("Add", ["state", "slice"], ["next"]).Output("next").Output("next");
        ModelBuilder model = new ModelBuilder().Opset(8).Input("h", 3, 6).Input("x", 3, 5, 6)
            .Node("Scan", ["", "h", "x"], ["last", "all"], ("body", body), ("num_scan_inputs", 1)).Output("last").Output("all");
        Layer scan = model.Import().Inputs[0];
        Assert.Equal("3x6", scan.OutputShape.ToString());
        Assert.Equal("3x5x6", model.Describe()["all"].ToString());
        Assert.Equal(3 * 5 * 6, scan.Work().Elementwise);
    }

    [Fact]
    public void Sizes_that_a_body_creates_are_not_treated_as_equal()
    {
        // The number of nonzero elements differs for each iteration and loop.
        GraphBuilder Body() => new GraphBuilder("body").Input("turn", Number).Input("condition", Truth).Input("state")
            .Node("NonZero", ["x"], ["places"]).Node("Concat", ["state", "places"], ["next"], ("axis", 1)).Output("condition").Output("next");
        IReadOnlyDictionary<string, FileTensor> values = new ModelBuilder().Input("x", 2, 8).Input("begin", TypeBuilder.Tensor(ElementType.Int64, 2, 1))
            .Constant("turns", TensorBuilder.Scalar(3))
            .Node("Loop", ["turns", "", "begin"], ["a"], ("body", Body())).Node("Loop", ["turns", "", "begin"], ["b"], ("body", Body()))
            .Output("a").Output("b").Describe();
        Assert.Equal(2, values["a"].Rank == 2 ? values["a"][0] : 2);
        Assert.True(!values["a"].IsRanked || !values["a"][1].IsKnown);
        Assert.True(!values["a"].IsRanked || values["a"][1] != values["b"][1]);
    }

    [Fact]
    public void Another_input_shape_gives_another_answer()
    {
        Layer layer = new ModelBuilder().Input("x", "N", 8).Weight("w", 8, 8).Constant("turns", TensorBuilder.Scalar(7))
            .Node("Loop", ["turns", "", "x"], ["last", "all"], ("body", Turn())).Output("all").Import();
        for (int size = 1; size < 100; size++)
        {
            Network bound = new Network(layer).WithInput(new FileTensor(ElementType.Float32, size, 8));
            Assert.Equal($"7x{size}x8", bound.Output.OutputShape.ToString());
        }
    }

    [Fact]
    public void Nested_loops_of_huge_size_are_refused_early()
    {
        GraphBuilder body = Turn("x");
        for (int depth = 0; depth < 30; depth++)
        {
            body = new GraphBuilder("body").Input("turn", Number).Input("condition", Truth).Input("state")
                .Constant("turns", TensorBuilder.Scalar(60))
                .Node("Concat", ["state", "x"], ["larger"], ("axis", 0))
                .Node("Loop", ["turns", "", "larger"], ["next", "unused"], ("body", body))
                .Output("condition").Output("next").Output("next");
        }

        ModelBuilder model = new ModelBuilder().Input("x", 8, 8).Constant("turns", TensorBuilder.Scalar(60))
            .Node("Loop", ["turns", "", "x"], ["last", "all"], ("body", body)).Output("last");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ErrorCode.FileTooLarge, Assert.Throws<DeepCalcException>(() => model.Import()).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L << 30);
    }
}
