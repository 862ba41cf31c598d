using System.Management.Automation;
using System.Text.Json;
using DeepCalc.Tests;

namespace DeepCalc.Commands.Tests.Examples;

/// <summary>Compares each network of examples/zoo with that of torchvision, or with its published numbers.</summary>
public sealed class ZooTests(Session session) : IClassFixture<Session>
{
    private static readonly Lazy<JsonElement> TorchVision = new(() => JsonDocument.Parse(Fixture.Open("torchvision-zoo.json")).RootElement);

    public static TheoryData<string, string, bool> OfTorchVision => new()
    {
        { "alexnet.ps1", "alexnet", true },
        { "vgg.ps1 11", "vgg11", true },
        { "vgg.ps1 16", "vgg16", true },
        { "vgg.ps1 19", "vgg19", true },
        { "googlenet.ps1", "googlenet", true },
        { "inception-v3.ps1", "inception_v3", true },
        { "resnet.ps1 ResNet-18", "resnet18", true },
        { "resnet.ps1 ResNet-34", "resnet34", true },
        { "resnet.ps1 ResNet-50", "resnet50", true },
        { "resnet.ps1 ResNet-101", "resnet101", true },
        { "resnet.ps1 ResNet-152", "resnet152", true },
        { "resnet.ps1 ResNeXt-50", "resnext50_32x4d", true },
        { "resnet.ps1 Wide-ResNet-50", "wide_resnet50_2", true },
        { "densenet-121.ps1", "densenet121", true },
        { "squeezenet-1.1.ps1", "squeezenet1_1", true },
        { "mobilenet-v2.ps1", "mobilenet_v2", true },
        { "mobilenet-v3.ps1 Large", "mobilenet_v3_large", true },
        { "mobilenet-v3.ps1 Small", "mobilenet_v3_small", true },
        { "shufflenet-v2.ps1", "shufflenet_v2_x1_0", true },
        { "efficientnet.ps1 B0", "efficientnet_b0", true },
        { "efficientnet.ps1 B1", "efficientnet_b1", true },
        { "efficientnet.ps1 B2", "efficientnet_b2_288", true },
        { "efficientnet.ps1 B3", "efficientnet_b3", true },
        { "efficientnet.ps1 B4", "efficientnet_b4", true },
        { "efficientnet.ps1 B5", "efficientnet_b5", true },
        { "efficientnet.ps1 B6", "efficientnet_b6", true },
        { "efficientnet.ps1 B7", "efficientnet_b7", true },
        { "mnasnet-1.0.ps1", "mnasnet1_0", true },
        { "regnet.ps1 X-400MF", "regnet_x_400mf", true },
        { "regnet.ps1 Y-400MF", "regnet_y_400mf", true },
        { "regnet.ps1 Y-8GF", "regnet_y_8gf", true },

        // Their modules are divided differently: parameters belong to a block, and attention is two modules.
        { "convnext-t.ps1", "convnext_tiny", false },
        { "swin-t.ps1", "swin_t", false },
        { "vit.ps1 B-16", "vit_b_16", false },
        { "vit.ps1 L-16", "vit_l_16", false },
    };

    [Theory]
    [MemberData(nameof(OfTorchVision))]
    public void A_network_of_torchvision_has_its_numbers(string script, string name, bool layerByLayer)
    {
        JsonElement theirs = TorchVision.Value.EnumerateArray().Single(network => network.GetProperty("name").GetString() == name);
        PSObject row = Assert.Single(session.Output($"& $examples/zoo/{script} | Measure-Network"));

        Assert.Equal(Long(theirs, "parameters"), row.Properties["Parameters"].Value);
        Assert.Equal(Long(theirs, "parameters"), row.Properties["TrainableParameters"].Value);
        Assert.Equal(Long(theirs, "buffers"), row.Properties["Buffers"].Value);
        Assert.Equal(Long(theirs, "macs"), row.Properties["Macs"].Value);
        Assert.Equal(false, row.Properties["IsLowerBound"].Value);
        if (!layerByLayer)
        {
            return;
        }

        string[] expected = [.. theirs.GetProperty("layers").EnumerateArray().Select(layer =>
            Describe(layer[2].EnumerateArray().Select(size => size.GetInt64()), layer[3].GetInt64(), layer[4].GetInt64())).Order(StringComparer.Ordinal)];
        string[] ours = [.. session.Output($"& $examples/zoo/{script} | Measure-Layer").Where(layer => (long)layer.Properties["TrainableParameters"].Value > 0).Select(layer =>
            Describe(((string)layer.Properties["OutputShape"].Value).Split('x').Select(long.Parse), (long)layer.Properties["TrainableParameters"].Value, (long)layer.Properties["Macs"].Value)).Order(StringComparer.Ordinal)];
        Assert.True(expected.Length > 7);
        Assert.Equal(expected, ours);
    }

