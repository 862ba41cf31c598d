using System.Management.Automation;
using System.Text.Json;
using DeepCalc.Tests;

namespace DeepCalc.Commands.Tests.Examples;

/// <summary>Runs every script in examples/ and compares the networks with those of the frameworks.</summary>
public sealed class ExampleTests(Session session) : IClassFixture<Session>
{
    public static TheoryData<string> Scripts => [.. Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "examples"), "*.ps1", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "examples"), path))];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Every_example_runs_without_errors(string script) =>
        Assert.NotEmpty(session.Output($"& $examples/{script}"));

    [Theory]
    [InlineData("zoo/lenet-5.ps1", 61_706, 61_706, 416_520)]
    [InlineData("zoo/vgg.ps1 16", 138_357_544, 138_357_544, 15_470_264_320)]
    [InlineData("zoo/alexnet.ps1", 61_100_840, 61_100_840, 714_188_480)]
    [InlineData("zoo/resnet.ps1 ResNet-50", 25_557_032, 25_557_032, 4_089_184_256)]
    [InlineData("resnet-50-keras.ps1", 25_636_712, 25_583_592, 3_857_973_248)]
    public void Published_parameters_and_multiply_adds(string script, long parameters, long trainable, long macs)
    {
        PSObject row = Assert.Single(session.Output($"& $examples/{script} | Measure-Network"));
        Assert.Equal((parameters, trainable, macs), (row.Properties["Parameters"].Value, row.Properties["TrainableParameters"].Value, row.Properties["Macs"].Value));
    }

    [Theory]
    [InlineData("zoo/vgg.ps1 16", "max_pooling2d_4", 212, 32, 90)]
    [InlineData("zoo/alexnet.ps1", "max_pooling2d_2", 195, 32, 66)]
    [InlineData("zoo/resnet.ps1 ResNet-50", "activation_48", 427, 32, 213)]
    public void Published_receptive_fields(string script, string layer, long size, double jump, long padding)
    {
        PSObject[] rows = [.. session.Output($"& $examples/{script} | Measure-ReceptiveField -PerLayer").Where(row => (string)row.Properties["Layer"].Value == layer)];
        Assert.Equal(2, rows.Length);
        Assert.All(rows, row => Assert.Equal(
            (size, jump, padding, null), (row.Properties["Size"].Value, row.Properties["Jump"].Value, row.Properties["EffectivePadding"].Value, row.Properties["MisalignedAt"].Value)));
        Assert.All(rows, row => Assert.Equal(((size - 1) / 2.0) - padding, row.Properties["Start"].Value));
    }

    [Fact]
    public void The_two_ResNets_differ_by_biases_and_running_statistics()
    {
        long difference = (long)session.Value("& $examples/resnet-50-keras.ps1 | Measure-Parameter", "Parameters")!
            - (long)session.Value("& $examples/zoo/resnet.ps1 ResNet-50 | Measure-Parameter", "TrainableParameters")!;
        PSObject[] weights = session.Output("& $examples/resnet-50-keras.ps1 | Measure-Parameter -PerWeight");
        long biases = weights.Where(w => (string)w.Properties["Weight"].Value == "bias" && ((string)w.Properties["Layer"].Value).StartsWith("conv", StringComparison.Ordinal)).Sum(w => (long)w.Properties["Parameters"].Value);
        long statistics = weights.Where(w => !(bool)w.Properties["IsTrainable"].Value).Sum(w => (long)w.Properties["Parameters"].Value);

        Assert.Equal((79_680, 26_560, 53_120), (difference, biases, statistics));
        Assert.Equal(difference, biases + statistics);
    }

    public static TheoryData<string, string, string> FrameworkNetworks => new()
    {
        { "pytorch-networks.json", "lenet5", "zoo/lenet-5.ps1" },
        { "pytorch-networks.json", "alexnet", "zoo/alexnet.ps1" },
        { "pytorch-networks.json", "vgg16", "zoo/vgg.ps1 16" },
        { "pytorch-networks.json", "resnet50", "zoo/resnet.ps1 ResNet-50" },
        { "keras-networks.json", "vgg16", "zoo/vgg.ps1 16" },
        { "keras-networks.json", "resnet50", "resnet-50-keras.ps1" },
    };

    // The weighted layers, in the order of their names, have the same output size, parameters and multiply-adds.
    [Theory]
    [MemberData(nameof(FrameworkNetworks))]
    public void Every_weighted_layer_has_the_frameworks_numbers(string fixture, string network, string script)
    {
        JsonElement theirs = JsonDocument.Parse(Fixture.Open(fixture))
            .RootElement.EnumerateArray().Single(n => n.GetProperty("name").GetString()!.Equals(network, StringComparison.OrdinalIgnoreCase));

        // The fixture of PyTorch includes buffers in the parameters of a layer, but not in those of a network.
        bool hasMacs = fixture.StartsWith("pytorch", StringComparison.Ordinal);
        string[] expected = [.. theirs.GetProperty("layers").EnumerateArray().Where(layer => Long(layer, "parameters") > 0).Select(layer => Describe(
            Elements(layer.GetProperty("output").EnumerateArray().Select(size => size.GetInt64())), Long(layer, "parameters"), hasMacs ? Long(layer, "macs") : 0)).Order(StringComparer.Ordinal)];
        string[] ours = [.. session.Output($"& $examples/{script} | Measure-Layer").Where(row => Parameters(row) > 0).Select(row => Describe(
            Elements(((string)row.Properties["OutputShape"].Value).Split('x').Select(long.Parse)), Parameters(row), hasMacs ? (long)row.Properties["Macs"].Value : 0)).Order(StringComparer.Ordinal)];

        Assert.NotEmpty(expected);
        Assert.Equal(expected, ours);
        PSObject total = Assert.Single(session.Output($"& $examples/{script} | Measure-Parameter"));
        Assert.Equal(Long(theirs, hasMacs ? "trainableParameters" : "parameters"), total.Properties["Parameters"].Value);
        Assert.Equal(Long(theirs, "parameters") - Long(theirs, "trainableParameters"), total.Properties["Buffers"].Value);

        long Parameters(PSObject row) => (long)row.Properties["Parameters"].Value + (hasMacs ? (long)row.Properties["Buffers"].Value : 0);
    }

    private static string Describe(long elements, long parameters, long macs) => $"{elements} elements, {parameters} parameters, {macs} MACs";

    private static long Elements(IEnumerable<long> sizes) => sizes.Aggregate(1L, (product, size) => product * size);

    private static long Long(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
