using CsCheck;

namespace DeepCalc.Tests.Measures;

/// <summary>
/// Holds measured receptive fields against sets of positions, propagated one by one from the input through random
/// graphs of windows, skip connections and concatenations.
/// </summary>
public class ReceptiveFieldOracleTests
{
    private const int InputSize = 10_000;

    // A block: what it does, and its kernel, stride, dilation and padding.
    private static readonly Gen<(int Kind, int Kernel, int Stride, int Dilation, int Padding)[]> Blocks =
        Gen.Select(Gen.Int[0, 4], Gen.Int[1, 5], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 3]).Array[1, 5];

    [Fact]
    public void The_field_is_what_positions_propagated_one_by_one_reach() => Blocks.Sample(
        blocks =>
        {
            Layer layer = new(new Input(new TensorShape(InputSize, 1)), null);
            Func<int, SortedSet<int>> sees = unit => [unit];
            bool aligned = true;
            foreach (var block in blocks)
            {
                (layer, sees, bool keeps) = Apply(block, layer, sees);
                aligned &= keeps;
            }

            ReceptiveFieldMeasurement row = Assert.Single(ReceptiveFieldMeasurement.Of(new Network(layer)));
            SortedSet<int> first = sees(0);
            SortedSet<int> second = sees(1);

            Assert.Equal(first.Max - first.Min + 1, row.Size);
            Assert.Equal(second.Min - first.Min, row.Jump);
            Assert.Equal(-first.Min, row.EffectivePadding);
            Assert.Equal((first.Min + first.Max) / 2.0, row.Start);
            Assert.Equal(aligned, row.MisalignedAt is null);
        },
        iter: 5_000);

    private static (Layer Layer, Func<int, SortedSet<int>> Sees, bool Aligned) Apply(
        (int Kind, int Kernel, int Stride, int Dilation, int Padding) block, Layer layer, Func<int, SortedSet<int>> sees)
    {
        switch (block.Kind)
        {
            case 0:
                return (new Layer(new Activation(ActivationFunction.Relu), null, layer), sees, true);
            case 1:
                {
                    // A skip connection around a convolution that keeps the size; an even kernel's window is off centre.
                    int extent = ((block.Kernel - 1) * block.Dilation) + 1;
                    int before = (extent - 1) / 2;
                    int after = extent - 1 - before;
                    Layer branch = Convolution(layer, block.Kernel, 1, block.Dilation, (before, after));
                    Func<int, SortedSet<int>> inner = Window(sees, block.Kernel, 1, block.Dilation, before);
                    return (new Layer(new Merge(), null, branch, layer), unit => [.. sees(unit), .. inner(unit)], before == after);
                }

            case 2:
                {
                    // Two branches side by side with the same stride and centre.
                    Layer left = Convolution(layer, 1, block.Stride, 1, (0, 0));
                    Layer right = Convolution(layer, 3, block.Stride, block.Dilation, (block.Dilation, block.Dilation));
                    Func<int, SortedSet<int>> a = Window(sees, 1, block.Stride, 1, 0);
                    Func<int, SortedSet<int>> b = Window(sees, 3, block.Stride, block.Dilation, block.Dilation);
                    return (new Layer(new Concatenate(), null, left, right), unit => [.. a(unit), .. b(unit)], true);
                }

            case 3:
                {
                    int padding = Math.Min(block.Padding, block.Kernel / 2);
                    var window = new WindowSettings { Kernel = block.Kernel, Stride = block.Stride, Padding = Padding.Of(padding) };
                    return (new Layer(new Pooling(PoolKind.Max, window), null, layer), Window(sees, block.Kernel, block.Stride, 1, padding), true);
                }

            default:
                return (
                    Convolution(layer, block.Kernel, block.Stride, block.Dilation, (block.Padding, block.Padding)),
                    Window(sees, block.Kernel, block.Stride, block.Dilation, block.Padding),
                    true);
        }
    }

    private static Layer Convolution(Layer input, int kernel, int stride, int dilation, (long, long) padding) => new(
        new Convolution(1, new WindowSettings { Kernel = kernel, Stride = stride, Dilation = dilation, Padding = Padding.Of(padding) }), null, input);

    private static Func<int, SortedSet<int>> Window(Func<int, SortedSet<int>> sees, int kernel, int stride, int dilation, int before) => unit =>
    {
        var positions = new SortedSet<int>();
        for (int tap = 0; tap < kernel; tap++)
        {
            positions.UnionWith(sees((unit * stride) - before + (tap * dilation)));
        }

        return positions;
    };
}
