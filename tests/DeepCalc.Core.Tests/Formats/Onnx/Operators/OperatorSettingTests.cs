using static DeepCalc.Tests.Formats.Onnx.Operators.OneNode;

namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>Attributes that change no number are settings of the layer that a node means, and show where they differ from ONNX's default.</summary>
public class OperatorSettingTests
{
    [Theory]
    [InlineData("LeakyRelu", "alpha", 0.01f, "leakyrelu")]
    [InlineData("LeakyRelu", "alpha", 0.1f, "leakyrelu, slope 0.1")]
    [InlineData("Elu", "alpha", 0.5f, "elu, alpha 0.5")]
    [InlineData("Celu", "alpha", 1f, "celu")]
    [InlineData("Selu", "alpha", 1.67326319217681884765625f, "selu")]
    [InlineData("Selu", "gamma", 1.05f, "selu, gamma 1.05")]
    [InlineData("Swish", "alpha", 1.5f, "silu, beta 1.5")]
    [InlineData("HardSigmoid", "alpha", 0.16666667f, "hardsigmoid, alpha 0.16666667")]
    [InlineData("HardSigmoid", "beta", 0.5f, "hardsigmoid")]
    [InlineData("ThresholdedRelu", "alpha", 2f, "threshold, threshold 2")]
    [InlineData("Shrink", "bias", 0.5f, "softshrink, bias 0.5")]
    [InlineData("Shrink", "lambd", 1.5f, "softshrink, lambda 1.5, bias 0")]
    [InlineData("ScaledTanh", "alpha", 1.7159f, "alpha 1.7159")]
    [InlineData("Dropout", "ratio", 0.3f, "0.3")]
    [InlineData("Clip", "min", -0.1f, "min -0.1")]
    public void A_number_of_a_function_is_kept(string name, string attribute, float number, string settings) =>
        Assert.Equal(settings, Settings(new OneNode(name, OnnxDomain.Default, name is "Dropout" or "Clip" or "ScaledTanh" ? 6 : 24).With(attribute, number).On(Data(1, 4, 8, 8))));

    [Fact]
    public void Functions_keep_their_form()
    {
        Assert.Equal("gelutanh", Settings(Node("Gelu", 20).With("approximate", "tanh").On(Data(2, 3))));
        Assert.Equal("gelu", Settings(Node("Gelu", 20).With("approximate", "none").On(Data(2, 3))));
        Assert.Equal("gelutanh", Settings(new OneNode("FastGelu").On(Data(2, 3))));
        Assert.Equal("quickgelu", Settings(new OneNode("QuickGelu").With("alpha", 1.702f).On(Data(2, 3))));
        Assert.Equal("quickgelu, beta 2", Settings(new OneNode("QuickGelu").With("alpha", 2f).On(Data(2, 3))));
        Assert.Equal("silu", Settings(new OneNode("QuickGelu").With("alpha", 1f).On(Data(2, 3))));
        Assert.Equal("scale 2, bias 1,2,3", Settings(Node("ImageScaler", 6).With("scale", 2f).With("bias", 1f, 2f, 3f).On(Data(1, 3, 4, 4))));
    }

    [Fact]
    public void Normalisations_keep_their_numbers()
    {
        Assert.Equal("over 5 channels", Settings(Node("LRN").With("size", 5L).With("alpha", 0.0001f).With("beta", 0.75f).With("bias", 1f).On(Data(1, 8, 4, 4))));
        Assert.Equal("over 5 channels, alpha 0.002, beta 0.5, bias 2", Settings(Node("LRN").With("size", 5L).With("alpha", 0.002f).With("beta", 0.5f).With("bias", 2f).On(Data(1, 8, 4, 4))));
        Assert.Equal("axes -1, norm 1", Settings(Node("LpNormalization").With("p", 1L).On(Data(2, 3))));
        Assert.Equal("axes -4,-2,-1, no scale, no offset, epsilon 1e-09", Settings(Node("MeanVarianceNormalization").On(Data(1, 3, 4, 4))));
        Assert.Equal("", Settings(BatchNormalization(1e-5f)));
        Assert.Equal("epsilon 0.001, momentum 0.99", Settings(BatchNormalization(0.001f, 0.99f)));
        Assert.Equal("no statistics, epsilon 0.001", Settings(BatchNormalization(0.001f, isTraining: true)));
        Assert.Equal("epsilon 0.001", Settings(Node("InstanceNormalization").With("epsilon", 0.001f).On(Data(1, 3, 4, 4), Stored(3), Stored(3))));
        Assert.Equal("epsilon 1e-12", Settings(Node("LayerNormalization").With("epsilon", 1e-12f).On(Data(1, 3, 4), Stored(4), Stored(4))));
        Assert.Equal("epsilon 1e-06", Settings(Node("RMSNormalization", 23).With("epsilon", 1e-6f).On(Data(1, 3, 4), Stored(4))));
        Assert.Equal("2 groups, epsilon 1e-06", Settings(Node("GroupNormalization", 21).With("num_groups", 2L).With("epsilon", 1e-6f).On(Data(1, 4, 4), Stored(4), Stored(4))));

        static Layer BatchNormalization(float epsilon, float momentum = 0.9f, bool isTraining = false) => Node("BatchNormalization")
            .With("epsilon", epsilon).With("momentum", momentum).With("training_mode", isTraining ? 1L : 0).On(Data(1, 3, 4, 4), Stored(3), Stored(3), Stored(3), Stored(3));
    }

    [Fact]
    public void Pooling_keeps_what_it_divides_by()
    {
        Assert.Equal("2x2, padding 1, padding counted", Settings(Pool(1)));
        Assert.Equal("2x2, padding 1", Settings(Pool(0)));

        static Layer Pool(long counts) => Node("AveragePool").With("kernel_shape", 2L, 2L).With("pads", 1L, 1L, 1L, 1L).With("count_include_pad", counts).On(Data(1, 3, 8, 8));
    }

