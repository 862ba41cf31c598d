namespace DeepCalc.Tests.Layers;

/// <summary>Known answers of the layer catalogue: output shape, parameters (trainable and not) and multiply-adds, worked out by hand or published.</summary>
public class CatalogueTests
{
    private static WindowSettings Window(AxisValues kernel, AxisValues? stride = null, Padding? padding = null, AxisValues? dilation = null) =>
        new() { Kernel = kernel, Stride = stride ?? 1, Padding = padding ?? Padding.None, Dilation = dilation ?? 1 };

    public static TheoryData<LayerDefinition, string, string, long, long, long> Layers => new()
    {
        // PyTorch's manual: ConvTranspose2d(3, stride 2, padding 1) takes 7 to 13, with output padding 1 to 14.
        { new TransposedConvolution(8, Window(3, 2, Padding.Of(1))), "7x7x4", "13x13x8", (9 * 4 * 8) + 8, 0, 49 * 4 * 9 * 8 },
        { new TransposedConvolution(8, Window(3, 2, Padding.Of(1)), 1), "7x7x4", "14x14x8", (9 * 4 * 8) + 8, 0, 49 * 4 * 9 * 8 },
        { new TransposedConvolution(8, Window(5, 3, Padding.Same)), "7x7x4", "21x21x8", (25 * 4 * 8) + 8, 0, 49 * 4 * 25 * 8 },
        { new TransposedConvolution(8, Window(5, 3, Padding.Valid)), "7x7x4", "23x23x8", (25 * 4 * 8) + 8, 0, 49 * 4 * 25 * 8 },
        { new TransposedConvolution(8, Window(2, 3, Padding.Valid)), "7x7x4", "21x21x8", (4 * 4 * 8) + 8, 0, 49 * 4 * 4 * 8 },
        { new TransposedConvolution(8, Window(2, 3)), "7x4", "20x8", (2 * 4 * 8) + 8, 0, 7 * 4 * 2 * 8 },
        { new TransposedConvolution(8, Window(3, 2, Padding.Of(1)), null, 2, false), "7x7x4", "13x13x8", 9 * 4 * 4, 0, 49 * 4 * 9 * 4 },
        { new DepthwiseConvolution(1, Window(3, 1, Padding.Same), false), "112x112x32", "112x112x32", 288, 0, 112 * 112 * 288 },
        { new DepthwiseConvolution(2, Window(3, 2)), "9x5", "4x10", (3 * 5 * 2) + 10, 0, 4 * 10 * 3 },
        { new SeparableConvolution(128, Window(3, 1, Padding.Same)), "32x32x64", "32x32x128", (9 * 64) + (64 * 128) + 128, 0, 32 * 32 * ((9 * 64) + (64 * 128)) },
        { new SeparableConvolution(128, Window(3, 1, Padding.Same), 2, false), "32x32x64", "32x32x128", (9 * 128) + (128 * 128), 0, 32 * 32 * ((9 * 128) + (128 * 128)) },
        { new LocallyConnected(8, Window(3)), "32x32x3", "30x30x8", (900 * 27 * 8) + (900 * 8), 0, 900 * 27 * 8 },
        { new Convolution(8, Window(3, 2, Padding.Causal, 4)), "100x4", "50x8", (3 * 4 * 8) + 8, 0, 50 * 8 * 12 },
        { new Convolution(8, Window(4, 2, Padding.SameLower)), "9x9x4", "5x5x8", (16 * 4 * 8) + 8, 0, 25 * 8 * 64 },
        { new Pooling(PoolKind.L2, Window(2, 2)), "5x5x3", "2x2x3", 0, 0, 0 },
        { new AdaptivePooling(PoolKind.Average, 7), "10x9x3", "7x7x3", 0, 0, 0 },
        { new AdaptivePooling(PoolKind.Max, new AxisValues(0, 3)), "10x9x3", "10x3x3", 0, 0, 0 },
        { new Normalization(NormalizationKind.Batch, TrackStatistics: true), "8x8x32", "8x8x32", 64, 64, 0 },
        { new Normalization(NormalizationKind.Layer), "197x768", "197x768", 1536, 0, 0 },
        { new Normalization(NormalizationKind.Layer, Axes: new AxisValues(-2, -1)), "4x5x6", "4x5x6", 60, 0, 0 },
        { new Normalization(NormalizationKind.Rms, UseCenter: false), "10x4096", "10x4096", 4096, 0, 0 },
        { new Normalization(NormalizationKind.Group, 8), "8x8x32", "8x8x32", 64, 0, 0 },
        { new Normalization(NormalizationKind.Instance, UseScale: false, UseCenter: false, TrackStatistics: true), "8x8x32", "8x8x32", 0, 64, 0 },
        { new ParametricRelu(SharedAxes.None), "8x8x32", "8x8x32", 2048, 0, 0 },
        { new ParametricRelu(SharedAxes.All), "8x8x32", "8x8x32", 1, 0, 0 },
        { new ParametricRelu(new SharedAxes(new AxisValues(0, 1))), "8x8x32", "8x8x32", 32, 0, 0 },
        { new Scale(), "8x8x32", "8x8x32", 32, 0, 0 },
        { new Scale(0, UseCenter: true), "8x5x32", "8x5x32", 16, 0, 0 },
        { new GatedLinearUnit(ActivationFunction.Sigmoid), "10x64", "10x32", 0, 0, 0 },
        { new GatedLinearUnit(ActivationFunction.Silu, 0), "10x64", "5x64", 0, 0, 0 },
        { new Placed(new Convolution(8, Window(3))) { Apart = Apart.Steps }, "5x10x10x3", "5x8x8x8", (27 * 8) + 8, 0, 5 * 64 * 8 * 27 },
        { new Placed(new GlobalPooling(PoolKind.Max)) { Apart = Apart.Steps }, "5x10x10x3", "5x3", 0, 0, 0 },
        { new Placed(new Scale()) { Apart = Apart.Steps, Channel = 1 }, "5x7x4", "5x7x4", 7, 0, 0 },
        { new PositionEmbedding(), "197x768", "197x768", 197 * 768, 0, 0 },
        { new PositionEmbedding(Length: 512), "197x768", "197x768", 512 * 768, 0, 0 },
        { new PositionEmbedding(PositionKind.Rotary), "197x64", "197x64", 0, 0, 0 },

        // ViT-B/16: four projections of 768 by 768, and 12 heads of 197 by 197 by 64, twice.
        { new MultiHeadAttention { Heads = 12 }, "197x768", "197x768", 4 * ((768 * 768) + 768), 0, (4L * 197 * 768 * 768) + (2L * 12 * 197 * 197 * 64) },

        // Llama 3 8B: 32 heads, 8 for keys and values; 41,943,040 parameters a layer.
        { new MultiHeadAttention { Heads = 32, KeyValueHeads = 8, UseBias = false, IsCausal = true }, "16x4096", "16x4096", 41_943_040, 0, (16L * 41_943_040) + (2L * 32 * 16 * 16 * 128) },
        { new MultiHeadAttention { Heads = 2, KeyWidth = 5, ValueWidth = 7, OutputWidth = 11 }, "4x3", "4x11", (2 * ((3 * 10) + 10)) + (3 * 14) + 14 + (14 * 11) + 11, 0, (4 * ((2 * 3 * 10) + (3 * 14) + (14 * 11))) + (2 * 16 * (5 + 7)) },

        // One position learned and one of zeros behind the keys: 12 heads attend to 199 positions.
        { new MultiHeadAttention { Heads = 12, UseBiasKeyValue = true, UseZeroKeyValue = true }, "197x768", "197x768", (4 * ((768 * 768) + 768)) + (2 * 768), 0, (4L * 197 * 768 * 768) + (2L * 12 * 197 * 199 * 64) },
        { new MultiHeadAttention { Heads = 4, KeyValueHeads = 2, KeyWidth = 5, ValueWidth = 7, UseBias = false, UseBiasKeyValue = true }, "6x3", "6x3", (3 * 20) + (3 * 10) + (3 * 14) + (28 * 3) + 10 + 14, 0, (6 * ((3 * 20) + (3 * 10) + (3 * 14) + (28 * 3))) + (4 * 6 * 7 * (5 + 7)) },
        { new Convolution(8, new WindowSettings { Kernel = 7, Padding = Padding.Same, Border = BorderMode.Reflect }), "9x9x4", "9x9x8", (49 * 4 * 8) + 8, 0, 81 * 8 * 49 * 4 },
        { new DepthwiseConvolution(1, new WindowSettings { Kernel = 3, Padding = Padding.Of(9), Border = BorderMode.Circular }), "9x9x4", "25x25x4", (9 * 4) + 4, 0, 25 * 25 * 4 * 9 },
        { new SeparableConvolution(8, new WindowSettings { Kernel = 3, Padding = Padding.Of(20), Border = BorderMode.Replicate }), "9x4", "47x8", (3 * 4) + (4 * 8) + 8, 0, 47 * ((3 * 4) + (4 * 8)) },
        { new Pooling(PoolKind.Lp, Window(2, 2)) { Norm = 3 }, "5x5x3", "2x2x3", 0, 0, 0 },

        // Windows of 49 positions, 64 of them, one after another: 96 features, 3 heads, 13x13 relative positions (Swin-T, first stage).
        { new MultiHeadAttention { Heads = 3, RelativePositions = 169 }, "64x49x96", "64x49x96", (4 * ((96 * 96) + 96)) + (169 * 3), 0, (64L * 49 * 4 * 96 * 96) + (64L * 2 * 3 * 49 * 49 * 32) },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Shape_parameters_and_multiply_adds_are_known(
        LayerDefinition definition, string input, string output, long trainable, long notTrainable, long macs)
    {
        Layer layer = new(definition, null, Build.Input([.. ShapeText.Parse([input], Layout.ChannelsLast)]));
        ParameterCount count = ParameterMeasure.Of(layer);

        Assert.Equal(output, layer.OutputShape.ToString());
        Assert.Equal((trainable, notTrainable), (count.Trainable.Value, count.NonTrainable.Value));
        Assert.Equal(macs, OperationMeasure.Of(layer).Macs.Value);
        Assert.Equal(OperationMeasure.Of(layer), OperationMeasure.Of(layer, new Working()));
    }

    public static TheoryData<LayerDefinition, string, string, string, long, long> Products => new()
    {
        { new Dot(), "10x64", "20x64", "10x20", 0, 10 * 20 * 64 },
        { new Dot(0, 0), "10", "10", "1", 0, 10 },
        { new MatrixProduct(TransposeSecond: true), "12x197x64", "12x197x64", "12x197x197", 0, 12 * 197 * 197 * 64 },
        { new MatrixProduct(), "12x5x6", "6x7", "12x5x7", 0, 12 * 5 * 7 * 6 },
        { new MatrixProduct(TransposeFirst: true), "6x5", "6x7", "5x7", 0, 5 * 7 * 6 },

        // NumPy's rules for vectors: a row on the left, a column on the right, and nothing to transpose.
        { new MatrixProduct { AllowsVectors = true }, "6", "12x6x7", "12x7", 0, 12 * 7 * 6 },
        { new MatrixProduct(TransposeFirst: true) { AllowsVectors = true }, "12x6x5", "6", "12x5", 0, 12 * 5 * 6 },
        { new MatrixProduct(true, true) { AllowsVectors = true }, "6", "6", "1", 0, 6 },
        { new Einsum("ij,jk->ik"), "5x6", "6x7", "5x7", 0, 5 * 7 * 6 },
        { new Einsum("...ij,...jk"), "12x5x6", "1x6x7", "12x5x7", 0, 12 * 5 * 7 * 6 },
        { new Einsum("bhqd,bhkd->bhqk"), "2x3x4x8", "2x3x5x8", "2x3x4x5", 0, 2 * 3 * 4 * 5 * 8 },
        { new Bilinear(10), "20", "30", "10", (10 * 20 * 30) + 10, (10 * 20 * 30) + (10 * 30) },
        { new Bilinear(10, false), "4x20", "4x30", "4x10", 10 * 20 * 30, 4 * ((10 * 20 * 30) + (10 * 30)) },
        { new Merge(MergeKind.Subtract), "4x20", "4x1", "4x20", 0, 0 },
        { new Merge(MergeKind.Maximum), "20", "4x20", "4x20", 0, 0 },

        // Cross-attention: 8 heads of 40 features on 4096 positions, to 77 positions of 512.
        { new MultiHeadAttention { Heads = 8 }, "4096x320", "77x512", "4096x320", (2 * ((320 * 320) + 320)) + (2 * ((512 * 320) + 320)), (2L * 4096 * 320 * 320) + (2L * 77 * 512 * 320) + (2L * 8 * 4096 * 77 * 40) },
    };

    [Theory]
    [MemberData(nameof(Products))]
    public void Layers_of_two_inputs_are_known(LayerDefinition definition, string first, string second, string output, long parameters, long macs)
    {
        Layer layer = new(
            definition,
            null,
            Build.Input([.. ShapeText.Parse([first], Layout.ChannelsLast)]),
            Build.Input([.. ShapeText.Parse([second], Layout.ChannelsLast)]));

        Assert.Equal(output, layer.OutputShape.ToString());
        Assert.Equal(parameters, ParameterMeasure.Of(layer).Total.Value);
        Assert.Equal(macs, OperationMeasure.Of(layer).Macs.Value);
    }

    [Fact]
    public void A_mixture_of_experts_has_all_parameters_and_few_that_work()
    {
        // Mixtral: 8 experts of three matrices of 4096 by 14336, of which 2 work on a position.
        Layer input = Build.Input(10, 4096);
        Layer block = new FeedForwardBlock
        {
            Hidden = 14336,
            Function = ActivationFunction.Silu,
            IsGated = true,
            UseBias = false,
            Experts = 8,
            ActiveExperts = 2,
        }.On(input, default);
        ParameterMeasurement row = ParameterMeasurement.Of(new Network(block));

        const long Expert = 3L * 4096 * 14336;
        Assert.Equal((8 * Expert) + (4096 * 8), row.Parameters);
        Assert.Equal((2 * Expert) + (4096 * 8), row.ActiveParameters);
        Assert.Equal(10 * ((2 * Expert) + (4096 * 8)), OperationMeasure.Of(new Network(block)).Total.Macs.Value);
    }

    [Fact]
    public void Unknown_sizes_are_carried_through()
    {
        Layer input = new(new Input(new TensorShape(Quantity.Unknown("H"), 8, 4)), null);

        Assert.Equal("(2·H − 1)x15x8", new Layer(new TransposedConvolution(8, Window(3, 2, Padding.Of(1))), null, input).OutputShape.ToString());
        Assert.Equal("2·Hx16x8", new Layer(new TransposedConvolution(8, Window(3, 2, Padding.Same)), null, input).OutputShape.ToString());
        Assert.Equal("7x7x4", new Layer(new AdaptivePooling(PoolKind.Average, 7), null, input).OutputShape.ToString());
        Assert.False(OperationMeasure.Of(new Layer(new AdaptivePooling(PoolKind.Average, 7), null, input)).Flops.IsKnown);
        Assert.Equal("4·H", OperationMeasure.Of(new Layer(new AdaptivePooling(PoolKind.Average, 1), null, Build.Input(Quantity.Unknown("H"), 4))).Flops.ToString());
    }

    [Fact]
    public void Channels_first_moves_the_channels_and_nothing_else()
    {
        LayerDefinition[] definitions =
        [
            new TransposedConvolution(8, Window(3, new AxisValues(2, 3), Padding.Of(1))),
            new DepthwiseConvolution(2, Window(new AxisValues(3, 2))),
            new SeparableConvolution(8, Window(new AxisValues(3, 2))),
            new LocallyConnected(8, Window(new AxisValues(3, 2))),
            new AdaptivePooling(PoolKind.Average, new AxisValues(3, 2)),
            new Normalization(NormalizationKind.Group, 2),
            new GatedLinearUnit(ActivationFunction.Sigmoid),
        ];
        Assert.All(definitions, definition =>
        {
            Layer last = new(definition, null, Build.Input(9, 7, 4));
            Layer first = new(definition, null, new Layer(new Input(new TensorShape(Layout.ChannelsFirst, 4, 9, 7)), null));

            Assert.Equal(new TensorShape(Layout.ChannelsFirst, last.OutputShape[2], last.OutputShape[0], last.OutputShape[1]), first.OutputShape);
            Assert.Equal(ParameterMeasure.Of(last).Total, ParameterMeasure.Of(first).Total);
            Assert.Equal(OperationMeasure.Of(last), OperationMeasure.Of(first));
        });
    }

    [Fact]
    public void A_transposed_convolution_does_the_work_that_its_loops_do()
    {
        for (int stride = 1; stride <= 3; stride++)
        {
            long products = 0;
            for (int position = 0; position < 6; position++)
            {
                for (int tap = 0; tap < 4; tap++)
                {
                    products += 2 * 3; // every input channel to every filter
                }
            }

            Work work = OperationMeasure.Of(new Layer(new TransposedConvolution(3, Window(4, stride)), null, Build.Input(6, 2)));
            Assert.Equal(products, work.Macs.Value);
        }
    }

    [Fact]
    public void Pooling_to_a_size_takes_the_values_that_its_windows_have()
    {
        for (int size = 1; size <= 14; size++)
        {
            for (int units = 1; units <= 14; units++)
            {
                int values = Enumerable.Range(0, units).Sum(unit => (int)Math.Ceiling((unit + 1) * size / (double)units) - (int)Math.Floor(unit * size / (double)units));
                Layer input = Build.Input(size, 3);
                Assert.Equal(3 * values, OperationMeasure.Of(new Layer(new AdaptivePooling(PoolKind.Average, units), null, input)).Flops.Value);
                Assert.Equal(3 * (values - units), OperationMeasure.Of(new Layer(new AdaptivePooling(PoolKind.Max, units), null, input)).Flops.Value);
            }
        }
    }
}
