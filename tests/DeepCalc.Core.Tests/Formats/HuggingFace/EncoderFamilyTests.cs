namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Encoders of texts, sounds and images: work by hand or by torchvision, shared weights, and what is refused.</summary>
public class EncoderFamilyTests
{
    // Of torchvision 0.14: the multiply-adds of its convolutions and matrix products for an image of 224x224.
    [Theory]
    [InlineData("Swin-T, 1000 classes", 4_490_566_656)]
    [InlineData("ConvNeXt-T, 1000 classes", 4_455_531_264)]
    [InlineData("ResNet-50, 1000 classes", 4_089_184_256)]
    public void Macs_are_those_of_torchvision(string name, long macs)
    {
        var sizes = new Dictionary<string, long> { ["H"] = 224, ["W"] = 224 };
        Assert.Equal(macs, NetworkMeasurement.Of(new Network(Configs.Read(Configs.All[name], new ImportOptions { Sizes = sizes }))).Macs);
    }

    // All blocks have the weights of the first: they are counted once, and work 12 times.
    [Fact]
    public void Blocks_of_ALBERT_share_their_weights()
    {
        Network network = Sized("ALBERT-base-v2", 100);
        Layer[] attentions = [.. network.Layers.Where(layer => layer.Definition is MultiHeadAttention)];
        Assert.Equal(12, attentions.Length);
        const long D = 768;
        const long F = 3072;
        long block = (100 * ((4 * D * D) + (2 * D * F))) + (2 * 100 * 100 * D);
        Assert.Equal((12 * block) + (100 * 128 * D) + (D * D), NetworkMeasurement.Of(network).Macs);
    }

    // Three groups of two blocks, each used by two of six layers.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, 3)]
    [InlineData(2, 2, 4)]
    public void Groups_of_ALBERT_have_weights_of_their_own(long groups, long inner, long blocks)
    {
        string sizes = $"vocab_size: 10, embedding_size: 4, hidden_size: 8, intermediate_size: 16, num_hidden_layers: 6, num_attention_heads: 2, max_position_embeddings: 4, type_vocab_size: 2, num_hidden_groups: {groups}, inner_group_num: {inner}";
        long rest = ((10 + 4 + 2 + 2) * 4) + (4 * 8) + 8 + 72;
        Network network = new(Configs.Read(Configs.Of("albert", "AlbertModel", sizes)));
        Assert.Equal(rest + (blocks * HandCount.Block(8, 16)), ParameterMeasurement.Of(network).Parameters);
        Assert.Equal(6 * inner, network.Layers.Count(layer => layer.Definition is MultiHeadAttention));
    }

    // Only the first block has the table; all add its biases to their scores.
    [Fact]
    public void Blocks_of_MPNet_share_biases_of_relative_positions()
    {
        Layer[] attentions = [.. Sized("MPNet-base", 10).Layers.Where(layer => layer.Definition is MultiHeadAttention)];
        Assert.Equal([0], attentions.Select((layer, i) => layer.Weights().Any(weight => weight.Name == "relative_position_bias") ? i : -1).Where(i => i >= 0));
        Assert.Single(attentions.Select(layer => layer.Work().Elementwise).Distinct());
    }

    // Beside the usual: 512 vectors are projected twice, and 12 heads of width 64 multiply each with each position.
    [Fact]
    public void Macs_of_DeBERTa_by_hand()
    {
        const long T = 100;
        const long D = 768;
        long usual = (T * ((4 * D * D) + (2 * D * 3072))) + (2 * T * T * D);
        long positions = 2 * ((512 * D * D) + (T * 512 * D));
        Assert.Equal(12 * (usual + positions), NetworkMeasurement.Of(Sized("DeBERTa-v3-base", T)).Macs);
    }

    [Theory]
    [InlineData("", 2, 0)]
    [InlineData(", share_att_key: false", 2, 2 * (64 + 8))]
    [InlineData(", share_att_key: false, pos_att_type: 'p2c'", 1, 64 + 8)]
    [InlineData(", share_att_key: false, pos_att_type: ['c2p', 'p2c'], conv_kernel_size: 3", 2, (2 * (64 + 8)) + (3 * 8 * 8) + 8 + 16)]
    public void Positions_of_DeBERTa_can_have_projections_of_their_own(string more, long kinds, long weights)
    {
        string start = "vocab_size: 10, hidden_size: 8, intermediate_size: 16, num_hidden_layers: 1, num_attention_heads: 2, max_position_embeddings: 4, relative_attention: true, norm_rel_ebd: 'layer_norm', position_buckets: 3, position_biased_input: false"
            + (more.Contains("share_att_key", StringComparison.Ordinal) ? "" : ", share_att_key: true") + (more.Contains("pos_att_type", StringComparison.Ordinal) ? "" : ", pos_att_type: 'p2c|c2p'");
        Network network = new(Configs.Read(Configs.Of("deberta-v2", "DebertaV2Model", start + more)));
        Assert.Equal((10 * 8) + 16 + (6 * 8) + 16 + HandCount.Block(8, 16) + weights, ParameterMeasurement.Of(network).Parameters);
        DisentangledAttention attention = network.Layers.Select(layer => layer.Definition).OfType<DisentangledAttention>().Single();
        Assert.Equal(kinds, (attention.FromContent ? 1 : 0) + (attention.FromPositions ? 1 : 0));
    }

