namespace DeepCalc.Tests.Formats.Keras;

/// <summary>Settings of Keras that change no number are kept, and show where they differ from Keras's default.</summary>
public class KerasSettingTests
{
    [Theory]
    [InlineData("BatchNormalization", "\"epsilon\": 0.001, \"momentum\": 0.99", "")]
    [InlineData("BatchNormalization", "\"epsilon\": 1.001e-05, \"momentum\": 0.9", "epsilon 1.001e-05, momentum 0.9")]
    [InlineData("LayerNormalization", "\"epsilon\": 1e-06", "axes -1, epsilon 1e-06")]
    [InlineData("LayerNormalization", "\"rms_scaling\": true", "axes -1, epsilon 0.001")]
    [InlineData("GroupNormalization", "\"groups\": 2, \"epsilon\": 1e-05", "2 groups, epsilon 1e-05")]
    [InlineData("RMSNormalization", "\"epsilon\": 1e-06", "axes -1")]
    [InlineData("RMSNormalization", "\"epsilon\": 1e-05", "axes -1, epsilon 1e-05")]
    [InlineData("LeakyReLU", "\"negative_slope\": 0.3", "leakyrelu")]
    [InlineData("LeakyReLU", "\"alpha\": 0.30000001192092896", "leakyrelu")]
    [InlineData("LeakyReLU", "\"alpha\": {\"type\": \"ndarray\", \"value\": 0.10000000149011612}", "leakyrelu, slope 0.1")]
    [InlineData("ELU", "\"alpha\": 0.5", "elu, alpha 0.5")]
    [InlineData("ThresholdedReLU", "\"theta\": 0.5", "threshold, threshold 0.5")]
    [InlineData("ReLU", "\"max_value\": 6.0", "relu6")]
    [InlineData("ReLU", "\"max_value\": 4, \"negative_slope\": 0.0", "relu6, cap 4")]
    [InlineData("ReLU", "\"max_value\": 6, \"negative_slope\": 0.25, \"threshold\": 1", "leakyrelu, slope 0.25, cap 6, threshold 1, partly unknown")]
    [InlineData("ReLU", "\"threshold\": 2", "threshold, threshold 2")]
    [InlineData("Activation", "\"activation\": \"leaky_relu\"", "leakyrelu, slope 0.2")]
    [InlineData("Dropout", "\"rate\": 0.2", "0.2")]
    [InlineData("SpatialDropout2D", "\"rate\": 0.2", "rate 0.2")]
    [InlineData("GaussianNoise", "\"stddev\": 0.1", "stddev 0.1")]
    [InlineData("Rescaling", "\"scale\": 0.5, \"offset\": 0.0", "scale 0.5")]
    [InlineData("Rescaling", "\"scale\": [[1, 2, 3, 4]], \"offset\": -1", "scale 1,2,3,4, offset -1")]
    [InlineData("Masking", "\"mask_value\": -1.0", "mask_value -1")]
    [InlineData("Normalization", "\"axis\": -1, \"mean\": [1.0, 2, 3, 4], \"variance\": 4, \"invert\": true", "axes 2, inverse, mean 1,2,3,4, variance 4")]
    [InlineData("SpectralNormalization", "\"power_iterations\": 3, \"layer\": {\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 2}}", "3 power iterations")]
    [InlineData("Resizing", "\"height\": 6, \"width\": 5, \"antialias\": true", "to 6x5, Linear, antialiased, partly unknown")]
    [InlineData("Activation", "\"activation\": \"hard_sigmoid\"", "hardsigmoid, alpha 0.2")]
    public void A_setting_is_kept(string className, string config, string settings) =>
        Assert.Equal(settings, KerasFiles.Read(KerasFiles.One(className, config)).Output.Settings);

    [Theory]
    [InlineData("LSTM", "\"dropout\": 0.0, \"stateful\": false, \"activation\": \"tanh\", \"recurrent_activation\": \"sigmoid\"", "4 units")]
    [InlineData("LSTM", "\"recurrent_activation\": \"hard_sigmoid\"", "4 units, gates hardsigmoid (alpha 0.2)")]
    [InlineData("GRU", "\"reset_after\": true, \"activation\": \"relu\", \"recurrent_activation\": \"tanh\"", "4 units, relu, gates tanh")]
    [InlineData("SimpleRNN", "\"dropout\": 0.2, \"recurrent_dropout\": 0.1, \"activation\": \"leaky_relu\"", "4 units, leakyrelu (slope 0.2), dropout 0.2, recurrent dropout 0.1")]
    [InlineData("LSTM", "\"stateful\": true, \"zero_output_for_mask\": true, \"return_sequences\": true, \"go_backwards\": true", "4 units, backward, sequences, stateful, zeros where masked")]
    public void A_setting_of_a_recurrent_layer_is_kept(string className, string config, string settings) =>
        Assert.Equal(settings, KerasFiles.Read(KerasFiles.One(className, $"\"units\": 4, {config}", "[null, 9, 6]")).Output.Settings);

