namespace DeepCalc.Tests.Formats.Keras;

/// <summary>Known answers for classes that TensorFlow.js lacks, from the sources of Keras 3: <c>build</c> and <c>compute_output_shape</c>.</summary>
public class KerasLayerTests
{
    // Keras accepts a number for a flag and writes it unchanged.
    [Theory]
    [InlineData("BatchNormalization", "\"axis\": [3], \"center\": true, \"scale\": 1", "[null, 4, 4, 3]", "4x4x3", 12, 6)]
    [InlineData("BatchNormalization", "\"axis\": [3], \"center\": 0, \"scale\": 1.0", "[null, 4, 4, 3]", "4x4x3", 9, 3)]
    [InlineData("Dense", "\"units\": 3, \"use_bias\": 1", "[null, 4]", "3", 15, 15)]
    [InlineData("Dense", "\"units\": 3, \"use_bias\": 0", "[null, 4]", "3", 12, 12)]
    [InlineData("Dense", "\"units\": 3, \"trainable\": 0", "[null, 4]", "3", 15, 0)]
    [InlineData("SimpleRNN", "\"units\": 3, \"return_sequences\": 1", "[null, 5, 4]", "5x3", 24, 24)]
    public void A_flag_can_be_a_number(string className, string config, string input, string output, long parameters, long trainable)
    {
        NetworkMeasurement row = NetworkMeasurement.Of(KerasFiles.Read(KerasFiles.One(className, config, input)));
        Assert.Equal((output, parameters, trainable), (row.OutputShape, row.Parameters, row.TrainableParameters));
    }