    private static Dictionary<string, JsonElement> KeptOfTorchVision { get; } = JsonDocument.Parse(Fixture.Open("torchvision-saved.json")).RootElement.EnumerateArray()
        .ToDictionary(network => network.GetProperty("name").GetString()!);

    private static (string Script, string Name)[] NetworksThatKeep =>
        [.. OfTorchVision.Select(row => ((string)row[0]!, (string)row[1]!)).Where(row => KeptOfTorchVision.ContainsKey(row.Item2))];

    // At this size the adaptive pooling of these networks does nothing, and the scripts leave it out; PyTorch's copies its input, which it keeps.
    private static long LeftOut(string network) => network == "alexnet" ? 256 * 6 * 6 : network.StartsWith("vgg", StringComparison.Ordinal) ? 512 * 7 * 7 : 0;

    [Fact]
    public void Networks_of_torchvision_keep_for_the_backward_pass_what_PyTorch_keeps()
    {
        Assert.True(NetworksThatKeep.Length >= 30, $"only {NetworksThatKeep.Length} networks");
        Assert.All(NetworksThatKeep, network =>
        {
            JsonElement theirs = KeptOfTorchVision[network.Name];
            long batch = Long(theirs, "batch");
            var layer = (Layer)Assert.Single(session.Output($"& $examples/zoo/{network.Script}")).BaseObject;
            Assert.Equal(
                theirs.GetProperty("elements").EnumerateObject().Sum(type => type.Value.GetInt64()),
                Kept(new Network(layer), batch) + (batch * LeftOut(network.Name)));
        });
    }

    [Fact]
    public void Training_keeps_as_many_bytes_as_PyTorch_keeps()
    {
        session.Set("batch", KeptOfTorchVision.Values.Select(theirs => Long(theirs, "batch")).Distinct().Single());
        Assert.All(NetworksThatKeep, network =>
        {
            PSObject row = Assert.Single(session.Output($"& $examples/zoo/{network.Script} | Measure-Memory -BatchSize $batch -Training"));
            JsonElement theirs = KeptOfTorchVision[network.Name];
            Assert.Equal(Long(theirs, "bytes"), (long)row.Properties["SavedBytes"].Value + (4 * Long(theirs, "batch") * LeftOut(network.Name)));
        });
    }

    // The elements that are kept of several samples; a tensor that several layers keep, or keep a view of, is there once.
    private static long Kept(Network network, long batch)
    {
        long own = 0;
        var kept = new HashSet<Layer>();
        foreach (Layer layer in network.Layers)
        {
            Storage storage = layer.Storage();
            own += storage.Held.Sum(held => held.Kept.Value * (held.IsOfBatch ? 1 : batch));
            kept.UnionWith(storage.KeepsInputs.Select(input => Source(layer.Inputs[input])));
            if (storage.KeepsOutput)
            {
                kept.Add(layer);
            }
        }

        return own + (batch * kept.Sum(layer => layer.OutputShape.ElementCount.Value));

        static Layer Source(Layer layer) =>
            layer.Storage() is { ViewOf: >= 0 and var input, IsViewInInferenceOnly: false } && layer.OutputShape.ElementCount == layer.Inputs[input].OutputShape.ElementCount
                ? Source(layer.Inputs[input])
                : layer;
    }

    // All outputs but those of activations, which are written over their inputs; and those of convolutions and dense layers, as timm counts them.
    [Theory]
    [InlineData("vgg.ps1 16", "Activation", false, 15_237_608)]
    [InlineData("resnet.ps1 ResNet-50", "Convolution,Dense", true, 11_114_984)]
    public void The_outputs_of_layers_add_up_as_is_known(string script, string kinds, bool areMeant, long elements) => Assert.Equal(
        elements,
        session.Output($"& $examples/zoo/{script}").Select(output => new Network((Layer)output.BaseObject)).Single().Layers
            .Where(layer => kinds.Split(',').Contains(layer.Definition.GetType().Name) == areMeant && layer.Definition is not (Flatten or Dropout))
            .Sum(layer => layer.OutputShape.ElementCount.Value));

