using CsCheck;

namespace DeepCalc.Tests.Layers;

/// <summary>Holds the counted work against loops that do the work and count.</summary>
public class WorkTests
{
    [Fact]
    public void A_convolution_does_the_work_that_its_loops_do() =>
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 7], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Select(Gen.Int[0, 2], Gen.Bool)).Sample(
            (height, width, channelsPerGroup, filtersPerGroup, groups, kernel, rest) =>
            {
                (int padding, bool bias) = rest;
                if (height + (2 * padding) < kernel || width + (2 * padding) < kernel)
                {
                    return;
                }

                var convolution = new Convolution(
                    filtersPerGroup * groups, new WindowSettings { Kernel = kernel, Padding = Padding.Of(padding) }, groups, bias);
                Layer layer = new(convolution, null, new Layer(new Input(new TensorShape(height, width, channelsPerGroup * groups)), null));

                long multiplications = 0;
                long additions = 0;
                for (int y = -padding; y + kernel <= height + padding; y++)
                {
                    for (int x = -padding; x + kernel <= width + padding; x++)
                    {
                        for (int filter = 0; filter < filtersPerGroup * groups; filter++)
                        {
                            int products = 0;
                            for (int tap = 0; tap < kernel * kernel; tap++)
                            {
                                for (int channel = 0; channel < channelsPerGroup; channel++)
                                {
                                    multiplications++;
                                    additions += products++ == 0 ? 0 : 1;
                                }
                            }

                            additions += bias ? 1 : 0;
                        }
                    }
                }

                Work work = OperationMeasure.Of(layer);
                Assert.Equal(multiplications, work.Multiplications.Value);
                Assert.Equal(multiplications, work.Macs.Value);
                Assert.Equal(additions, work.Additions.Value);
                Assert.Equal(multiplications + additions, work.Flops.Value);
            },
            iter: 2_000);

    [Theory]
    [InlineData(null, 1)]
    [InlineData(null, 0)]
    [InlineData(3L, 2)]
    public void An_lstm_does_the_work_that_its_steps_do(long? projection, int biases)
    {
        const int Steps = 5;
        const int Features = 7;
        const int Units = 4;
        long hidden = projection ?? Units;
        long multiplications = 0;
        long additions = 0;
        for (int step = 0; step < Steps; step++)
        {
            for (int gate = 0; gate < 4 * Units; gate++)
            {
                multiplications += Features + hidden;
                additions += (Features - 1) + (hidden - 1) + 1 + biases;
            }

            if (projection is { } p)
            {
                multiplications += Units * p;
                additions += (Units - 1) * p;
            }
        }

        var lstm = new Recurrent(Units) { Projection = projection, ReturnSequences = true, BiasVectors = biases };
        Work work = OperationMeasure.Of(new Layer(lstm, null, new Layer(new Input(new TensorShape(Steps, Features)), null)));
        Assert.Equal(multiplications, work.Multiplications.Value);
        Assert.Equal(additions, work.Additions.Value);

        // Three sigmoids of 4 operations, two tanh, three products and a sum for every cell and step.
        Assert.Equal(Steps * Units * 18, work.Elementwise.Value);
    }

    public static TheoryData<LayerDefinition, long> ElementwiseLayers => new()
    {
        { new Activation(ActivationFunction.Relu), 60 },
        { new Activation(ActivationFunction.Linear), 0 },
        { new Activation(ActivationFunction.Sigmoid), 240 },
        { new Activation(ActivationFunction.Silu), 300 },
        { new Activation(ActivationFunction.Softmax), 260 }, // 20 sums over 3 channels: 5·3 − 2 each
        { new Activation(ActivationFunction.LogSoftmax), 280 },
        { new Normalization(NormalizationKind.Batch, TrackStatistics: true), 120 },
        { new Dropout(0.5), 0 },
        { new Flatten(), 0 },
        { new Pooling(PoolKind.Max, new WindowSettings { Kernel = 2, Stride = 2 }), 2 * 2 * 3 * 3 },
        { new Pooling(PoolKind.Average, new WindowSettings { Kernel = 2, Stride = 2 }), 2 * 2 * 3 * 4 },
        { new Pooling(PoolKind.L2, new WindowSettings { Kernel = 2, Stride = 2 }), 2 * 2 * 3 * 8 },
        { new Pooling(PoolKind.Lp, new WindowSettings { Kernel = 2, Stride = 2 }) { Norm = 1 }, 2 * 2 * 3 * 7 }, // 4 absolute values, 3 sums
        { new Pooling(PoolKind.Lp, new WindowSettings { Kernel = 2, Stride = 2 }) { Norm = 2 }, 2 * 2 * 3 * 8 },
        { new Pooling(PoolKind.Lp, new WindowSettings { Kernel = 2, Stride = 2 }) { Norm = new Ratio(3, 2) }, 2 * 2 * 3 * 22 }, // 4 powers of 4, 3 sums, a root of 3
        { new GlobalPooling(PoolKind.Lp) { Norm = 3 }, 3 * ((5 * 20) + 2) },
        { new LocalResponseNormalization(5), 60 * 15 },
        { new Activation(ActivationFunction.Softmin), 260 },
        { new Activation(ActivationFunction.QuickGelu), 360 },
        { new Activation(ActivationFunction.Squareplus), 300 },
        { new Activation(ActivationFunction.SparsePlus), 300 },
        { new Activation(ActivationFunction.SparseSigmoid), 240 },
        { new GlobalPooling(PoolKind.Max), 3 * 19 },
        { new GlobalPooling(PoolKind.Average), 3 * 20 },
    };

    [Theory]
    [MemberData(nameof(ElementwiseLayers))]
    public void Other_layers_work_by_the_documented_table(LayerDefinition definition, long operations)
    {
        Work work = OperationMeasure.Of(new Layer(definition, null, new Layer(new Input(new TensorShape(5, 4, 3)), null)));

        Assert.Equal(operations, work.Elementwise.Value);
        Assert.Equal(operations, work.Flops.Value);
        Assert.Equal(0, work.Macs.Value);
    }

    [Fact]
    public void A_folding_adds_each_value_once() =>
        Assert.Equal(36 * 18, OperationMeasure.Of(new Layer(new Fold(8, new WindowSettings { Kernel = 3 }), null, new Layer(new Input(new TensorShape(36, 18)), null))).Flops.Value);

    [Fact]
    public void Adding_three_branches_takes_two_additions_an_element()
    {
        Layer input = new(new Input(new TensorShape(5, 4, 3)), null);
        Assert.Equal(120, OperationMeasure.Of(new Layer(new Merge(), null, input, input, input)).Elementwise.Value);
    }

    [Fact]
    public void Every_activation_function_has_a_count()
    {
        foreach (ActivationFunction function in Enum.GetValues<ActivationFunction>())
        {
            Layer layer = new(Activation.Define(function), null, new Layer(new Input(new TensorShape(4)), null));
            Assert.True(OperationMeasure.Of(layer).Flops.Value > 0 || function == ActivationFunction.Linear);
        }
    }
}