    [Theory]
    [InlineData("Conv1D", "\"filters\": 5, \"kernel_size\": 3, \"strides\": 2, \"padding\": \"causal\"", "[null, 9, 6]", "5x5", 95)]
    [InlineData("Conv1DTranspose", "\"filters\": 5, \"kernel_size\": [3], \"strides\": [2], \"padding\": \"valid\"", "[null, 9, 6]", "19x5", 95)]
    [InlineData("Conv2D", "\"filters\": 6, \"kernel_size\": [3, 3], \"groups\": 2, \"use_bias\": false", "[null, 12, 10, 4]", "10x8x6", 108)]
    [InlineData("Conv2DTranspose", "\"filters\": 6, \"kernel_size\": [3, 3], \"strides\": [2, 2], \"padding\": \"same\", \"output_padding\": [1, 1]", "[null, 12, 10, 4]", "24x20x6", 222)]
    [InlineData("DepthwiseConv1D", "\"kernel_size\": [3], \"depth_multiplier\": 2", "[null, 9, 6]", "7x12", 48)]
    [InlineData("SeparableConv1D", "\"filters\": 7, \"kernel_size\": [3], \"depth_multiplier\": 2", "[null, 9, 6]", "7x7", 127)]
    [InlineData("SeparableConv2D", "\"filters\": 7, \"kernel_size\": [3, 3], \"depth_multiplier\": 2", "[null, 12, 10, 4]", "10x8x7", 135)]
    [InlineData("LocallyConnected1D", "\"filters\": 3, \"kernel_size\": [2]", "[null, 5, 4]", "4x3", 108)]
    [InlineData("GlobalAveragePooling3D", "\"keepdims\": true", "[null, 4, 5, 6, 3]", "1x1x1x3", 0)]
    [InlineData("GlobalMaxPooling1D", "\"data_format\": \"channels_first\"", "[null, 9, 6]", "9", 0)]
    [InlineData("AdaptiveAveragePooling2D", "\"output_size\": [3, 2]", "[null, 12, 10, 4]", "3x2x4", 0)]
    [InlineData("UpSampling1D", "\"size\": 3", "[null, 9, 6]", "27x6", 0)]
    [InlineData("UpSampling3D", "\"size\": [2, 1, 3]", "[null, 4, 5, 6, 3]", "8x5x18x3", 0)]
    [InlineData("ZeroPadding1D", "\"padding\": [1, 2]", "[null, 9, 6]", "12x6", 0)]
    [InlineData("ZeroPadding3D", "\"padding\": [[1, 1], [0, 2], [3, 0]]", "[null, 4, 5, 6, 3]", "6x7x9x3", 0)]
    [InlineData("Cropping1D", "\"cropping\": 2", "[null, 9, 6]", "5x6", 0)]
    [InlineData("Cropping3D", "\"cropping\": [[1, 1], [0, 2], [3, 0]]", "[null, 4, 5, 6, 3]", "2x3x3x3", 0)]
    [InlineData("GroupNormalization", "\"groups\": 2, \"axis\": -1", "[null, 12, 10, 4]", "12x10x4", 8)]
    [InlineData("GroupNormalization", "\"groups\": -1, \"scale\": false", "[null, 12, 10, 4]", "12x10x4", 4)]
    [InlineData("LayerNormalization", "\"axis\": [-1], \"rms_scaling\": true", "[null, 9, 6]", "9x6", 6)]
    [InlineData("LayerNormalization", "\"axis\": {\"class_name\": \"__tuple__\", \"items\": [1, 2]}", "[null, 9, 6]", "9x6", 108)]
    [InlineData("RMSNormalization", "\"axis\": -1", "[null, 9, 6]", "9x6", 6)]
    [InlineData("UnitNormalization", "\"axis\": -1", "[null, 9, 6]", "9x6", 0)]
    [InlineData("SpectralNormalization", "\"power_iterations\": 1, \"layer\": {\"class_name\": \"Conv2D\", \"config\": {\"name\": \"c\", \"filters\": 5, \"kernel_size\": [3, 3], \"activation\": \"relu\"}}", "[null, 12, 10, 4]", "10x8x5", 190)]
    [InlineData("EinsumDense", "\"equation\": \"abc,cd->abd\", \"output_shape\": [null, 8], \"bias_axes\": \"d\"", "[null, 9, 6]", "9x8", 56)]
    [InlineData("EinsumDense", "\"equation\": \"...x,xy->...y\", \"output_shape\": 8, \"bias_axes\": \"y\"", "[null, 9, 6]", "9x8", 56)]
    [InlineData("EinsumDense", "\"equation\": \"abc,cde->abde\", \"output_shape\": [null, 2, 3], \"bias_axes\": null", "[null, 9, 6]", "9x2x3", 36)]
    [InlineData("EinsumDense", "\"equation\": \"abc,bd->adc\", \"output_shape\": [4, 6], \"bias_axes\": \"dc\"", "[null, 9, 6]", "4x6", 60)]
    [InlineData("ConvLSTM1D", "\"filters\": 3, \"kernel_size\": [2], \"strides\": [2], \"return_sequences\": true", "[null, 5, 9, 4]", "5x4x3", 180)]
    [InlineData("ConvLSTM3D", "\"filters\": 2, \"kernel_size\": [1, 2, 1], \"padding\": \"same\", \"use_bias\": false", "[null, 5, 4, 4, 4, 3]", "4x4x4x2", 80)]
    [InlineData("GRU", "\"units\": 4, \"reset_after\": true", "[null, 9, 6]", "4", 144)]
    [InlineData("GRU", "\"units\": 4, \"reset_after\": false", "[null, 9, 6]", "4", 132)]
    [InlineData("CuDNNLSTM", "\"units\": 4", "[null, 9, 6]", "4", 192)]
    [InlineData("RNN", "\"cell\": [{\"class_name\": \"GRUCell\", \"config\": {\"units\": 2, \"reset_after\": true}}, {\"class_name\": \"StackedRNNCells\", \"config\": {\"cells\": [{\"class_name\": \"LSTMCell\", \"config\": {\"units\": 3}}]}}]", "[null, 9, 6]", "3", 132)]
    [InlineData("Bidirectional", "\"merge_mode\": \"sum\", \"layer\": {\"class_name\": \"LSTM\", \"config\": {\"units\": 4}}, \"backward_layer\": {\"class_name\": \"GRU\", \"config\": {\"units\": 4, \"reset_after\": true, \"go_backwards\": true}}", "[null, 9, 6]", "4", 320)]
    [InlineData("Bidirectional", "\"merge_mode\": \"concat\", \"layer\": {\"class_name\": \"ConvLSTM1D\", \"config\": {\"filters\": 3, \"kernel_size\": [1], \"return_sequences\": true}}", "[null, 5, 9, 4]", "5x9x6", 192)]
    [InlineData("Normalization", "\"axis\": [-1], \"mean\": null, \"variance\": null", "[null, 9, 6]", "9x6", 13)]
    [InlineData("Normalization", "\"axis\": null, \"mean\": null", "[null, 9, 6]", "9x6", 3)]
    [InlineData("Normalization", "\"axis\": -1, \"mean\": [1.0], \"variance\": [1.0]", "[null, 9, 6]", "9x6", 0)]
    [InlineData("Resizing", "\"height\": 16, \"width\": 7, \"interpolation\": \"bilinear\", \"crop_to_aspect_ratio\": false", "[null, 12, 10, 4]", "16x7x4", 0)]
    [InlineData("Normalization", "\"axis\": [], \"mean\": null", "[null, 9, 6]", "9x6", 3)]
    [InlineData("Cropping2D", "", "[null, 12, 10, 4]", "12x10x4", 0)]
    [InlineData("LayerScale", "\"init_values\": 1e-06, \"projection_dim\": 4", "[null, 12, 10, 4]", "12x10x4", 4)]
    [InlineData("CenterCrop", "\"height\": 6, \"width\": 7", "[null, 12, 10, 4]", "6x7x4", 0)]
    [InlineData("RandomCrop", "\"height\": 6, \"width\": 7", "[null, 12, 10, 4]", "6x7x4", 0)]
    [InlineData("RandomFlip", "\"mode\": \"horizontal\"", "[null, 12, 10, 4]", "12x10x4", 0)]
    [InlineData("RandAugment", "", "[null, 12, 10, 4]", "12x10x4", 0)]
    [InlineData("CategoryEncoding", "\"num_tokens\": 9, \"output_mode\": \"one_hot\"", "[null, 5]", "5x9", 0)]
    [InlineData("CategoryEncoding", "\"num_tokens\": 9, \"output_mode\": \"one_hot\"", "[null, 1]", "9", 0)]
    [InlineData("CategoryEncoding", "\"num_tokens\": 9, \"output_mode\": \"multi_hot\"", "[null, 5]", "9", 0)]
    [InlineData("CategoryEncoding", "\"num_tokens\": 9, \"output_mode\": \"count\"", "[null]", "9", 0)]
    [InlineData("Embedding", "\"input_dim\": 9, \"output_dim\": 3", "[null]", "3", 27)]
    [InlineData("Dropout", "\"rate\": 0.5", "[null]", "scalar", 0)]
    [InlineData("Rescaling", "\"scale\": 0.5", "[null]", "scalar", 0)]
    [InlineData("Identity", "", "[null, 5]", "5", 0)]
    [InlineData("ActivityRegularization", "\"l2\": 0.1", "[null, 5]", "5", 0)]
    [InlineData("Activation", "\"activation\": {\"module\": \"builtins\", \"class_name\": \"function\", \"config\": \"relu\", \"registered_name\": \"function\"}", "[null, 5]", "5", 0)]
    [InlineData("Dense", "\"units\": 3, \"activation\": {\"module\": \"keras.layers\", \"class_name\": \"PReLU\", \"config\": {\"name\": \"p\"}, \"registered_name\": null}", "[null, 5]", "3", 21)]
    [InlineData("BatchNormalization", "\"axis\": [1], \"trainable\": false", "[null, 9, 6]", "9x6", 36)]
    [InlineData("Softmax", "\"axis\": 1", "[null, 9, 6]", "9x6", 0)]
    [InlineData("Softmax", "\"axis\": [1, 2]", "[null, 9, 6]", "9x6", 0)]
    [InlineData("MaxPool2D", "\"pool_size\": [2, 2], \"strides\": null, \"padding\": \"same\"", "[null, 11, 10, 4]", "6x5x4", 0)]
    [InlineData("Flatten", "\"data_format\": \"channels_last\"", "[null]", "1", 0)]
    [InlineData("Reshape", "\"target_shape\": [8, -1]", "[null, 4, 12, 10]", "8x60", 0)]
    [InlineData("Pipeline", "\"layers\": [{\"class_name\": \"Rescaling\", \"config\": {\"name\": \"r\", \"scale\": 0.5}}, {\"class_name\": \"CenterCrop\", \"config\": {\"name\": \"c\", \"height\": 3, \"width\": 3}}]", "[null, 12, 10, 4]", "3x3x4", 0)]
    [InlineData("TimeDistributed", "\"layer\": {\"class_name\": \"LSTM\", \"config\": {\"units\": 4}}", "[null, 3, 9, 6]", "3x4", 176)]
    public void A_layer_has_the_shape_and_the_parameters_that_Keras_gives_it(string className, string config, string input, string shape, long parameters)
    {
        Network network = KerasFiles.Read(KerasFiles.One(className, config, input), new ImportOptions { IsStrict = true });
        Assert.Equal((shape, parameters), (network.Output.OutputShape.ToString(), KerasFiles.Parameters(network)));
    }