    // Tools count the work of ResNet-50 by rules of their own: all follow from the sizes of its layers.
    [Fact]
    public void The_counts_of_other_tools_follow_from_the_layers()
    {
        var network = new Network((Layer)session.Output("& $examples/zoo/resnet.ps1 ResNet-50").Single().BaseObject);
        long macs = NetworkMeasurement.Of(network).Macs!.Value;
        long normalised = Sum<Normalization>(layer => layer.OutputShape);
        long pooled = Sum<Pooling>(layer => layer.InputShapes[0]);
        long averaged = Sum<GlobalPooling>(layer => layer.InputShapes[0]);

        Assert.Equal(4_089_184_256, macs);
        Assert.Equal(4_111_412_224, macs + (2 * normalised)); // fvcore, timm
        Assert.Equal(4_127_444_456, macs + (2 * normalised) + Sum<Activation>(layer => layer.OutputShape) + pooled + averaged + 1000 + Sum<Merge>(layer => layer.OutputShape)); // ptflops
        Assert.Equal(4_133_742_592, macs + (4 * normalised) + (averaged / 49 * 50)); // thop

        long Sum<T>(Func<Layer, TensorShape> shape) => network.Layers.Where(layer => layer.Definition is T).Sum(layer => shape(layer).ElementCount.Value);
    }

    [Theory]
    [InlineData("lenet-5.ps1", 61_706, 416_520)]
    [InlineData("mobilenet-v1.ps1", 4_253_864, 568_740_352)] // Keras; 569 million in the paper
    [InlineData("u-net.ps1", 31_030_658, 150_428_424_448)]
    [InlineData("dcgan-generator.ps1", 3_576_704, 104_628_224)] // PyTorch's tutorial
    [InlineData("lstm-classifier.ps1", 2_691_713, 80 * (128 + 128) * 512 + 128)] // Keras's example imdb_lstm
    [InlineData("bert-base.ps1", 109_482_240, 48_318_971_904)]
    [InlineData("gpt-2.ps1 Small", 124_439_808, 145_824_153_600)]
    [InlineData("gpt-2.ps1 Medium", 354_823_168, 413_475_536_896)]
    [InlineData("gpt-2.ps1 Large", 774_030_080, 887_285_350_400)]
    [InlineData("gpt-2.ps1 XL", 1_557_611_200, 1_753_351_782_400)]
    [InlineData("llama-3-8b.ps1", 8_030_261_248, 79_070_347_919_360)]
    [InlineData("mixtral-8x7b.ps1", 46_702_792_704, 122_028_610_813_952)]
    [InlineData("mamba.ps1 Mamba", 129_135_360, 1024L * ((24 * 3_790_848) + (768 * 50_280)))]
    [InlineData("mamba.ps1 Mamba2", 128_989_632, 1024L * ((24 * 4_154_368) + (768 * 50_288)))]
    [InlineData("rwkv-7.ps1", 167_638_272, 1024L * ((12 * (2_999_040 + 4_718_592)) - 49_152 + (768 * 50_304)))]
    public void A_published_network_has_its_numbers(string script, long parameters, long macs)
    {
        PSObject row = Assert.Single(session.Output($"& $examples/zoo/{script} | Measure-Network"));

        Assert.Equal((parameters, macs), (row.Properties["Parameters"].Value, row.Properties["Macs"].Value));
    }

    [Fact]
    public void Transformers_are_what_their_papers_sizes_make()
    {
        // The matrices of all blocks and of the output multiply every position; the scores and their products count every pair of positions.
        Assert.Equal(145_824_153_600, Decoder(1024, 768, 12, 12 * 768 * 768, 50257));
        Assert.Equal(413_475_536_896, Decoder(1024, 1024, 24, 12 * 1024 * 1024, 50257));
        Assert.Equal(887_285_350_400, Decoder(1024, 1280, 36, 12 * 1280 * 1280, 50257));
        Assert.Equal(1_753_351_782_400, Decoder(1024, 1600, 48, 12 * 1600 * 1600, 50257));
        const long Attention = (2 * 4096 * 4096) + (2 * 4096 * 1024);
        const long Expert = 3 * 4096 * 14336;
        Assert.Equal(79_070_347_919_360, Decoder(8192, 4096, 32, Attention + Expert, 128256));
        Assert.Equal(122_028_610_813_952, Decoder(8192, 4096, 32, Attention + (2 * Expert) + (4096 * 8), 32000));
        Assert.Equal(48_318_971_904, Decoder(512, 768, 12, 12 * 768 * 768, 0) + (768 * 768));

        static long Decoder(long length, long width, long blocks, long matrices, long vocabulary) =>
            (length * ((blocks * matrices) + (width * vocabulary))) + (blocks * 2 * length * length * width);
    }

