namespace DeepCalc.Tests.Networks;

public class NetworkTests
{
    [Fact]
    public void Layers_come_after_their_inputs_each_once()
    {
        Layer input = Build.Input(8, 8, 3);
        Layer left = Build.Conv(input, 4, 1, name: "left");
        Layer right = Build.Conv(input, 4, 1, name: "right");
        Layer sum = new(new Merge(), "sum", left, right, left);

        var network = new Network(sum);

        Assert.Equal(["input_layer", "left", "right", "sum"], network.Layers.Select(network.NameOf));
    }

    [Fact]
    public void Names_are_made_as_Keras_makes_them_and_do_not_take_given_ones()
    {
        Layer layer = Build.Input(32, 32, 3);
        layer = Build.Conv(layer, 4, 3);
        layer = Build.Conv(layer, 4, 3, name: "conv2d_1");
        layer = Build.Conv(layer, 4, 3);
        layer = Build.Pool(layer, 2, 2);
        layer = new Layer(new GlobalPooling(PoolKind.Average), null, layer);
        layer = new Layer(new Normalization(NormalizationKind.Batch, TrackStatistics: true), null, layer);

        var network = new Network(layer);

        Assert.Equal(
            ["input_layer", "conv2d", "conv2d_1", "conv2d_2", "max_pooling2d", "global_average_pooling2d", "batch_normalization"],
            network.Layers.Select(network.NameOf));
    }

    [Theory]
    [InlineData("LSTM", "lstm")]
    [InlineData("Conv1D", "conv1d")]
    [InlineData("GlobalMaxPooling3D", "global_max_pooling3d")]
    [InlineData("InputLayer", "input_layer")]
    public void Kinds_turn_into_snake_case(string kind, string name) => Assert.Equal(name, LayerNaming.SnakeCase(kind));

    [Fact]
    public void Two_layers_of_one_name_are_an_error()
    {
        Layer layer = Build.Conv(Build.Conv(Build.Input(32, 32, 3), 4, 3, name: "same"), 4, 3, name: "Same");
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => NetworkMeasurement.Of(new Network(layer)));
        Assert.Equal(ErrorCode.DuplicateName, error.Code);
    }

    [Fact]
    public void A_layer_is_found_by_name_or_the_error_lists_the_names()
    {
        Layer first = Build.Conv(Build.Input(32, 32, 3), 4, 3);
        var network = new Network(Build.Conv(first, 4, 3));

        Assert.Same(first, network.Find("CONV2D"));
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => network.Find("dense"));
        Assert.Equal(ErrorCode.LayerNotFound, error.Code);
        Assert.Contains("Its layers are input_layer, conv2d, conv2d_1.", error.Message);
        Assert.Contains("Its layers are input_layer, conv2d, conv2d_1.", Assert.Throws<DeepCalcException>(() => network.Find("")).Message);
    }

    // The names of a file are paths, of which one remembers a part.
    [Theory]
    [InlineData("conv")]
    [InlineData("*conv*")]
    public void Names_that_contain_the_wanted_one_are_listed_first(string name)
    {
        Layer layer = new(new Dense(4), "block/conv", new Layer(new Dense(4), "stem/Conv", Build.Input(3)));
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => new Network(Build.Dense(layer, 1)).Find(name));
        Assert.EndsWith($"has no layer named '{name}'. Layers with that in their names are stem/Conv, block/conv.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_is_the_inputs_or_network()
    {
        Layer named = new(new Input(new TensorShape(4), "Perceptron"), null);
        Assert.Equal("Perceptron", new Network(Build.Dense(named, 3)).Name);
        Assert.Equal("network", new Network(Build.Dense(Build.Input(4), 3)).Name);
    }

    [Fact]
    public void Another_input_shape_is_bound_as_often_as_wanted()
    {
        Layer layer = Build.Conv(null, 8, 3, stride: 2, padding: Padding.Of(1), name: "first");
        Layer branch = Build.Conv(layer, 8, 3, padding: Padding.Same);
        var network = new Network(new Layer(new Merge(), null, branch, layer));

        Assert.Equal("⌈H/2⌉x⌈W/2⌉x8", network.Output.OutputShape.ToString());
        Assert.Equal("112x112x8", network.WithInput(new TensorShape(224, 224, 3)).Output.OutputShape.ToString());
        Assert.Equal("16x8x8", network.WithInput(new TensorShape(32, 16, 3)).Output.OutputShape.ToString());
        Assert.Equal("first", network.WithInput(new TensorShape(32, 16, 3)).Layers[1].Name);
    }

    [Fact]
    public void A_shape_of_another_number_of_axes_is_refused()
    {
        Layer conv = new(new Convolution(8, new WindowSettings { Kernel = 3 }), null);
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => new Network(conv).WithInput(new TensorShape(224, 224)));
        Assert.Equal(ErrorCode.RankMismatch, error.Code);
        Assert.Contains("HxWxC", error.Message);
        Assert.Contains("rank is given", error.Message);

        Layer line = new(new Convolution(8, new WindowSettings { Kernel = 3, Rank = 1 }), null);
        Assert.Equal("98x8", new Network(line).WithInput(new TensorShape(100, 4)).Output.OutputShape.ToString());

        // A layer that takes any number of axes leaves it open.
        Layer dense = new(new Dense(8), null);
        Assert.Equal("28x28x8", new Network(dense).WithInput(new TensorShape(28, 28, 3)).Output.OutputShape.ToString());
    }

    [Fact]
    public void A_layer_that_cannot_take_the_new_shape_is_named()
    {
        Layer layer = Build.Conv(Build.Conv(null, 8, 3), 8, 5);
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => new Network(layer).WithInput(new TensorShape(6, 6, 3)));
        Assert.Equal((ErrorCode.KernelTooLarge, "conv2d_1"), (error.Code, error.Layer));
    }

    [Fact]
    public void One_shape_for_two_inputs_is_ambiguous()
    {
        Layer merge = new(new Concatenate(), null, Build.Input(4), Build.Input(5));
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => new Network(merge).WithInput(new TensorShape(6)));
        Assert.Equal(ErrorCode.AmbiguousInput, error.Code);
        Assert.Contains("input_layer_1", error.Message);
    }

    [Fact]
    public void Layers_of_other_networks_share_no_input()
    {
        Layer one = Build.Conv(Build.Input(8, 8, 3), 3, 1);
        Layer other = Build.Conv(Build.Input(8, 8, 3), 3, 1);

        Assert.True(one.SharesInputWith(one.Inputs[0]));
        Assert.False(one.SharesInputWith(other));
        Assert.True(new Layer(new Merge(), null, one, other).SharesInputWith(other));
    }

    [Fact]
    public void Depth_is_no_limit()
    {
        Layer layer = Build.Input(8);
        for (int i = 0; i < 50_000; i++)
        {
            layer = new Layer(new Activation(ActivationFunction.Relu), null, layer);
        }

        NetworkMeasurement row = NetworkMeasurement.Of(new Network(layer).WithInput(new TensorShape(9)));
        Assert.Equal((50_001, "9"), (row.LayerCount, row.OutputShape));
    }
}