    [Fact]
    public void Resizing_keeps_how_it_interpolates()
    {
        Assert.Equal("to 16x16, Linear", Settings(Resize("linear")));
        Assert.Equal("to 16x16, Cubic, cubic coefficient -0.5, outside left out", Settings(Resize("cubic", ("cubic_coeff_a", -0.5f), ("exclude_outside", 1L))));
        Assert.Equal("to 16x16, Cubic", Settings(Resize("cubic", ("cubic_coeff_a", -0.75f))));
        Assert.Equal("to 16x16, Linear, antialiased", Settings(Resize("linear", ("antialias", 1L))));
        Assert.Equal("to 16x16, Linear, place crop, outside 0.5", Settings(Resize("linear", ("coordinate_transformation_mode", "tf_crop_and_resize"), ("extrapolation_value", 0.5f))));
        Assert.Equal("to 16x16, Linear, place centreofmiddle", Settings(Resize("linear", ("coordinate_transformation_mode", "half_pixel_symmetric"))));
        Assert.Equal("1x1, value 0.5", Settings(Pad(0.5f)));
        Assert.Equal("factor 2, blocks first", Settings(Node("DepthToSpace").With("blocksize", 2L).On(Data(1, 4, 3, 3))));
        Assert.Equal("factor 2", Settings(Node("DepthToSpace").With("blocksize", 2L).With("mode", "CRD").On(Data(1, 4, 3, 3))));
        Assert.Equal("axis -1, backward, exclusive", Settings(Node("CumSum").With("reverse", 1L).With("exclusive", 1L).On(Data(2, 3), Values(1))));
        Assert.Equal("1x1", Settings(Pad(0)));

        static Layer Resize(string mode, params (string, object)[] more) => Import(new ModelBuilder().Opset(19).Input("x", 1, 3, 8, 8)
            .Constant("s", TensorBuilder.Of(1, 3, 16, 16)).Node("Resize", ["x", "", "", "s"], ["y"], [("mode", mode), .. more]));

        static Layer Pad(float value) => Import(new ModelBuilder().Opset(10).Input("x", 1, 3, 8, 8)
            .Node("Pad", ["x"], ["y"], ("pads", new long[] { 0, 0, 1, 1, 0, 0, 1, 1 }), ("value", value)));

        static Layer Import(ModelBuilder model) => model.Output("y").Import();
    }

    [Fact]
    public void Attention_keeps_scale_cap_and_window()
    {
        Assert.Equal("2 heads, causal, scores capped at 30, scores times 0.3", Settings(Node("Attention", 23).With("q_num_heads", 2L).With("kv_num_heads", 2L)
            .With("is_causal", 1L).With("softcap", 30f).With("scale", 0.3f).On(Data(1, 5, 8), Data(1, 5, 8), Data(1, 5, 8))));
        Layer local = new OneNode("GroupQueryAttention").With("num_heads", 4L).With("kv_num_heads", 2L).With("local_window_size", 3L)
            .On(Data(1, 5, 8), Data(1, 5, 4), Data(1, 5, 4), null, null, Data(ElementType.Int32, 1), Data(ElementType.Int32));
        Assert.Equal("4 heads, 2 key and value heads, causal, window 3", Settings(local));
        Assert.Equal("1 of 4 experts, 8 hidden units, silu, gated, no bias, alpha 1.702, beta 1, limit 7", Settings(new OneNode("MoE").With("activation_type", "swiglu")
            .With("activation_alpha", 1.702f).With("activation_beta", 1f).With("swiglu_limit", 7f).With("k", 1L)
            .On(Data(5, 8), Data(5, 4), Stored(4, 16, 8), null, Stored(4, 8, 8))));
        Assert.Equal("epsilon 1e-12", Settings(new OneNode("SkipLayerNormalization").On(Data(1, 5, 8), Data(1, 5, 8), Stored(8), Stored(8))));
        Assert.Equal("alpha 1.5", Settings(Node("SwiGLU", 27).With("alpha", 1.5f).On(Data(1, 5), Data(1, 5))));
    }

    // Each function takes the next alpha and beta, if it has one.
    [Fact]
    public void Cells_keep_the_constants_of_their_functions()
    {
        Assert.Equal(
            "6 units, sequences, leakyrelu (slope 0.3), gates hardsigmoid (alpha 0.25), output tanh (alpha 2, beta 0.75), 0 bias vectors, clip 3",
            Settings(Cell("LSTM", 24).With("activations", "HardSigmoid", "LeakyRelu", "ScaledTanh").With("activation_alpha", 0.25f, 0.3f, 2f)
                .With("activation_beta", 0.5f, 0.75f).With("clip", 3f).On(Data(5, 2, 4), Stored(1, 24, 4), Stored(1, 24, 6))));
        Assert.Equal("6 units, sequences, linear (alpha 3), 0 bias vectors", Settings(Cell("RNN", 6).With("activations", ["Affine"]).With("activation_alpha", [3f])
            .On(Data(5, 2, 4), Stored(1, 6, 4), Stored(1, 6, 6))));
        Assert.Equal("6 units, sequences, 0 bias vectors", Settings(Cell("LSTM", 24).On(Data(5, 2, 4), Stored(1, 24, 4), Stored(1, 24, 6))));

        static OneNode Cell(string name, long rows) => Node(name).With("hidden_size", rows == 6 ? rows : rows / 4);
    }

    private static OneNode Node(string name, long opset = 18) => new(name, OnnxDomain.Default, opset);

    private static string Settings(Layer layer) => layer.Meaning.Describe();
}