    [Fact]
    public void Two_of_eight_experts_work_on_a_position()
    {
        const long Shared = (2L * 32000 * 4096) + (32L * ((2 * 4096 * 4096) + (2 * 4096 * 1024) + (2 * 4096) + (4096 * 8))) + 4096;
        const long Expert = 32L * 3 * 4096 * 14336;
        PSObject row = Assert.Single(session.Output("& $examples/zoo/mixtral-8x7b.ps1 | Measure-Network"));

        Assert.Equal((Shared + (8 * Expert), Shared + (2 * Expert)), (row.Properties["Parameters"].Value, row.Properties["ActiveParameters"].Value));
    }

    [Fact]
    public void Translation_with_attention_is_what_its_paper_says()
    {
        // Two embeddings, eight LSTM layers, the score, the attentional layer and the output, the last three without biases.
        const long Lstm = 4 * ((1000 + 1000) * 1000 + 1000);
        PSObject row = Assert.Single(session.Output("& $examples/zoo/seq2seq-attention.ps1 | Measure-Network"));

        Assert.Equal((2L * 50000 * 1000) + (8 * Lstm) + (1000 * 1000) + (2000 * 1000) + (1000L * 50000), row.Properties["Parameters"].Value);
        Assert.Equal("50x50000", row.Properties["OutputShape"].Value);
    }

    [Theory]
    [InlineData("ResNet-18", 435)]
    [InlineData("ResNet-34", 899)]
    [InlineData("ResNet-50", 427)]
    [InlineData("ResNet-101", 971)]
    [InlineData("ResNet-152", 1451)]
    public void The_last_block_of_a_ResNet_sees_as_published(string name, long size)
    {
        PSObject row = session.Output($"& $examples/zoo/resnet.ps1 {name} | Measure-Layer").Last(layer => (string)layer.Properties["Kind"].Value == "Activation");

        Assert.Equal((size, 32.0, $"{size}x{size}"), (row.Properties["ReceptiveField"].Value, row.Properties["Jump"].Value, row.Properties["ReceptiveFieldPerAxis"].Value));
    }

    [Fact]
    public void A_unit_of_U_Net_sees_through_all_scales()
    {
        PSObject[] rows = session.Output("& $examples/zoo/u-net.ps1 | Measure-ReceptiveField");
        Assert.Equal(2, rows.Length);
        Assert.All(rows, row => Assert.Equal((204L, 1.0, 93.5, null), (row.Properties["Size"].Value, row.Properties["Jump"].Value, row.Properties["Start"].Value, row.Properties["MisalignedAt"].Value)));
    }

    [Theory]
    [InlineData("resnet.ps1 ResNet-20")]
    [InlineData("vgg.ps1 13")]
    [InlineData("gpt-2.ps1 Tiny")]
    public void A_network_that_a_script_does_not_have_is_refused(string script) =>
        Assert.Contains("ValidateSet", session.Error($"& $examples/zoo/{script}").Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void The_whole_zoo_is_one_table()
    {
        string[] names = [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "examples", "zoo")).Order(StringComparer.Ordinal)];
        session.Set("zoo", names);
        PSObject[] rows = session.Output("$zoo | ForEach-Object { & $_ } | Measure-Network");

        Assert.True(rows.Length >= 48, $"{rows.Length} networks");
        Assert.Equal(rows.Length, rows.Select(row => row.Properties["Network"].Value).Distinct().Count());
        Assert.All(rows, row => Assert.Equal(false, row.Properties["IsLowerBound"].Value));
    }

    private static string Describe(IEnumerable<long> sizes, long parameters, long macs) =>
        $"{sizes.Aggregate(1L, (product, size) => product * size)} elements, {parameters} parameters, {macs} MACs";

    private static long Long(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
