using System.Text.RegularExpressions;

namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>Networks of texts and images: one network with two inputs, or one of its parts.</summary>
public class VisionLanguageTests
{
    [Theory]
    [InlineData("CLIP-ViT-B/32", "T", "3x224x224", "1")]
    [InlineData("SigLIP-SO400M/14-384", "T", "3x384x384", "1")]
    [InlineData("LLaVA-1.5-7B", "T", "3x336x336", "Tx32064")]
    [InlineData("Gemma-3-4B, with images", "T", "3x896x896", "Tx262208")]
    [InlineData("Mistral-Small-3.1-24B", "T", "3xHxW", "Tx131072")]
    [InlineData("Qwen2-VL-2B", "T", "Px1176", "Tx151936")]
    [InlineData("Qwen2.5-VL-7B", "T", "Px1176", "Tx152064")]
    [InlineData("Qwen3-VL-8B", "T", "Px1536", "Tx151936")]
    public void There_are_two_inputs(string name, string text, string image, string output)
    {
        var network = new Network(Configs.Read(Configs.All[name]));
        Assert.Equal(["input_ids", "pixel_values"], network.Inputs.Select(network.NameOf));
        Assert.Equal([text, image], network.Inputs.Select(input => input.OutputShape.ToString()));
        Assert.Equal(output, network.Outputs[0].OutputShape.ToString());
    }

    // What is in no part are the factor of CLIP and the factor and offset of SigLIP.
    [Theory]
    [InlineData("CLIP-ViT-L/14", 1)]
    [InlineData("SigLIP-B/16", 2)]
    [InlineData("LLaVA-1.5-7B", 0)]
    [InlineData("Gemma-3-4B, with images", 0)]
    [InlineData("Mistral-Small-3.1-24B", 0)]
    [InlineData("Qwen2-VL-2B", 0)]
    [InlineData("Qwen2.5-VL-7B", 0)]
    [InlineData("Qwen3-VL-30B-A3B", 0)]
    public void The_parts_add_up_to_the_whole(string name, long between)
    {
        Network text = Part(name, NetworkPart.Text);
        Network vision = Part(name, NetworkPart.Vision);
        Assert.Equal("input_ids", text.NameOf(Assert.Single(text.Inputs)));
        Assert.Equal("pixel_values", vision.NameOf(Assert.Single(vision.Inputs)));
        Assert.Equal(Parameters(new Network(Configs.Read(Configs.All[name]))), Parameters(text) + Parameters(vision) + between);
    }

    // A patch is a matrix of 14·14·3·1024; a block has four projections of 577 positions, two products, two matrices; the projector works on
    // 576 patches. The last block of the vision network runs too.
    [Fact]
    public void Macs_of_LLaVA_by_hand()
    {
        const long T = 600;
        long block = (577 * ((4L * 1024 * 1024) + (2 * 1024 * 4096))) + (2 * 577 * 577 * 1024);
        long vision = (576L * 588 * 1024) + (24 * block);
        long projector = 576 * ((1024L * 4096) + (4096 * 4096));
        long text = (T * ((32L * ((4L * 4096 * 4096) + (3L * 4096 * 11_008))) + (4096L * 32_064))) + (32L * 2 * T * T * 4096);
        Assert.Equal(vision + projector + text, Macs("LLaVA-1.5-7B", ("T", T)));
        Assert.Equal(vision + projector, NetworkMeasurement.Of(Part("LLaVA-1.5-7B", NetworkPart.Vision)).Macs);
    }

    // Of 256 patches, four blocks see all, and 28 attend within four windows of 64.
    [Fact]
    public void Vision_blocks_of_Qwen25_attend_within_windows()
    {
        const long P = 256;
        long pairs = (4 * P * P) + (28 * 4 * 64 * 64);
        long projections = 32 * P * ((4 * 1280 * 1280) + (3 * 1280 * 3420));
        long merger = P / 4 * ((5120 * 5120) + (5120 * 3584));
        Assert.Equal((P * 1176 * 1280) + projections + (2 * pairs * 1280) + merger, NetworkMeasurement.Of(Part("Qwen2.5-VL-7B", NetworkPart.Vision, ("P", P))).Macs);
        Build.Refused(() => Part("Qwen2.5-VL-7B", NetworkPart.Vision, ("P", 100)).Output, ErrorCode.InvalidSize, "P is 100", "multiple of 64");
    }

