namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Encoders and decoders: one network with two inputs, of the lengths S and T.</summary>
public class PairFamilyTests
{
    [Theory]
    [InlineData("T5-small", "Tx32128")]
    [InlineData("BART-base", "Tx50265")]
    [InlineData("Opus-MT-en-de", "Tx58101")]
    public void Two_inputs_have_lengths_of_their_own(string name, string output)
    {
        var network = new Network(Configs.Read(Configs.All[name]));
        Assert.Equal(["input_ids", "decoder_input_ids"], network.Inputs.Select(network.NameOf));
        Assert.Equal(["S", "T"], network.Inputs.Select(input => input.OutputShape.ToString()));
        Assert.Equal(output, network.Output.OutputShape.ToString());
    }

    // Keys and values of 2 bytes: 2·6·8·64·2 of each position in 6 decoder blocks; those of the encoder's output are computed once.
    [Fact]
    public void The_keys_and_values_of_the_memory_do_not_grow_with_the_target()
    {
        var options = new CacheOptions { Format = NumberFormat.Parse("float16") };
        Assert.Equal("12288·T + 12288·S", CacheMeasurement.Of(new Network(Configs.Read(Configs.All["T5-small"])), options).Formula);

        CacheMeasurement row = CacheMeasurement.Of(Sized("T5-small", source: 512, target: null), options with { Length = 128 });
        Assert.Equal((12288L * 512, 12288L * (128 + 512), 12288L), (row.StateBytes, row.CacheBytes, row.BytesPerToken));
    }

    // Whisper's memory has 1500 positions: 2·4 blocks·384·2 bytes each.
    [Fact]
    public void The_memory_of_Whisper_has_the_length_of_the_file()
    {
        var network = new Network(Configs.Read(Configs.All["Whisper-tiny"]));
        Assert.Equal(["80x3000", "T"], network.Inputs.Select(input => input.OutputShape.ToString()));
        CacheMeasurement row = CacheMeasurement.Of(network, new CacheOptions { Format = NumberFormat.Parse("float16") });
        Assert.Equal("6144·T + 9216000", row.Formula);
        Assert.Equal(6144 * 1500, row.StateBytes);
    }

    // For S and T positions: four projections of each, two products for each pair, and two matrices; a decoder block attends twice, and
    // projects keys and values of the memory.
    [Fact]
    public void Macs_of_T5_by_hand()
    {
        const long S = 10, T = 7, D = 512, F = 2048;
        long encoder = (S * ((4 * D * D) + (2 * D * F))) + (2 * S * S * D);
        long decoder = (T * ((4 * D * D) + (2 * D * F))) + (2 * T * T * D) + (2 * T * D * D) + (2 * S * D * D) + (2 * S * T * D);
        Assert.Equal((6 * (encoder + decoder)) + (T * D * 32_128), NetworkMeasurement.Of(Sized("T5-small", S, T)).Macs);
    }

    // The first block of each side has the table; its scores, and those of the others, get a bias. Nothing is divided.
    [Fact]
    public void Scores_of_T5_get_the_biases_of_the_first_block()
    {
        Layer[] attentions = [.. Sized("T5-small", 10, 7).Layers.Where(layer => layer.Definition is MultiHeadAttention)];
        Assert.Equal(18, attentions.Length);
        Assert.Equal(2, attentions.Count(layer => layer.Weights().Any(weight => weight.Name == "relative_position_bias")));
        Layer[] encoder = [.. attentions.Where(layer => layer.Name!.StartsWith("encoder", StringComparison.Ordinal))];
        Assert.Single(encoder.Select(layer => layer.Work().Elementwise).Distinct());

        // 8 heads of 10·10 scores: 5 of the softmax and 1 of the bias, less 2 a softmax.
        Assert.Equal((6 * 800) - (2 * 80), encoder[0].Work().Elementwise);
    }

    [Fact]
    public void Keys_of_Whisper_have_no_bias()
    {
        var network = new Network(Configs.Read(Configs.All["Whisper-tiny"]));
        Assert.All(
            network.Layers.Where(layer => layer.Definition is MultiHeadAttention),
            layer => Assert.Equal(["query_bias", "value_bias", "output_bias"], layer.Weights().Select(weight => weight.Name).Where(name => name.EndsWith("_bias", StringComparison.Ordinal))));
    }

    // 1500·384 numbers that training leaves alone; 448·384 that it learns.
    [Fact]
    public void Stored_positions_are_not_trained()
    {
        Assert.Equal(1500 * 384, NetworkMeasurement.Of(new Network(Configs.Read(Configs.All["Whisper-tiny"]))).NonTrainableParameters);
        Assert.Equal(2 * 512 * 512, NetworkMeasurement.Of(new Network(Configs.Read(Configs.All["Opus-MT-en-de"]))).NonTrainableParameters);
        Assert.Equal(50_265, NetworkMeasurement.Of(new Network(Configs.Read(Configs.All["BART-base"]))).Buffers);
    }

    [Theory]
    [InlineData("t5", "T5ForSequenceClassification", "T5EncoderModel")]
    [InlineData("whisper", "WhisperForAudioClassification", "WhisperForConditionalGeneration")]
    public void Other_classes_are_refused(string family, string architecture, string valid) =>
        Build.Refused(() => Configs.Read(Configs.Of(family, architecture, "vocab_size: 10")), ErrorCode.LayerUnknown, architecture, valid);

    [Fact]
    public void An_unknown_feed_forward_network_is_refused() => Build.Refused(
        () => Configs.Read(Configs.All["T5-small"].Replace("\"num_heads\"", "\"feed_forward_proj\": \"gated-foo\", \"num_heads\"")), ErrorCode.InvalidSetting, "feed_forward_proj", "foo");

    private static Network Sized(string name, long source, long? target)
    {
        var sizes = new Dictionary<string, long> { ["S"] = source };
        if (target is { } length)
        {
            sizes["T"] = length;
        }

        return new Network(Configs.Read(Configs.All[name], new ImportOptions { Sizes = sizes }));
    }
}
