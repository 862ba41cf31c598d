using CsCheck;

namespace DeepCalc.Tests.Measures;

/// <summary>
/// Holds the receptive fields of networks with layers that move elements against sets of positions, propagated one by one
/// from the input.
/// </summary>
public class ShapingFieldOracleTests
{
    private const int InputSize = 400_000;
    private const int Units = 40;

    private static readonly Gen<(int Kind, int A, int B, int C)[]> Blocks =
        Gen.Select(Gen.Int[0, 11], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 3]).Array[1, 6];

    [Fact]
    public void Every_unit_sees_what_positions_propagated_one_by_one_reach() => Blocks.Sample(
        blocks =>
        {
            Layer layer = Build.Input(InputSize, 1);
            Func<int, SortedSet<int>> sees = unit => [unit];
            foreach (var block in blocks)
            {
                (layer, sees) = Apply(block, layer, sees);
            }

            var network = new Network(layer);
            AxisField field = new ReceptiveFieldMap(network, network.Inputs[0])[network.Layers.Count - 1, 0];
            Assert.Equal(FieldKind.Window, field.Kind);
            Assert.Equal(0, field.Axis);
            Assert.True(layer.OutputShape[0].Value >= Units);
            for (int unit = 0; unit < Units; unit++)
            {
                SortedSet<int> seen = sees(unit);
                FieldSpan span = field.At(unit);
                Assert.Equal((seen.Min, seen.Max + 1), (span.Start.Value, span.End.Value));
            }
        },
        iter: 5_000);

    [Theory]
    [InlineData(16, 16)]
    [InlineData(32, 16)]
    public void The_patches_of_a_vision_transformer(long kernel, long stride)
    {
        Layer patches = Build.Conv(Build.Input(224, 224, 3), 768, kernel, stride, Padding.Of((kernel - stride) / 2));
        Layer tokens = new(new ClassToken(), null, new Layer(new Reshape(new AxisValues(-1, 768)), null, patches));
        Assert.Equal("197x768", tokens.OutputShape.ToString());
        Assert.All(ReceptiveFieldMeasurement.Of(new Network(tokens)), row =>
        {
            Assert.Equal(kernel, row.Size);
            Assert.Null(row.Jump);
        });

        // By unfolding, the same.
        Layer unfolded = new(
            new Unfold(new WindowSettings { Kernel = kernel, Stride = stride, Padding = Padding.Of((kernel - stride) / 2) }), null, Build.Input(224, 224, 3));
        Layer embedded = new(new Dense(768), null, unfolded);
        Assert.Equal("196x768", embedded.OutputShape.ToString());
        Assert.All(ReceptiveFieldMeasurement.Of(new Network(embedded)), row =>
        {
            Assert.Equal(kernel, row.Size);
            Assert.Null(row.Jump);
        });
    }

    [Fact]
    public void A_dilated_unfolding_of_fields_has_their_extent()
    {
        Layer unfolded = new(new Unfold(new WindowSettings { Kernel = 3, Dilation = 2 }), null, Build.Conv(Build.Input(50, 50, 3), 4, 3, 2));
        Assert.All(ReceptiveFieldMeasurement.Of(new Network(unfolded)), row => Assert.Equal(3 + (4 * 2), row.Size));
    }

    [Fact]
    public void A_decoder_that_upsamples_sees_as_far_as_its_encoder()
    {
        // Pool by 2, convolve, double: units o see of the pooled ones ⌊o/2⌋ − 1 to ⌊o/2⌋ + 1, two positions each.
        Layer pooled = Build.Pool(Build.Input(64, 64, 3), 2, 2);
        Layer up = new(new Upsampling(), null, Build.Conv(pooled, 4, 3, padding: Padding.Of(1)));
        Assert.All(ReceptiveFieldMeasurement.Of(new Network(up)), row =>
        {
            Assert.Equal(6, row.Size);
            Assert.Equal(1.0, row.Jump);
        });
    }

    private static (Layer Layer, Func<int, SortedSet<int>> Sees) Apply((int Kind, int A, int B, int C) block, Layer layer, Func<int, SortedSet<int>> sees)
    {
        (int kind, int a, int b, int c) = block;
        switch (kind)
        {
            case 0:
                return (On(new BorderPadding(Padding.Of((a, c))), layer), Mapped(sees, unit => [unit - a]));
            case 1:
                return (On(new Cropping(Padding.Of((a, c))), layer), Mapped(sees, unit => [unit + a]));
            case 2:
                return (On(new Slice(0, a, -1, b), layer), Mapped(sees, unit => [(unit * b) + a]));
            case 3:
                return (On(new ClassToken(a), layer), Mapped(sees, unit => [unit - a]));
            case 4:
                return (On(new Upsampling(new AxisRatios(new Ratio(a, b))), layer), Mapped(sees, unit => [Floor(unit * b, a)]));
            case 5:
                return (
                    On(new Upsampling(new AxisRatios(new Ratio(a, b)), null, Interpolation.Linear), layer),
                    Mapped(sees, unit => Hat((((2 * unit) + 1) * b) - a, 2 * a)));
            case 6:
                return (
                    On(new PixelShuffle(a), new Layer(new Convolution(a, new WindowSettings { Kernel = 1 }), null, layer)),
                    Mapped(sees, unit => [Floor(unit, a)]));
            case 7:
                {
                    // Of a size that the factor divides.
                    long size = layer.OutputShape[0].Value;
                    Layer cropped = On(new Slice(0, 0, size - (size % a)), layer);
                    return (On(new PixelShuffle(a, true), cropped), Mapped(sees, unit => Enumerable.Range(unit * a, a)));
                }

            case 8:
                return (On(new Squeeze(0), On(new ExpandDims(0), layer)), sees);
            case 9:
                {
                    // Through another order of the axes and back.
                    Layer permuted = On(new Permute(new AxisValues(1, 0)), layer);
                    return (On(new Permute(new AxisValues(-1, -2)), permuted), sees);
                }

            case 10:
                {
                    Layer inserted = On(new Reshape(new AxisValues(layer.OutputShape[0].Value, 1, -1)), layer);
                    return (On(new Reshape(new AxisValues(layer.OutputShape[0].Value, -1)), inserted), sees);
                }

            default:
                return (
                    new Layer(new Convolution(1, new WindowSettings { Kernel = a, Stride = b, Padding = Padding.Of(c) }), null, layer),
                    Mapped(sees, unit => Enumerable.Range((unit * b) - c, a)));
        }
    }

    private static Layer On(LayerDefinition definition, Layer layer) => new(definition, null, layer);

    private static Func<int, SortedSet<int>> Mapped(Func<int, SortedSet<int>> sees, Func<int, IEnumerable<int>> positions) => unit =>
    {
        var seen = new SortedSet<int>();
        foreach (int position in positions(unit))
        {
            seen.UnionWith(sees(position));
        }

        return seen;
    };

    // The whole numbers less than 1 from place/length.
    private static IEnumerable<int> Hat(int place, int length) =>
        Enumerable.Range(Floor(place, length), 2).Where(position => Math.Abs((position * length) - place) < length);

    private static int Floor(int dividend, int divisor) => (int)Math.Floor(dividend / (double)divisor);
}