    // Resizing a map of positions costs 7 an element, and adding it 1; features of three blocks are added to 64 positions of 4096 features.
    [Fact]
    public void Positions_of_Qwen3_are_resized_and_deep_features_are_added()
    {
        Network network = Sized("Qwen3-VL-8B", ("T", 100), ("P", 256));
        Layer positions = network.Layers.Single(layer => layer.Name == "visual.pos_embed");
        Assert.Equal(8 * 256 * 1152, positions.Work().Elementwise);
        Layer[] added = [.. network.Layers.Where(layer => layer.Definition is ReplacePositions { Adds: true })];
        Assert.Equal(["model.layers.0", "model.layers.1", "model.layers.2"], added.Select(layer => layer.Inputs[0].Name!.Split('/')[0]));
        Assert.All(added, layer => Assert.Equal(64 * 4096, layer.Work().Elementwise));
    }

    [Theory]
    [InlineData("LLaVA-1.5-7B", "524288·T")]
    [InlineData("Qwen3-VL-8B", "147456·T")]
    [InlineData("Gemma-3-4B, with images", null)]
    public void The_cache_is_that_of_the_text_network(string name, string? formula)
    {
        var options = new CacheOptions { Format = NumberFormat.Parse("float16") };
        string? whole = CacheMeasurement.Of(new Network(Configs.Read(Configs.All[name])), options).Formula;
        Assert.Equal(CacheMeasurement.Of(Part(name, NetworkPart.Text), options).Formula, whole);
        Assert.Equal(formula ?? whole, whole);
    }

    [Theory]
    [InlineData("LLaVA-1.5-7B")]
    [InlineData("Qwen3-VL-8B")]
    public void The_image_is_not_seen_again_in_decoding(string name)
    {
        var one = new Dictionary<string, long> { ["T"] = 1 };
        Network whole = new Network(Configs.Read(Configs.All[name])).After(1000).WithSizes(one);
        Assert.Equal(1000, whole.Past!.Value.Value);
        Assert.Equal(NetworkMeasurement.Of(Part(name, NetworkPart.Text, ("T", 1)).After(1000)).Macs, NetworkMeasurement.Of(whole).Macs);
    }

    [Fact]
    public void A_text_is_long_enough_for_its_image() =>
        Build.Refused(() => Sized("LLaVA-1.5-7B", ("T", 100)).Output, ErrorCode.ShapeMismatch, "576 vectors take as many positions", "only 100");

    [Fact]
    public void A_network_without_parts_has_none() => Build.Refused(
        () => Part("Llama-3.2-1B", NetworkPart.Vision).Output, ErrorCode.InvalidSetting, "-Part Vision is for networks of text and images, and the family llama is one network");

    [Theory]
    [InlineData("model_type: 'clip_vision_model'", "model_type: 'swin'", "vision_config: the model_type swin is not supported; valid are clip_vision_model")]
    [InlineData("'vision_feature_layer': -2", "'vision_feature_layer': -26", "the vision network has 24 blocks: valid are -25 to 24")]
    [InlineData("'vision_feature_layer': -2", "'vision_feature_layer': 1.5", "the number of one layer")]
    [InlineData("'default'", "'other'", "valid are default and full")]
    public void Other_vision_networks_and_features_are_refused(string setting, string other, string says)
    {
        static string Json(string text) => Regex.Replace(text, "(model_type)(?=:)", "'$1'").Replace('\'', '"');
        string config = Configs.All["LLaVA-1.5-7B"].Replace(Json(setting), Json(other));
        Assert.NotEqual(config, Configs.All["LLaVA-1.5-7B"]);
        Assert.Contains(says, Assert.Throws<DeepCalcException>(() => Configs.Read(config)).Message);
    }

    private static Network Part(string name, NetworkPart part, params (string Name, long Size)[] sizes) =>
        new(Configs.Read(Configs.All[name], new ImportOptions { OnlyPart = part, Sizes = sizes.ToDictionary(size => size.Name, size => size.Size) }));

    private static Network Sized(string name, params (string Name, long Size)[] sizes) =>
        new(Configs.Read(Configs.All[name], new ImportOptions { Sizes = sizes.ToDictionary(size => size.Name, size => size.Size) }));

    private static long? Macs(string name, params (string Name, long Size)[] sizes) => NetworkMeasurement.Of(Sized(name, sizes)).Macs;

    private static long? Parameters(Network network) => NetworkMeasurement.Of(network).Parameters;
}