    [Fact]
    public void Cells_and_wrappers_keep_their_settings()
    {
        Assert.Equal("4 units, dropout 0.5, stateful", Settings("RNN", "\"stateful\": true, \"cell\": {\"class_name\": \"LSTMCell\", \"config\": {\"units\": 4, \"dropout\": 0.5}}", "[null, 9, 6]"));
        Assert.Equal("LSTM, 4 units, dropout 0.5", Settings("Bidirectional", "\"layer\": {\"class_name\": \"LSTM\", \"config\": {\"units\": 4, \"dropout\": 0.5}}", "[null, 9, 6]"));
        Assert.Equal(
            "3 filters 2, padding Valid, channels first, relu, gates hardsigmoid (alpha 0.2), recurrent dropout 0.5",
            Settings("ConvLSTM1D", "\"filters\": 3, \"kernel_size\": [2], \"data_format\": \"channels_first\", \"activation\": \"relu\", \"recurrent_activation\": \"hard_sigmoid\", \"recurrent_dropout\": 0.5", "[null, 5, 4, 9]"));
        Assert.Equal("9 x 3, 0 masked", Settings("Embedding", "\"input_dim\": 9, \"output_dim\": 3, \"mask_zero\": true", "[null, 5]"));
        Assert.Equal("9 tokens, counted", Settings("CategoryEncoding", "\"num_tokens\": 9, \"output_mode\": \"count\"", "[null, 5]"));
        Assert.Equal("Dense 2 units", Settings("TimeDistributed", "\"layer\": {\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 2}}", "[null, 9, 6]"));

        static string Settings(string className, string config, string input) => KerasFiles.Read(KerasFiles.One(className, config, input)).Output.Settings;
    }

    [Fact]
    public void Attention_keeps_its_dropout()
    {
        string two = $"{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in1")}";
        Assert.Equal("2 heads, key width 3, dropout 0.1", Settings("MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 3, \"dropout\": 0.1"));
        Assert.Equal("4 heads, 2 key and value heads, key width 3, dropout 0.1", Settings("GroupQueryAttention", "\"num_query_heads\": 4, \"num_key_value_heads\": 2, \"head_dim\": 3, \"dropout\": 0.1"));
        Assert.Equal("dropout 0.1", Settings("Attention", "\"dropout\": 0.1"));
        Assert.Equal("causal", Settings("Attention", "\"causal\": true"));
        Assert.Equal("2 heads, key width 3, causal", Settings("MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 3", "\"use_causal_mask\": true"));

        string Settings(string className, string config, string kwargs = "") =>
            KerasFiles.Read(KerasFiles.OnInputs(className, config, two, kwargs, "[null, 5, 6]", "[null, 7, 6]")).Output.Settings;
    }

    // In Keras 3, hard sigmoid is x/6 + ½.
    [Theory]
    [InlineData("Activation", "\"activation\": \"hard_sigmoid\"", "hardsigmoid")]
    [InlineData("Gelu", "\"approximate\": false", "gelu")]
    [InlineData("Gelu", "", "gelutanh")]
    [InlineData("LeakyRelu", "\"negative_slope\": 0.4", "leakyrelu, slope 0.4")]
    [InlineData("LeakyRelu", "", "leakyrelu, slope 0.2")]
    public void Functions_of_Keras_3_keep_their_constants(string className, string config, string settings)
    {
        string json = KerasFiles.OnInputs(className, config, KerasFiles.Tensor("in0"), "", "[null, 5]");
        json = className == "Activation" ? json : json.Replace($"\"module\": \"keras.layers\", \"class_name\": \"{className}\"", $"\"module\": \"keras.src.ops.nn\", \"class_name\": \"{className}\"");
        Assert.Equal(settings, KerasFiles.Read(json).Output.Settings);
    }

    [Fact]
    public void A_setting_of_the_wrong_type_is_an_error() => Assert.Contains(
        "epsilon is \"x\"; it must be a number", KerasFiles.Refusal(KerasFiles.One("BatchNormalization", "\"epsilon\": \"x\"")).Message);
}
