using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Networks;

/// <summary>Whether the first axis of a file's tensor is the batch, by what its layers do with it.</summary>
public class FileBatchTests
{
    private static Layer Dense(Layer input) => new(new Dense(10), null, input);

    private static ModelBuilder Reshaped(params long[] sizes) => new ModelBuilder().Input("x", 2, 3, 4, 4)
        .Constant("sizes", TensorBuilder.Of(sizes)).Node("Reshape", ["x", "sizes"], ["y"]).Output("y");

    [Theory]
    [InlineData(new long[] { 2, 48 }, true)]
    [InlineData(new long[] { 6, 16 }, true)]
    [InlineData(new long[] { 3, 32 }, false)]
    [InlineData(new long[] { 96, 1 }, true)]
    [InlineData(new long[] { 1, 96 }, false)]
    public void A_reshape_keeps_the_batch_if_it_keeps_samples_apart(long[] sizes, bool hasBatch)
    {
        Layer dense = Dense(Reshaped(sizes).Import());
        Assert.Equal(hasBatch, dense.OutputShape.HasBatch);
        Assert.Equal($"{sizes[0]}x10", dense.OutputShape.ToString());
        Assert.Equal(96 * 10, dense.Work().Macs.Value);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 4)]
    public void A_reshape_of_an_empty_tensor_tells_nothing_about_the_batch(long steps, long features)
    {
        Layer reshaped = new ModelBuilder().Input("x", 2, steps, features).Constant("sizes", TensorBuilder.Of(2, 0, 5)).Node("Reshape", ["x", "sizes"], ["y"], ("allowzero", 1L)).Output("y").Import();
        Assert.Equal("2x0x10", Dense(reshaped).OutputShape.ToString());
    }

    [Fact]
    public void A_batch_that_is_folded_into_another_axis_and_out_again_is_still_one() => Assert.True(Dense(new ModelBuilder().Input("x", 2, 3, 4)
        .Constant("folded", TensorBuilder.Of(6, 4)).Constant("unfolded", TensorBuilder.Of(2, 3, 4))
        .Node("Reshape", ["x", "folded"], ["a"]).Node("Relu", ["a"], ["b"]).Node("Reshape", ["b", "unfolded"], ["y"]).Output("y").Import()).OutputShape.HasBatch);

    [Fact]
    public void Where_a_layer_mixes_the_first_axis_it_is_no_batch_and_a_composed_layer_takes_all_axes()
    {
        Layer mixed = new ModelBuilder().Input("x", 5, 8).Node("Softmax", ["x"], ["y"], ("axis", 0L)).Output("y").Import();
        var convolution = new Convolution(4, new WindowSettings { Kernel = new AxisValues(3) });
        Assert.Equal("4x6", new Layer(convolution, null, mixed).OutputShape.ToString());
        Assert.False(new Layer(convolution, null, mixed).OutputShape.HasBatch);

        Layer apart = new ModelBuilder().Input("x", 5, 8).Node("Softmax", ["x"], ["y"], ("axis", 1L)).Output("y").Import();
        Build.Refused(() => new Layer(convolution, null, apart), ErrorCode.RankMismatch);
        Assert.True(Dense(apart).OutputShape.HasBatch);
    }

    [Fact]
    public void An_axis_that_is_moved_is_followed()
    {
        Layer there = new ModelBuilder().Input("x", 2, 7, 3).Node("Transpose", ["x"], ["y"], ("perm", new long[] { 1, 0, 2 })).Output("y").Import();
        Assert.False(Dense(there).OutputShape.HasBatch);
        Layer back = new ModelBuilder().Input("x", 2, 7, 3).Node("Transpose", ["x"], ["a"], ("perm", new long[] { 1, 0, 2 }))
            .Node("Transpose", ["a"], ["y"], ("perm", new long[] { 1, 0, 2 })).Output("y").Import();
        Assert.True(Dense(back).OutputShape.HasBatch);
    }

    [Fact]
    public void An_input_shape_can_leave_out_the_batch_only_if_there_is_one()
    {
        Network apart = new(new ModelBuilder().Input("x", 5, 8).Node("Softmax", ["x"], ["y"], ("axis", 1L)).Output("y").Import());
        Assert.Equal("5x9", apart.WithInput(new TensorShape(9)).Output.OutputShape.ToString());
        Network mixed = new(new ModelBuilder().Input("x", 5, 8).Node("Softmax", ["x"], ["y"], ("axis", 0L)).Output("y").Import());
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => mixed.WithInput(new TensorShape(9)));
        Assert.Equal(ErrorCode.RankMismatch, error.Code);
        Assert.DoesNotContain("batch", error.Message, StringComparison.Ordinal);
        Assert.Equal("6x9", mixed.WithInput(new TensorShape(6, 9)).Output.OutputShape.ToString());
    }

    // The networks of optical flow join both images along the batch, so its positions are not only samples.
    public static TheoryData<string> Files =>
        [.. TorchvisionFile.Names.Where(name => !new TorchvisionFile(name).IsDataDependent && !name.StartsWith("optical_flow", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_batch_of_a_network_is_found_also_where_its_size_is_fixed(string name)
    {
        Network network = new(NetworkFile.Import(new TorchvisionFile(name).Open(), name + ".onnx", new ImportOptions()));
        Assert.All(network.Outputs, output => Assert.True(new Layer(new Activation(ActivationFunction.Relu), null, output).OutputShape.HasBatch));
    }
}
