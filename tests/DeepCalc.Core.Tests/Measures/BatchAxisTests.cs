using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Measures;

/// <summary>Which open axis of a file is the batch: use decides, not names. The counts of many small graphs are tried size by size.</summary>
public class BatchAxisTests
{
    private static readonly long[] Sizes = [1, 2, 3, 5];

    [Theory]
    [InlineData("None")]
    [InlineData("none")]
    [InlineData("?")]
    [InlineData("dynamic")]
    [InlineData("-1")]
    [InlineData(" ")]
    [InlineData("")]
    public void A_placeholder_is_no_name_and_its_axes_are_different(string name)
    {
        ModelBuilder file = new ModelBuilder().Input("x", name, 1, name, name).Weight("w", 8, 1, 3, 3)
            .Node("Conv", ["x", "w"], ["conv"], ("pads", new long[] { 1, 1, 1, 1 })).Output("conv");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file));

        Assert.Equal(("x_0x1xx_2xx_3", null, null, true), (row.InputShape, row.Macs, row.Flops, row.FlopsFormula is not null));
        Assert.Equal("1 of 2 layers counted, 1 depends on x_2, x_3", row.Coverage);
        Assert.Equal("x_0 = 1", row.Assumed);
        Assert.Equal(72 * 480 * 640, NetworkMeasurement.Of(Read(file, ("x_2", 480), ("x_3", 640))).Macs);
        Assert.Equal(8 * 72 * 480 * 640, NetworkMeasurement.Of(Read(file, ("x_2", 480), ("x_3", 640)), 8).Macs);
        Assert.Equal(72 * 480 * 640, NetworkMeasurement.Of(Read(file).WithInput(ShapeText.Parse(["1,1,480,640"], Layout.ChannelsFirst))).Macs);
        Assert.Equal("x_0x1xx_2xx_3", Read(file, (name, 480)).Inputs[0].OutputShape.ToString());
    }

    [Theory]
    [InlineData("N")]
    [InlineData("")]
    [InlineData("batch")]
    public void An_axis_that_a_window_slides_over_is_no_batch(string name)
    {
        ModelBuilder file = new ModelBuilder().Input("x", name, 80).Weight("w", 16, 80, 5).Constant("axes", TensorBuilder.Of(0))
            .Node("Unsqueeze", ["x", "axes"], ["u"]).Node("Transpose", ["u"], ["t"], ("perm", new long[] { 0, 2, 1 })).Node("Conv", ["t", "w"], ["tdnn"]).Output("tdnn");
        string size = name.Length == 0 ? "x_0" : name;
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file));

        Assert.Equal((null, null, null, true), (row.Assumed, row.Macs, row.Flops, row.FlopsFormula is not null));
        Assert.Equal($"3 of 4 layers counted, 1 depends on {size}", row.Coverage);
        Assert.Null(LayerMeasurement.Of(Read(file)).Last().Macs);
        Assert.Null(OperationMeasurement.Of(Read(file)).Macs);
        Assert.Equal(96 * 16 * 80 * 5, NetworkMeasurement.Of(Read(file, (size, 100))).Macs);
        Assert.Equal(96 * 16 * 80 * 5, OperationMeasurement.Of(Read(file, (size, 100))).Macs);
    }

    [Theory]
    [InlineData("num_points")]
    [InlineData("hw")]
    [InlineData("batch")]
    public void An_axis_over_which_attention_runs_is_no_batch(string name)
    {
        ModelBuilder file = new ModelBuilder().Input("x", name, 16).Node("Transpose", ["x"], ["t"], ("perm", new long[] { 1, 0 }))
            .Node("MatMul", ["x", "t"], ["scores"]).Node("Softmax", ["scores"], ["p"], ("axis", -1)).Node("MatMul", ["p", "x"], ["y"]).Output("y");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file));

        Assert.Equal((null, null, true), (row.Assumed, row.Macs, row.FlopsFormula is not null));
        Assert.Equal($"2 of 5 layers counted, 3 depend on {name}", row.Coverage);
        Assert.Equal(2 * 16 * 100 * 100, NetworkMeasurement.Of(Read(file, (name, 100))).Macs);
    }

    [Fact]
    public void A_name_on_two_axes_of_an_input_is_no_batch()
    {
        ModelBuilder file = new ModelBuilder().Input("adjacency", "N", "N").Input("features", "N", 16).Weight("w", 16, 4)
            .Node("MatMul", ["features", "w"], ["h"]).Node("MatMul", ["adjacency", "h"], ["y"]).Output("y");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file));

        Assert.Equal((null, null, true), (row.Assumed, row.Macs, row.FlopsFormula is not null));
        Assert.Equal((100 * 16 * 4) + (100 * 100 * 4), NetworkMeasurement.Of(Read(file, ("N", 100))).Macs);
    }

    [Theory]
    [InlineData("LayerNormalization", 0)]
    [InlineData("Softmax", 0)]
    [InlineData("CumSum", 0)]
    [InlineData("ReduceMean", 0)]
    [InlineData("BatchNormalization", 0)]
    public void Statistics_and_sums_over_an_axis_say_that_it_is_no_batch(string op, int axis)
    {
        ModelBuilder file = new ModelBuilder().Input("x", "batch", 16).Weight("w", 16, 16).Node("MatMul", ["x", "w"], ["h"]);
        file = op switch
        {
            "LayerNormalization" => file.Input("scale", "batch", 16).Node(op, ["h", "scale"], ["y"], ("axis", axis)),
            "CumSum" => file.Constant("axis", TensorBuilder.Scalar(axis)).Node(op, ["h", "axis"], ["y"]),
            "ReduceMean" => file.Node(op, ["h"], ["y"], ("axes", new long[] { axis })),
            "BatchNormalization" => file.Weight("c", 16).Node(op, ["h", "c", "c", "c", "c"], ["y"], ("training_mode", 1)),
            _ => file.Node(op, ["h"], ["y"], ("axis", axis)),
        };
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file.Output("y")), 4);

        Assert.Equal(("no open axis is the batch; all counts are multiplied by 4", true), (row.Assumed, row.FlopsFormula is not null));
        Assert.Equal(4 * 7 * 256, NetworkMeasurement.Of(Read(file, ("batch", 7)), 4).Macs);
    }

    [Fact]
    public void A_product_that_sums_over_the_axis_says_so_too_though_it_is_linear()
    {
        // Of n points, the products of features with features.
        ModelBuilder file = new ModelBuilder().Input("x", "n", 16).Node("Gemm", ["x", "x"], ["y"], ("transA", 1)).Output("y");
        Assert.Null(NetworkMeasurement.Of(Read(file)).Assumed);
    }

    [Fact]
    public void A_batch_is_followed_when_windows_fold_it_into_other_axes()
    {
        // Swin's: 2x2 windows of 4x4, each by itself, and back.
        ModelBuilder file = new ModelBuilder().Input("x", "n", 8, 8, 6).Weight("w", 6, 6)
            .Constant("cut", TensorBuilder.Of(-1, 2, 4, 2, 4, 6)).Node("Reshape", ["x", "cut"], ["a"]).Node("Transpose", ["a"], ["b"], ("perm", new long[] { 0, 1, 3, 2, 4, 5 }))
            .Constant("windows", TensorBuilder.Of(-1, 16, 6)).Node("Reshape", ["b", "windows"], ["c"])
            .Node("Transpose", ["c"], ["t"], ("perm", new long[] { 0, 2, 1 })).Node("MatMul", ["c", "t"], ["s"]).Node("MatMul", ["s", "c"], ["d"])
            .Constant("back", TensorBuilder.Of(-1, 2, 2, 4, 4, 6)).Node("Reshape", ["d", "back"], ["e"]).Node("Transpose", ["e"], ["f"], ("perm", new long[] { 0, 1, 3, 2, 4, 5 }))
            .Constant("image", TensorBuilder.Of(-1, 8, 8, 6)).Node("Reshape", ["f", "image"], ["g"])
            .Constant("begin", TensorBuilder.Of(0)).Constant("end", TensorBuilder.Of(100)).Constant("axis", TensorBuilder.Of(1)).Constant("step", TensorBuilder.Of(2))
            .Node("Slice", ["g", "begin", "end", "axis", "step"], ["h"]).Node("MatMul", ["h", "w"], ["y"]).Output("y");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file), 3);

        Assert.Equal(("n = 3", false), (row.Assumed, row.IsLowerBound));
        Assert.Equal(3 * ((2 * 4 * 16 * 16 * 6) + (4 * 8 * 36)), row.Macs);
    }

    [Fact]
    public void Samples_that_are_folded_with_others_in_the_wrong_order_meet()
    {
        // 4 parts of each sample, then samples of parts: what stands on the axis of n afterwards is of several samples.
        ModelBuilder file = new ModelBuilder().Input("x", "n", 4, 6).Weight("w", 6, 6).Node("Transpose", ["x"], ["t"], ("perm", new long[] { 1, 0, 2 }))
            .Constant("rows", TensorBuilder.Of(-1, 6)).Node("Reshape", ["t", "rows"], ["r"]).Constant("back", TensorBuilder.Of(-1, 4, 6)).Node("Reshape", ["r", "back"], ["b"])
            .Node("MatMul", ["b", "w"], ["y"]).Output("y");
        Assert.Null(NetworkMeasurement.Of(Read(file)).Assumed);
    }

    [Theory]
    [InlineData(-1000)]
    [InlineData(long.MinValue)]
    public void A_flipped_batch_that_is_added_to_itself_is_none(long end)
    {
        ModelBuilder file = new ModelBuilder().Input("x", "n", 6).Constant("b", TensorBuilder.Of(-1)).Constant("e", TensorBuilder.Of(end)).Constant("a", TensorBuilder.Of(0))
            .Constant("s", TensorBuilder.Of(-1)).Node("Slice", ["x", "b", "e", "a", "s"], ["flipped"]).Node("Add", ["x", "flipped"], ["mixed"]).Output("mixed");
        Assert.Empty(new BatchCount(Read(file), 1).Names);
    }

    [Fact]
    public void Recurrent_steps_are_no_batch_and_the_axis_behind_them_is()
    {
        ModelBuilder file = new ModelBuilder().Input("x", "n", "m", 5).Weight("w", 1, 16, 5).Weight("r", 1, 16, 4).Node("LSTM", ["x", "w", "r"], ["y"], ("hidden_size", 4)).Output("y");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file, ("n", 10)), 3);

        Assert.Equal(("m = 3", false, 3 * 10 * 16 * (5 + 4)), (row.Assumed, row.IsLowerBound, row.Macs));
        Assert.Equal("m = 1", NetworkMeasurement.Of(Read(file)).Assumed);
    }

    [Fact]
    public void Inputs_that_share_an_axis_have_one_batch_under_any_names()
    {
        ModelBuilder file = new ModelBuilder().Input("a", "?", 4).Input("b", "?", 4).Input("scale", 4).Weight("w", 4, 3)
            .Node("Add", ["a", "b"], ["sum"]).Node("Mul", ["sum", "scale"], ["scaled"]).Node("MatMul", ["scaled", "w"], ["y"]).Output("y");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file), 5);

        Assert.Equal(("a_0 = 5, b_0 = 5", 60, false), (row.Assumed, row.Macs, row.IsLowerBound));
    }

    [Fact]
    public void Work_that_only_the_file_decides_is_done_once()
    {
        ModelBuilder file = new ModelBuilder().Input("x", "n", 4).Weight("p", 4, 4).Weight("w", 4, 4).Node("MatMul", ["p", "w"], ["table"]).Node("MatMul", ["x", "table"], ["y"]).Output("y");
        Assert.Equal(64 + (3 * 16), NetworkMeasurement.Of(Read(file), 3).Macs);
        Assert.Equal(64 + (3 * 16), NetworkMeasurement.Of(Read(file, ("n", 3))).Macs);
    }

    [Theory]
    [InlineData("Identity", "n = 1")]
    [InlineData("Squeeze", "n = 1")]
    [InlineData("ReduceMax", null)]
    public void A_branch_that_is_taken_is_looked_into(string op, string? assumed)
    {
        GraphBuilder then = new GraphBuilder("then").Node(op, ["x"], ["t"], op == "ReduceMax" ? [("axes", new long[] { 0 })] : []).Output("t");
        GraphBuilder otherwise = new GraphBuilder("else").Node("Identity", ["x"], ["e"]).Output("e");
        ModelBuilder file = new ModelBuilder().Input("x", "n", 1, 4).Constant("yes", TensorBuilder.Scalar(true)).Weight("w", 4, 3)
            .Node("If", ["yes"], ["chosen"], ("then_branch", then), ("else_branch", otherwise)).Node("MatMul", ["chosen", "w"], ["y"]).Output("y");
        Assert.Equal(assumed, NetworkMeasurement.Of(Read(file)).Assumed);
    }

    [Fact]
    public void A_loop_that_nobody_looks_into_may_mix_its_samples()
    {
        ModelBuilder file = new ModelBuilder().Input("x", "n", 4).Weight("s", 4).Weight("w", 4, 3)
            .Node("Scan", ["s", "x"], ["last", "all"], ("num_scan_inputs", 1), ("body", new GraphBuilder("body").Input("state", 4).Input("row", 4)
                .Node("Add", ["state", "row"], ["next"]).Node("Identity", ["next"], ["out"]).Output("next").Output("out")))
            .Node("MatMul", ["all", "w"], ["y"]).Output("y").Output("last");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file));

        Assert.Equal((null, true), (row.Assumed, row.FlopsFormula is not null));
        Assert.Equal(7 * 12, NetworkMeasurement.Of(Read(file, ("n", 7))).Macs);
    }

    [Fact]
    public void An_unknown_operator_decides_nothing_about_the_batch()
    {
        ModelBuilder file = new ModelBuilder().Input("x", "n", 4).Weight("w", 4, 3).Node("MatMul", ["x", "w"], ["h"]).Node("Mystery", ["h"], ["magic"]).Weight("v", 8, 2)
            .Declare("magic", TypeBuilder.Tensor(ElementType.Float32, "n", 8)).Node("MatMul", ["magic", "v"], ["y"]).Output("y");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file), 3);
        Assert.Equal(("n = 3", 3 * (12 + 16), true), (row.Assumed, row.Macs, row.IsLowerBound));

        // By itself, it says nothing.
        Assert.Null(NetworkMeasurement.Of(Read(new ModelBuilder().Input("x", "batch", 4).Node("Mystery", ["x"], ["y"]).Output("y"))).Assumed);
    }

    [Fact]
    public void Boxes_that_are_found_in_the_samples_leave_the_batch_of_what_comes_before()
    {
        ModelBuilder file = new ModelBuilder().Input("x", "n", 10, 4).Weight("w", 4, 4).Weight("v", 4, 2).Constant("most", TensorBuilder.Scalar(5))
            .Node("MatMul", ["x", "w"], ["boxes"]).Node("MatMul", ["x", "v"], ["s"]).Node("Transpose", ["s"], ["scores"], ("perm", new long[] { 0, 2, 1 }))
            .Node("NonMaxSuppression", ["boxes", "scores", "most"], ["found"]).Output("found");
        NetworkMeasurement row = NetworkMeasurement.Of(Read(file), 2);

        Assert.Equal(("n = 2", 2 * (160 + 80), true), (row.Assumed, row.Macs, row.IsLowerBound));
    }

    [Fact]
    public void Layers_that_are_composed_on_a_file_are_asked_as_well()
    {
        ModelBuilder file = new ModelBuilder().Input("x", "n", 8, 4).Node("Relu", ["x"], ["y"]).Output("y");
        Network dense = new(Build.Dense(Read(file).Output, 3));
        Assert.Equal(("n = 2", 2 * 8 * 12), (NetworkMeasurement.Of(dense, 2).Assumed, NetworkMeasurement.Of(dense, 2).Macs));
    }

    [Fact]
    public void Whenever_an_axis_is_taken_for_the_batch_all_work_is_that_of_a_sample_so_many_times()
    {
        int batches = 0;
        int others = 0;
        for (int seed = 0; seed < 600; seed++)
        {
            var graph = new RandomGraph(seed);
            Network open = graph.Network(("m", 3));
            IReadOnlyDictionary<string, long> names = new BatchCount(open, 1).Names;
            if (names.Count == 0)
            {
                others++;
                continue;
            }

            batches++;
            Assert.Equal(["n"], names.Keys);
            LayerMeasurement[][] bound = [.. Sizes.Select(size => LayerMeasurement.Of(graph.Network(("m", 3), ("n", size))).ToArray())];
            for (int layer = 0; layer < bound[0].Length; layer++)
            {
                // A layer's work is that of a sample so many times, or no sample decides it.
                Assert.True(
                    Enumerable.Range(0, Sizes.Length).All(i => bound[i][layer].Flops == bound[0][layer].Flops * Sizes[i] && bound[i][layer].Macs == bound[0][layer].Macs * Sizes[i])
                    || Enumerable.Range(0, Sizes.Length).All(i => bound[i][layer].Flops == bound[0][layer].Flops && bound[i][layer].Macs == bound[0][layer].Macs),
                    $"seed {seed}: {bound[0][layer].Name}");
            }

            for (int i = 0; i < Sizes.Length; i++)
            {
                NetworkMeasurement row = NetworkMeasurement.Of(open, Sizes[i]);
                Assert.False(row.IsLowerBound, $"seed {seed}, which has a layer that is not known: {row.Coverage}");
                Assert.Equal((bound[i].Sum(layer => layer.Macs), bound[i].Sum(layer => layer.Flops)), (row.Macs, row.Flops));
                Assert.Equal(row.Flops, OperationMeasurement.Of(open, Sizes[i]).Flops);
                Assert.Equal(row.Flops, LayerMeasurement.Of(open, Sizes[i]).Sum(layer => layer.Flops));
            }
        }

        Assert.True(batches > 100 && others > 100, $"{batches} with a batch, {others} without");
    }

    [Fact]
    public void No_count_of_a_file_is_below_zero()
    {
        for (int seed = 1000; seed < 1400; seed++)
        {
            var graph = new RandomGraph(seed, leastSize: 0);
            foreach ((string, long)[] sizes in (ReadOnlySpan<(string, long)[]>)[[], [("m", 0)], [("n", 0), ("m", 2)], [("n", 3), ("m", 2)]])
            {
                Network? network = null;
                try
                {
                    network = graph.Network(sizes);
                }
                catch (DeepCalcException)
                {
                    // A size that does not fit.
                }

                Counts.AssertNotNegative(network, seed);
            }
        }
    }

    private static Network Read(ModelBuilder file, params (string Name, long Size)[] sizes) =>
        new(file.Import(new ImportOptions { Sizes = sizes.ToDictionary(size => size.Name, size => size.Size) }));
}
