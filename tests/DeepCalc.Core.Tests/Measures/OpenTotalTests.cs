using System.Globalization;
using CsCheck;
using DeepCalc.Tests.Formats.HuggingFace;

namespace DeepCalc.Tests.Measures;

/// <summary>Totals that depend on open sizes: expressions that give the number of a network of known sizes.</summary>
public class OpenTotalTests
{
    // GPT-2: 124,439,808 − 1024·768 parameters less the embeddings' table multiply each token, and 2·12·768 products meet each pair of tokens.
    [Fact]
    public void A_total_is_a_polynomial_of_the_length()
    {
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(Configs.Read(Configs.All["GPT-2"])));

        Assert.Equal((null, "18432·T² + 123532032·T"), (row.Macs, row.MacsFormula));
        Assert.Equal((124_439_808, null), (row.Parameters, row.ParametersFormula));
        Assert.Equal((false, null), (row.IsLowerBound, row.UncountedOperations));
        Assert.Contains("depend on T", row.Coverage);
    }

    [Fact]
    public void A_total_says_for_which_sizes_nothing_is_rounded()
    {
        Layer layer = new(new Convolution(8, new WindowSettings { Kernel = 3, Stride = 2, Padding = Padding.Same }), null, new Layer(new Input(new TensorShape(Quantity.Unknown("H"), Quantity.Unknown("W"), 3)), null));

        Assert.Equal("216·⌈H/2⌉·⌈W/2⌉ = 54·H·W for H, W multiples of 2", OperationMeasurement.Of(new Network(layer)).MacsFormula);
    }

    [Fact]
    public void Unknown_work_is_no_part_of_the_expression()
    {
        Layer input = new(new Input(new TensorShape(Quantity.Unknown("T"), 8)), null);
        Layer opaque = new(new Placed(new Dense(8)) { IsWorkUnknown = true }, "opaque", input);
        var network = new Network(new Layer(new Dense(4), null, opaque));

        NetworkMeasurement row = NetworkMeasurement.Of(network);

        Assert.Equal((true, "opaque", "32·T"), (row.IsLowerBound, row.UncountedOperations, row.MacsFormula));
        Assert.Equal(ErrorCode.SizeUnknown, Assert.Throws<DeepCalcException>(() => OperationMeasurement.Of(network)).Code);
    }

    // Computed for names and then for numbers, or for numbers at once.
    [Fact]
    public void Numbers_in_the_total_are_the_total_of_numbers() => Gen.Select(Memory.RandomGraph.Of(10, isOpen: true), Gen.Long[1, 40], Gen.Long[1, 40]).Sample(
        (network, t, c) =>
        {
            var sizes = new Dictionary<string, long> { ["T"] = t, ["C"] = c };
            Network known = network.WithSizes(sizes);

            Assert.Empty(known.OpenSizes);
            Assert.Equal(OperationMeasure.Of(known).Total, OperationMeasure.Of(network).Total.Bind(sizes));
            Assert.Equal(ParameterMeasure.Of(known).Total.Total, ParameterMeasure.Of(network).Total.Total.Bind(sizes));
        },
        iter: 2000);

    // Shapes that happen to be equal can be written over each other, so the formula is for sizes that no other size equals.
    [Fact]
    public void Numbers_in_the_peak_of_memory_are_the_peak_of_numbers() => Gen.Select(Memory.RandomGraph.Of(10, isOpen: true), Gen.Long[1, 9], Gen.Long[1, 9]).Sample(
        (network, t, c) =>
        {
            if (MemoryMeasurement.Of(network, new MemoryOptions()).PeakBytesFormula is not { } peak)
            {
                return;
            }

            long? Known(Dictionary<string, long> sizes) => MemoryMeasurement.Of(network.WithSizes(sizes), new MemoryOptions()).PeakBytes;
            var apart = new Dictionary<string, long> { ["T"] = 1009 * t, ["C"] = 100_003 * c };
            var alike = new Dictionary<string, long> { ["T"] = t, ["C"] = c };
            Assert.Equal(Known(apart), Arithmetic.TextEvaluator.Evaluate(peak, apart));
            Assert.True(Known(alike) <= Arithmetic.TextEvaluator.Evaluate(peak, alike));
        },
        iter: 1000);

    // Of an image network, whichever layer takes most of a tiny image, one takes most of all images whose sizes it divides.
    [Fact]
    public void The_peak_of_an_image_network_is_a_formula() => Gen.Select(Gen.Select(Gen.Long[1, 99], Gen.Bool).Array[1, 12], Gen.Long[1, 9], Gen.Long[10, 19]).Sample(
        (convolutions, h, w) =>
        {
            Layer input = new(new Input(new TensorShape(Quantity.Unknown("H"), Quantity.Unknown("W"), 3)), null);
            var network = new Network(convolutions.Aggregate(input, (before, convolution) => new Layer(
                new Convolution(convolution.Item1, new WindowSettings { Kernel = 3, Stride = convolution.Item2 ? 2 : 1, Padding = Padding.Same }), null, before)));

            string formula = MemoryMeasurement.Of(network, new MemoryOptions()).PeakBytesFormula!;
            string[] parts = formula.Split(" = ")[^1].Split(" for H, W multiples of ");
            long multiple = parts.Length == 1 ? 1 : long.Parse(parts[1], CultureInfo.InvariantCulture);
            var sizes = new Dictionary<string, long> { ["H"] = multiple * h, ["W"] = multiple * w };

            Assert.Equal(MemoryMeasurement.Of(network.WithSizes(sizes), new MemoryOptions()).PeakBytes, Arithmetic.TextEvaluator.Evaluate(parts[0], sizes));
        },
        iter: 500);

    [Theory]
    [InlineData("GPT-2")]
    [InlineData("BERT-base")]
    [InlineData("Llama-3-8B")]
    public void Files_give_the_same_for_names_and_numbers(string name)
    {
        var network = new Network(Configs.Read(Configs.All[name]));
        var sizes = new Dictionary<string, long> { ["T"] = 77 };
        NetworkMeasurement known = NetworkMeasurement.Of(network.WithSizes(sizes));

        Assert.Equal(known.Macs, Arithmetic.TextEvaluator.Evaluate(NetworkMeasurement.Of(network).MacsFormula!, sizes));
        Assert.Equal(known.Flops, Arithmetic.TextEvaluator.Evaluate(NetworkMeasurement.Of(network).FlopsFormula!, sizes));
        Assert.Equal(known.Macs, NetworkMeasurement.Of(new Network(Configs.Read(Configs.All[name], new ImportOptions { Sizes = sizes }))).Macs);
    }

    // Twice as many tokens are 2.4906 times the work.
    [Theory]
    [InlineData(8192, 71_717_363_908_608)]
    [InlineData(16_384, 178_619_099_906_048)]
    public void The_work_grows_faster_than_the_length(long length, long macs) => Assert.Equal(
        macs, NetworkMeasurement.Of(new Network(Configs.Read(Configs.All["Llama-2-7B"])).WithSizes(new Dictionary<string, long> { ["T"] = length })).Macs);

    // Llama-2-7B: 850.00 GMACs for 128 tokens, and as many for each of 128 decoded ones together.
    [Fact]
    public void Decoding_token_by_token_does_the_work_of_a_whole_pass_without_the_masked_half()
    {
        var network = new Network(Configs.Read(Configs.All["Llama-2-7B"]));
        Network one = network.WithSizes(new Dictionary<string, long> { ["T"] = 1 });
        long each = OperationMeasure.Of(one.After(0)).Total.Macs.Value;
        long last = OperationMeasure.Of(one.After(127)).Total.Macs.Value;

        Assert.Equal(850_000_000_000, Math.Round(OperationMeasure.Of(network.WithSizes(new Dictionary<string, long> { ["T"] = 128 })).Total.Macs.Value / 1e7) * 1e7, 1e7);
        Assert.Equal(127 * 2 * 32 * 4096, last - each);
        Assert.Equal(127, one.After(127).Past!.Value.Value);
    }
}