    [Theory]
    [InlineData("MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 5, \"use_bias\": true", "", "9x6", 276)]
    [InlineData("MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 5, \"value_dim\": 3, \"output_shape\": 8", "\"use_causal_mask\": true", "9x8", 238)]
    [InlineData("GroupQueryAttention", "\"head_dim\": 5, \"num_query_heads\": 4, \"num_key_value_heads\": 2", "", "9x6", 406)]
    [InlineData("MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 5, \"use_gate\": true", "", "9x6", 346)]
    [InlineData("MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 5, \"value_dim\": 3, \"use_bias\": false, \"use_gate\": true", "", "9x6", 228)]
    [InlineData("GroupedQueryAttention", "\"head_dim\": 5, \"num_query_heads\": 4, \"num_key_value_heads\": 2, \"use_gate\": true", "", "9x6", 546)]
    public void Attention_takes_a_query_and_a_value(string className, string config, string kwargs, string shape, long parameters)
    {
        Network network = KerasFiles.Read(KerasFiles.OnInputs(className, config, $"{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in1")}", kwargs, "[null, 9, 6]", "[null, 7, 6]"));
        Assert.Equal((shape, parameters), (network.Output.OutputShape.ToString(), KerasFiles.Parameters(network)));
    }

    // One projection of the query to the width of the heads' outputs, the sigmoid's four operations and a product.
    [Fact]
    public void The_work_of_a_gate_is_a_projection_a_sigmoid_and_a_product()
    {
        Work plain = Gated("false");
        Work gated = Gated("true");
        Assert.Equal(9 * 6 * 10, gated.Macs.Value - plain.Macs.Value);
        Assert.Equal(9 * 10 * 5, gated.Elementwise.Value - plain.Elementwise.Value);

        static Work Gated(string flag) => KerasFiles.Read(KerasFiles.OnInputs(
            "MultiHeadAttention", $"\"num_heads\": 2, \"key_dim\": 5, \"use_gate\": {flag}", $"{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in0")}", "", "[null, 9, 6]")).Output.Work();
    }