    // 4000 samples: 799, 399, 199, 99, 49, 24 and 12 frames. The convolution of positions has 13 outputs, one of which is left out.
    [Fact]
    public void Macs_of_wav2vec_by_hand()
    {
        const long D = 768;
        const long C = 512;
        long features = (799 * C * 10) + ((399 + 199 + 99 + 49) * C * C * 3) + ((24 + 12) * C * C * 2) + (12 * C * D);
        long positions = 13 * D * 48 * 128;
        long block = (12 * ((4 * D * D) + (2 * D * 3072))) + (2 * 12 * 12 * D);
        Network network = Sized("wav2vec2-base", 4000);
        Assert.Equal(features + positions + (12 * block), NetworkMeasurement.Of(network).Macs);
        Assert.Equal("12x768", network.Output.OutputShape.ToString());
    }

    // Of 201 positions, five are not rotated; of 12 heads of width 64, queries and keys.
    [Fact]
    public void Tokens_of_DINOv3_are_not_rotated()
    {
        Layer attention = new Network(Configs.Read(Configs.All["DINOv3-B/16"])).Layers.First(layer => layer.Definition is MultiHeadAttention);
        long plain = (attention.Definition as MultiHeadAttention)! is var own ? new Layer(own with { UseRotary = false, UnrotatedPositions = 0 }, null, attention.Inputs[0]).Work().Elementwise.Value : 0;
        Assert.Equal(3 * 2 * 196 * 768, attention.Work().Elementwise.Value - plain);
    }

    [Theory]
    [InlineData("DeiT-B/16, distilled", "1000")]
    [InlineData("BEiT-B/16, 1000 classes", "1000")]
    [InlineData("DINOv2-B/14, registers", "1374x768")]
    [InlineData("DINOv3-B/16", "201x768")]
    [InlineData("Swin-B, 1000 classes", "1000")]
    [InlineData("ConvNeXtV2-T, 1000 classes", "1000")]
    [InlineData("ResNet-18, 1000 classes", "1000")]
    [InlineData("SegFormer-B0, 150 classes", "150x128x128")]
    [InlineData("ELECTRA-base, pre-training", "Tx1")]
    [InlineData("ModernBERT-base, masked words", "Tx50368")]
    [InlineData("SeamlessM4T-medium, text to text", "Tx256206")]
    public void Outputs_have_the_shapes_of_the_heads(string name, string output) =>
        Assert.Equal(output, new Network(Configs.Read(Configs.All[name])).Output.OutputShape.ToString());

    [Fact]
    public void Objects_have_classes_and_boxes() =>
        Assert.Equal(["100x92", "100x4"], new Network(Configs.Read(Configs.All["YOLOS-tiny"])).Outputs.Select(output => output.OutputShape.ToString()));

    [Fact]
    public void Texts_are_the_part_of_Seamless()
    {
        string whole = Configs.All["SeamlessM4T-medium, text to text"].Replace("ForTextToText", "Model", StringComparison.Ordinal);
        Build.Refused(() => Configs.Read(whole), ErrorCode.LayerUnknown, "SeamlessM4TModel is not supported", "SeamlessM4TForTextToText");
        Assert.Equal(615_073_792, ParameterMeasurement.Of(new Network(Configs.Read(whole, new ImportOptions { OnlyPart = NetworkPart.Text }))).Parameters);
        Build.Refused(() => Configs.Read(whole, new ImportOptions { OnlyPart = NetworkPart.Vision }), ErrorCode.LayerUnknown, "valid is Text");
    }

    [Theory]
    [InlineData("wav2vec2-base", "\"conv_stride\": [5, ", "\"conv_stride\": [", "conv_stride 6")]
    [InlineData("wav2vec2-base", "\"group\"", "\"instance\"", "valid are group and layer")]
    [InlineData("HuBERT-base", "\"conv_bias\"", "\"conv_pos_batch_norm\": true, \"conv_bias\"", "conv_pos_batch_norm")]
    [InlineData("wav2vec2-base", "\"conv_bias\"", "\"add_adapter\": true, \"conv_bias\"", "add_adapter")]
    [InlineData("Swin-T, 1000 classes", "\"num_heads\": [3, ", "\"num_heads\": [", "num_heads has 3 numbers, and depths 4")]
    [InlineData("ResNet-50, 1000 classes", "\"depths\": [3, ", "\"depths\": [", "depths has 3 stages")]
    [InlineData("ResNet-50, 1000 classes", "\"depths\": [3, ", "\"depths\": [3000, ", "at most 1024 blocks")]
    [InlineData("ResNet-50, 1000 classes", "bottleneck", "wide", "valid are bottleneck and basic")]
    [InlineData("ResNet-50, 1000 classes", "[256, 512, 1024, 2048]", "[256, -1]", "a list of sizes")]
    [InlineData("DINOv3-B/16", "\"value_bias\": true", "\"value_bias\": false", "value_bias")]
    [InlineData("SegFormer-B0, 150 classes", "\"sr_ratios\": [8, ", "\"sr_ratios\": [", "sr_ratios has 3 numbers")]
    [InlineData("ALBERT-base-v2", "\"num_hidden_groups\": 1", "\"num_hidden_groups\": 13", "at most 12 groups")]
    [InlineData("ViT-B/16", "\"hidden_size\"", "\"use_swiglu_ffn\": true, \"hidden_size\"", "use_swiglu_ffn")]
    public void Settings_that_do_not_fit_are_refused(string name, string setting, string other, string says)
    {
        string json = Configs.All[name].Replace(setting, other, StringComparison.Ordinal);
        Assert.NotEqual(json, Configs.All[name]);
        Assert.Contains(says, Assert.Throws<DeepCalcException>(() => Configs.Read(json)).Message, StringComparison.Ordinal);
    }

    private static Network Sized(string name, long length) =>
        new(Configs.Read(Configs.All[name], new ImportOptions { Sizes = new Dictionary<string, long> { ["T"] = length } }));
}