    [Fact]
    public void A_softmax_takes_a_mask_by_its_place()
    {
        Network network = KerasFiles.Read(KerasFiles.OnInputs("Softmax", "\"axis\": -1", $"{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in1")}", "", "[null, 9, 6]", "[null, 9, 6]"));
        Assert.Equal("9x6", network.Output.OutputShape.ToString());
    }

    [Fact]
    public void The_scaled_sum_of_Inception_ResNet_is_a_product_and_a_sum()
    {
        Network network = KerasFiles.Read(KerasFiles.OnInputs("CustomScaleLayer", "\"scale\": 0.17", $"[{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in1")}]", "", "[null, 9, 6]", "[null, 9, 6]"));
        Assert.Equal(("it", 2 * 9 * 6), (network.NameOf(network.Output), network.Layers.Sum(layer => layer.Work().Elementwise.Value)));
    }

    // Keras writes the flag with the frozen cells and directions, not with the layers that hold them.
    [Theory]
    [InlineData("Bidirectional", "\"layer\": {\"class_name\": \"LSTM\", \"config\": {\"units\": 3, \"trainable\": false}}", 0, 192)]
    [InlineData("Bidirectional", "\"layer\": {\"class_name\": \"LSTM\", \"config\": {\"units\": 3, \"trainable\": false}}, \"backward_layer\": {\"class_name\": \"LSTM\", \"config\": {\"units\": 3, \"go_backwards\": true, \"trainable\": true}}", 96, 192)]
    [InlineData("RNN", "\"cell\": {\"class_name\": \"LSTMCell\", \"config\": {\"units\": 3, \"trainable\": false}}", 0, 96)]
    [InlineData("RNN", "\"cell\": [{\"class_name\": \"LSTMCell\", \"config\": {\"units\": 3, \"trainable\": false}}, {\"class_name\": \"SimpleRNNCell\", \"config\": {\"units\": 2}}]", 12, 108)]
    public void Cells_and_directions_can_be_frozen_separately(string className, string config, long trainable, long all)
    {
        ParameterCount count = ParameterMeasure.Of(KerasFiles.Read(KerasFiles.One(className, config, "[null, 5, 4]"))).Total;
        Assert.Equal((trainable, all), (count.Trainable.Value, count.Total.Value));
    }

    // One number for each sample has no axis, so it is one position.
    [Theory]
    [InlineData("Flatten", "")]
    [InlineData("CategoryEncoding", "\"num_tokens\": 9, \"output_mode\": \"one_hot\"")]
    [InlineData("Embedding", "\"input_dim\": 9, \"output_dim\": 3")]
    [InlineData("Rescaling", "\"scale\": 0.5")]
    public void A_scalar_for_each_sample_has_a_receptive_field_of_one(string className, string config)
    {
        Network network = KerasFiles.Read(KerasFiles.One(className, config, "[null]"));
        Assert.Equal(1, LayerMeasurement.Of(network).Last().ReceptiveField);
    }

    [Fact]
    public void The_value_of_an_attention_comes_before_its_key()
    {
        Network network = KerasFiles.Read(KerasFiles.OnInputs(
            "MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 5", KerasFiles.Tensor("in0"), $"\"value\": {KerasFiles.Tensor("in1")}, \"key\": {KerasFiles.Tensor("in2")}, \"attention_mask\": {KerasFiles.Tensor("in3")}", "[null, 9, 6]", "[null, 7, 3]", "[null, 7, 4]", "[null, 9, 7]"));

        // Query 6·10 + 10, key 4·10 + 10, value 3·10 + 10, output 10·6 + 6.
        Assert.Equal(70 + 50 + 40 + 66, KerasFiles.Parameters(network));
        Assert.Equal(3, network.Inputs.Count);
    }

    [Theory]
    [InlineData("Attention", "\"use_scale\": true, \"score_mode\": \"dot\"", 1)]
    [InlineData("Attention", "\"use_scale\": true, \"score_mode\": \"concat\"", 2)]
    [InlineData("Attention", "", 0)]
    [InlineData("AdditiveAttention", "\"use_scale\": true", 6)]
    public void Attention_without_projections_has_at_most_a_scale(string className, string config, long parameters)
    {
        Network network = KerasFiles.Read(KerasFiles.OnInputs(
            className, config, $"[{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in1")}, {KerasFiles.Tensor("in2")}]", "", "[null, 9, 6]", "[null, 7, 5]", "[null, 7, 6]"));
        Assert.Equal(("9x5", parameters), (network.Output.OutputShape.ToString(), KerasFiles.Parameters(network)));
    }

    [Fact]
    public void The_work_of_an_attention_without_projections_is_that_of_its_two_products_and_its_softmax()
    {
        var attention = new SequenceAttention();
        TensorShape[] inputs = [new(9, 6), new(7, 6), new(7, 5)];
        Work work = attention.Work(inputs, attention.OutputShape(inputs));
        Assert.Equal((9 * 7 * 6) + (9 * 5 * 7), work.Macs.Value);
        Assert.Equal(9 * ((5 * 7) - 2), work.Elementwise.Value);
        Assert.Equal((9 * 7 * 5) + (9 * 5 * 6), work.Additions.Value);
    }

    [Fact]
    public void The_work_of_a_convolutional_LSTM_is_that_of_two_convolutions_a_step()
    {
        Layer layer = KerasFiles.Read(KerasFiles.One("ConvLSTM2D", "\"filters\": 3, \"kernel_size\": [3, 3], \"padding\": \"same\", \"activation\": \"relu\", \"recurrent_activation\": \"sigmoid\"", "[null, 5, 8, 7, 4]")).Output;
        Work work = layer.Work();
        Assert.Equal(5L * 8 * 7 * (4 * 3) * 9 * (4 + 3), work.Macs.Value);
        Assert.Equal(5 * 8 * 7 * 3 * ((3 * 4) + (2 * 1) + 4), work.Elementwise.Value);
        Assert.Equal(work.Multiplications, work.Additions);
    }

    [Fact]
    public void The_work_of_an_einsum_is_that_of_the_axes_that_it_sums_over()
    {
        Layer layer = KerasFiles.Read(KerasFiles.One("EinsumDense", "\"equation\": \"abcd,cde->abe\", \"output_shape\": [null, 8], \"bias_axes\": \"e\"", "[null, 9, 2, 3]")).Output;
        Assert.Equal("9x8", layer.OutputShape.ToString());
        Assert.Equal(9 * 8 * 6, layer.Work().Macs.Value);
        Assert.Equal(56, layer.Weights().Sum(weight => weight.Count.Value));
    }

    [Fact]
    public void The_activation_of_a_recurrent_cell_is_its_work()
    {
        static long Elementwise(string settings) => KerasFiles.Read(KerasFiles.One("LSTM", $"\"units\": 4{settings}", "[null, 9, 6]")).Output.Work().Elementwise.Value;
        Assert.Equal(9 * 4 * 18, Elementwise(""));
        Assert.Equal(9 * 4 * 18, Elementwise(", \"activation\": \"tanh\", \"recurrent_activation\": \"hard_sigmoid\""));
        Assert.Equal(9 * 4 * (12 + 8 + 4), Elementwise(", \"activation\": \"elu\""));
    }

    [Theory]
    [InlineData("RandomRotation")]
    [InlineData("GaussianNoise")]
    [InlineData("SpatialDropout2D")]
    [InlineData("StochasticDepth")]
    public void Layers_that_work_only_in_training_have_no_work(string className) =>
        Assert.Equal(0, KerasFiles.Read(KerasFiles.One(className, "\"rate\": 0.5, \"factor\": 0.1")).Output.Work().Flops.Value);

    [Fact]
    public void A_quantised_layer_has_unknown_further_weights()
    {
        Network network = KerasFiles.Read(KerasFiles.One("Dense", "\"units\": 3, \"dtype\": {\"module\": \"keras\", \"class_name\": \"QuantizedDTypePolicy\", \"config\": {}}", "[null, 5]"));
        Assert.Equal("3", network.Output.OutputShape.ToString());
        Assert.Contains(network.Output.Weights(), weight => !weight.Count.IsKnown);
    }

    [Fact]
    public void Every_class_answers_every_question_or_refuses_on_any_input()
    {
        const string Some = """
            "units": 2, "filters": 2, "kernel_size": 1, "num_heads": 1, "key_dim": 2, "head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1, "input_dim": 3, "output_dim": 2,
            "equation": "ab,bc->ac", "output_shape": 2, "n": 2, "dims": [1], "target_shape": [-1], "axes": -1, "height": 2, "width": 2, "num_tokens": 3, "output_size": 1,
            "layer": {"class_name": "Dense", "config": {"name": "d", "units": 2}}, "layers": [{"class_name": "Rescaling", "config": {"name": "r"}}]
            """;
        foreach (string className in KerasCatalogue.Names)
        {
            foreach (string input in (string[])["[null]", "[null, 5]", "[null, 5, 4]", "[null, 5, 4, 3]", "[null, 5, 4, 3, 2]", "[null, null, null, null, null]", "[null, 5, 4, 3, 2, 2]"])
            {
                Exception? thrown = Record.Exception(() => Measure(KerasFiles.Read(KerasFiles.One(className, Some, input))));
                Assert.True(thrown is null or DeepCalcException, $"{className} on {input}: {thrown}");
            }
        }

        static void Measure(Network network)
        {
            foreach (Layer layer in network.Layers)
            {
                layer.Weights();
                layer.Weights(new Working());
                Assert.Equal(layer.Work(), layer.Work(new Working()));
                for (int input = 0; input < layer.Inputs.Count; input++)
                {
                    for (int axis = 0; axis < layer.InputShapes[input].Rank; axis++)
                    {
                        layer.View(input, axis);
                    }
                }

                Assert.NotNull(layer.Kind + layer.Settings);
            }
        }
    }
}
