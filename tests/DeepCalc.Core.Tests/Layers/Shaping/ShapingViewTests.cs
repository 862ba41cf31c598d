using CsCheck;

namespace DeepCalc.Tests.Layers.Shaping;

/// <summary>Holds what units are said to see against the elements that they are made of.</summary>
public class ShapingViewTests
{
    private static readonly Gen<int[]> Sizes = Gen.Select(Gen.Int[0, 4].Array[1, 5], drawn => drawn.Select(size => Math.Max(size, 1)).ToArray()).Select(
        sizes => sizes.Aggregate(1, (a, b) => a * b) <= 200 ? sizes : [2, 3]);

    [Fact]
    public void A_reshaped_axis_keeps_its_place_where_every_element_does() => Gen.Select(Sizes, Gen.Int[0, 1_000_000]).Sample(
        (sizes, seed) =>
        {
            int[] target = Factors(sizes.Aggregate(1, (a, b) => a * b), seed);
            Layer layer = new(
                new Reshape(new AxisValues([.. target.Select(size => (long)size)])),
                null,
                new Layer(new Input(new TensorShape([.. sizes.Select(size => (Quantity)size)])), null));
            for (int axis = 0; axis < sizes.Length; axis++)
            {
                AxisView view = layer.View(0, axis);
                int[] same = [.. Enumerable.Range(0, target.Length).Where(other => StaysOn(axis, other, sizes, target))];
                if (sizes[axis] == 1)
                {
                    Assert.True(view.Stride == 0 || (view.IsIdentity && same.Contains(view.OutputAxis)));
                }
                else if (same.Length > 0)
                {
                    Assert.True(view.IsIdentity);
                    Assert.Equal(Assert.Single(same), view.OutputAxis);
                }
                else
                {
                    Assert.Equal(ViewKind.Merged, view.Kind);

                    // One axis of the output that moves it, or several.
                    int[] moving = [.. Enumerable.Range(0, target.Length).Where(other => Moves(axis, other, sizes, target))];
                    Assert.True(view.OutputAxis == -1 || moving is [var only] && only == view.OutputAxis, $"{view.OutputAxis}: {string.Join(',', moving)}");
                }
            }
        },
        iter: 5_000);

    [Theory]
    [InlineData("14x14x768", "196x768", "m0 m0 s1")]
    [InlineData("196x768", "14x14x768", "m-1 s2")]
    [InlineData("HxWx768", "-1x768", "m0 m0 s1")]
    [InlineData("Hx4xC", "Hx4xC", "s0 s1 s2")]
    [InlineData("1x8x1x3", "8x3", "b0 s0 b0 s1")]
    [InlineData("8x3", "1x8x1x3", "s1 s3")]
    [InlineData("1x8x1x3", "8x1x3", "b0 s0 s1 s2")]
    [InlineData("4x6x5", "24x5", "m0 m0 s1")]
    [InlineData("4x6x5", "3x8x5", "m-1 m-1 s2")]
    [InlineData("4x6x5", "4x2x15", "s0 m-1 m-1")]
    [InlineData("2x3x4x5", "6x20", "m0 m0 m1 m1")]
    [InlineData("Nx4x6", "4x6", "b0 s0 s1")]
    [InlineData("Nx4", "-1x2x2", "s0 m-1")]
    public void Reshaped_axes(string input, string target, string views)
    {
        TensorShape from = ShapeText.Parse([input], Layout.ChannelsLast);
        TensorShape to = target.Contains('H', StringComparison.Ordinal)
            ? ShapeText.Parse([target], Layout.ChannelsLast)
            : new Reshape(AxisValues.Parse(target)).OutputShape([from]);
        Assert.Equal(views, string.Join(' ', Enumerable.Range(0, from.Rank).Select(axis => Name(ReshapedAxes.View(axis, from, to)))));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void A_window_over_a_split_axis_is_assumed_to_see_all_of_it(long height, long width)
    {
        Layer sequence = Build.Conv(Build.Input(196, 8), 8, 3, padding: Padding.Same);
        Layer image = new(new Reshape(new AxisValues(14, 14, 8)), null, sequence);
        Layer pointwise = new(new Activation(ActivationFunction.Relu), null, Build.Conv(image, 8, 1));

        Assert.Equal(3, Assert.Single(ReceptiveFieldMeasurement.Of(new Network(pointwise))).Size);
        ReceptiveFieldMeasurement row = Assert.Single(ReceptiveFieldMeasurement.Of(new Network(Build.Conv(pointwise, 8, new AxisValues(height, width), padding: Padding.Same))));
        Assert.True(row is { SeesEverything: true, Size: 196 });
        Assert.Null(Assert.Single(UnitFieldMeasurement.Of(new Network(pointwise), [3, 4])).First);
    }

    public static TheoryData<LayerDefinition, string, string> Views => new()
    {
        { new BorderPadding(Padding.Of((1, 2), (3, 4))), "8x9x3", "w0:1/1-1 w1:1/1-3 s2" },
        { new Cropping(Padding.Of((1, 2), (3, 4))), "8x9x3", "w0:1/1+1 w1:1/1+3 s2" },
        { new Upsampling(1, Method: Interpolation.Cubic), "8x9x3", "s0 s1 s2" },
        { new Upsampling(3), "1x9x3", "b0 p1:1[0+1,0+1,0+1] s2" },
        { new Upsampling(2, Method: Interpolation.Linear), "4x9x3", "p0:1[-1+2,0+2] p1:1[-1+2,0+2] s2" },
        { new Upsampling(2, Method: Interpolation.Cubic), "4x9x3", "p0:1[-2+4,-1+4] p1:1[-2+4,-1+4] s2" },
        { new Upsampling(3, Method: Interpolation.Linear), "4x3", "p0:1[-1+2,0+1,0+2] s1" },
        { new Upsampling(new AxisRatios(new Ratio(1, 2)), Method: Interpolation.Linear), "8x3", "w0:2/2+0 s1" },
        { new Upsampling(new AxisRatios(new Ratio(1, 3)), Method: Interpolation.Linear), "9x3", "w0:1/3+1 s1" },
        { new Upsampling(Size: 7, Method: Interpolation.Linear, AlignCorners: true), "4x3", "p0:1[0+1,0+2] s1" },
        { new Upsampling(Size: 1, Method: Interpolation.Linear, AlignCorners: true), "4x3", "s0 s1" },
        { new Upsampling(Size: 6), "Nx3", "u0 s1" },
        { new Upsampling(2, Method: Interpolation.Linear, AlignCorners: true), "Nx3", "u0 s1" },
        { new Upsampling(2), "Nx3", "p0:1[0+1,0+1] s1" },
        { new Upsampling(Size: 4097), "4096x3", "u0 s1" },
        { new Upsampling(5000), "4x3", "u0 s1" },
        { new PixelShuffle(2), "4x5x8", "p0:1[0+1,0+1] p1:1[0+1,0+1] m-1" },
        { new PixelShuffle(2, true), "4x6x8", "w0:2/2+0 w1:2/2+0 m2" },
        { new PixelShuffle(1), "4x6x8", "s0 s1 s2" },
        { new PixelShuffle(5000), "4x5000", "u0 m-1" },
        { new Permute(new AxisValues(2, 0, 1)), "4x5x6", "s1 s2 s0" },
        { new Squeeze(), "1x5x1x6", "b0 s0 b0 s1" },
        { new Squeeze(2), "1x5x1x6", "s0 s1 b0 s2" },
        { new ExpandDims(1), "4x5", "s0 s2" },
        { new ExpandDims(-1), "4x5", "s0 s1" },
        { new Repeat(new AxisValues(2, 1, 3)), "4x5x1", "m0 s1 b2" },
        { new Repeat(2, -1), "4x5", "s0 m1" },
        { new BroadcastTo(new TensorShape(4, 5, 1)), "1x3", "b1 s2" },
        { new Squeeze(new AxisValues(0, -2)) { IsWhole = true }, "1x5x1x6", "b0 s0 b0 s1" },
        { new ExpandDims(new AxisValues(0, 2)), "4x5", "s1 s3" },
        { new Slice(0, 2) { Then = new Slice(1, 0, null, 2) }, "10x3", "w0:1/1+2 w1:1/2+0" },
        { new Slice(0, -1, null, -1) { IsWhole = true }, "10x3", "m0 s1" },
        { new BorderPadding(new TensorShape((Quantity)0, -2), new TensorShape(1, 0), BorderMode.Zero), "10x3", "s0 w1:1/1+2" },
        { new Upsampling { Sizes = new TensorShape(7, 9, 2), IsWhole = true }, "7x3x2", "s0 p1:1[0+1,0+1,0+1] s2" },
        { new RepeatVector(3), "5", "s1" },
        { new Slice(0, 2, 9, 3), "10x3", "w0:1/3+2 s1" },
        { new Slice(0, -3), "10x3", "w0:1/1+7 s1" },
        { new Slice(0, -30), "10x3", "s0 s1" },
        { new Split(2, 5, Axis: 0), "10x3", "w0:1/1+4 s1" },
        { new Split(2, 4, Axis: 0, IsChunked: true), "10x3", "w0:1/1+6 s1" },
        { new Split(2, Sizes: new AxisValues(3, 4, 3), Axis: 0), "10x3", "w0:1/1+7 s1" },
        { new Split(1, 3), "10x3", "s0 w1:1/1+1" },
        { new Unfold(new WindowSettings { Kernel = new AxisValues(3, 2), Stride = 2, Dilation = new AxisValues(2, 1) }), "12x9x3", "m0*3d2 m0*2d1 m1" },
        { new Unfold(new WindowSettings { Kernel = new AxisValues(12, 3), Stride = 2, Padding = Padding.Of(new AxisValues(0, 1)) }), "12x9x3", "m0*12d1 w0:3/2-1 m1" },
        { new Unfold(new WindowSettings { Kernel = 3, Padding = Padding.Same }), "9x3", "w0:3/1-1 m1" },
        { new Unfold(new WindowSettings { Kernel = 1 }), "9x9x3", "m0 m0 s1" },
        { new ClassToken(2), "10x3", "w0:1/1-2 s1" },
        { new Upsampling(Size: 6, Method: Interpolation.NearestExact), "4x3", "p0:2[0+1,1+1,1+1] s1" },
        { new Upsampling(Size: 6), "4x3", "p0:2[0+1,0+1,1+1] s1" },

        // A scale that leads to the same size: only linear copies, axis by axis.
        { new Upsampling(new AxisRatios(new Ratio(7, 6))), "5x3", "p0:6[0+1,0+1,1+1,2+1,3+1,4+1,5+1] s1" },
        { new Upsampling(new AxisRatios(new Ratio(7, 6), 2), Method: Interpolation.Linear), "5x4x3", "s0 p1:1[-1+2,0+2] s2" },
        { new ChannelShuffle(3), "4x5x6", "s0 s1 p2:1[0+1,2+1,4+1]" },
        { new ChannelShuffle(6), "4x5x6", "s0 s1 s2" },
        { new ChannelShuffle(1), "4x5xC", "s0 s1 s2" },
        { new ChannelShuffle(3), "4x5xC", "s0 s1 m2" },
        { new Roll(1, 0), "4x3", "p0:4[3+1,0+1,1+1,2+1] s1" },
        { new Roll(-5, -2), "4x3", "p0:4[1+1,2+1,3+1,0+1] s1" },
        { new Roll(-4, 0), "4x3", "s0 s1" },
        { new Roll(new AxisValues(3, -3), new AxisValues(0, -2)), "Nx3", "s0 s1" },
        { new Roll(2, 0), "Nx3", "u0 s1" },
        { new Roll(2, 0), "4097x3", "u0 s1" },
        { new LocalResponseNormalization(5), "4x5x6", "s0 s1 w2:5/1-2" },
        { new LocalResponseNormalization(4), "4x5x6", "s0 s1 w2:4/1-2" },
        { new Fold(new AxisValues(12, 9), new WindowSettings { Kernel = 3, Stride = 3 }), "12x27", "m-1 m-1" },
        { new Fold(new AxisValues(12, 9), new WindowSettings { Kernel = 3 }), "70x27", "e e" },
        { new Fold(new AxisValues(12, 9), new WindowSettings { Kernel = 1 }), "108x5", "m-1 s2" },
        { new Fold(9, new WindowSettings { Kernel = 3, Padding = Padding.Same, Rank = 1 }), "9x6", "w0:3/1-1 e" },
        { new Fold(9, new WindowSettings { Kernel = 3, Stride = 3, Rank = 1 }), "3x6", "p0:1[0+1,0+1,0+1] m-1" },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void What_a_unit_sees(LayerDefinition definition, string input, string views)
    {
        Layer layer = ShapingTests.On(definition, input);
        Assert.Equal(views, string.Join(' ', Enumerable.Range(0, layer.InputShapes[0].Rank).Select(axis => Name(layer.View(0, axis)))));
    }

    [Fact]
    public void What_a_unit_sees_with_the_channels_first()
    {
        Assert.Equal("s0 w1:1/1-1 w2:1/1-3", NamesFirst(new BorderPadding(Padding.Of((1, 2), (3, 4))), "3x8x9"));
        Assert.Equal("s0 p1:1[0+1,0+1] p2:1[0+1,0+1,0+1]", NamesFirst(new Upsampling(new AxisRatios(2, 3)), "3x8x9"));
        Assert.Equal("m0 w1:2/2+0 w2:2/2+0", NamesFirst(new PixelShuffle(2, true), "3x8x8"));
        Assert.Equal("m0 m1*3d1 m1*3d1", NamesFirst(new Unfold(new WindowSettings { Kernel = 3 }), "3x8x8"));
        Assert.Equal("w0:1/1+2 s1 s2", NamesFirst(new Split(1, 2), "4x8x8"));
    }

    [Fact]
    public void An_upsampled_unit_sees_the_positions_of_which_the_method_takes_a_part() => Gen.Select(
        Gen.Int[2, 12], Gen.Int[1, 24], Gen.Int[1, 7], Gen.Int[1, 7], Gen.Enum<Interpolation>(), Gen.Bool, Gen.Bool).Sample(
            (size, target, numerator, denominator, interpolation, bySize, align) =>
            {
                if (size * numerator / denominator < 1)
                {
                    return;
                }

                bool corners = align && interpolation is Interpolation.Linear or Interpolation.Cubic;
                Upsampling upsampling = bySize
                    ? new Upsampling(null, new AxisValues(target, 5), interpolation, corners)
                    : new Upsampling(new AxisRatios(new Ratio(numerator, denominator), 1), null, interpolation, corners);
                Layer layer = new(upsampling, null, Build.Input(size, 5, 1));
                int units = (int)layer.OutputShape[0].Value;
                Assert.Equal(bySize ? target : size * numerator / denominator, units);
                AxisView view = layer.View(0, 0);
                for (int unit = 0; unit < units; unit++)
                {
                    PhaseWindow window = view.At(unit);
                    // PyTorch's linear copies what keeps its size.
                    int[] seen = units == size && interpolation == Interpolation.Linear ? [unit] : [.. Taken(unit, size, units, bySize ? (units, size) : (numerator, denominator), interpolation, corners)];
                    Assert.Equal(seen, Enumerable.Range((int)window.Start, (int)window.Count));
                }
            },
            iter: 20_000);

    // The positions of nonzero weight, by the definition of each method, in whole numbers.
    private static IEnumerable<int> Taken(int unit, int size, int units, (int Numerator, int Denominator) scale, Interpolation method, bool corners)
    {
        // The unit stands at place/unitLength positions.
        int unitLength = corners ? Math.Max(units - 1, 1) : 2 * scale.Numerator;
        int place = corners
            ? units == 1 ? 0 : unit * (size - 1)
            : (((2 * unit) + 1) * scale.Denominator) - scale.Numerator;
        for (int position = -6; position < size + 6; position++)
        {
            int apart = Math.Abs(place - (position * unitLength));
            bool taken = method switch
            {
                // The unit begins within the position.
                Interpolation.Nearest => position * scale.Numerator <= unit * scale.Denominator && unit * scale.Denominator < (position + 1) * scale.Numerator,
                Interpolation.NearestExact => position * 2 * scale.Numerator <= ((2 * unit) + 1) * scale.Denominator && ((2 * unit) + 1) * scale.Denominator < (position + 1) * 2 * scale.Numerator,
                Interpolation.Linear => apart < unitLength,
                _ => apart == 0 || (apart < 2 * unitLength && apart % unitLength != 0),
            };
            if (taken)
            {
                yield return position;
            }
        }
    }

    private static string NamesFirst(LayerDefinition definition, string input)
    {
        Layer layer = ShapingTests.On(definition, input, Layout.ChannelsFirst);
        return string.Join(' ', Enumerable.Range(0, 3).Select(axis => Name(layer.View(0, axis))));
    }

    private static string Name(AxisView view) => view switch
    {
        { IsIdentity: true } => $"s{view.OutputAxis}",
        { Kind: ViewKind.Everything } => "e",
        { Kind: ViewKind.Unknown } => $"u{view.OutputAxis}",
        { Kind: ViewKind.Merged, Kernel: 1 } => $"m{view.OutputAxis}",
        { Kind: ViewKind.Merged } => $"m{view.OutputAxis}*{view.Kernel}d{view.Dilation}",
        { Kind: ViewKind.Window, Phases: { } phases } => $"p{view.OutputAxis}:{view.Stride}[{string.Join(',', phases.Select(phase => $"{phase.Start}+{phase.Count}"))}]",
        { Kind: ViewKind.Window, Stride: 0, Kernel: 1 } => $"b{view.OutputAxis}",
        { Kind: ViewKind.Window, Dilation: 1 } => $"w{view.OutputAxis}:{view.Kernel}/{view.Stride}{(view.Before.Value > 0 ? "" : "+")}{-view.Before.Value}",
        _ => throw new InvalidOperationException($"{view.Kind}"),
    };

    private static int[] Factors(int product, int seed)
    {
        var random = new Random(seed);
        var sizes = new List<int>();
        while (product > 1)
        {
            int[] divisors = [.. Enumerable.Range(1, product).Where(size => product % size == 0)];
            int size = divisors[random.Next(divisors.Length)];
            sizes.Add(size);
            product /= size;
        }

        if (sizes.Count == 0 || random.Next(3) == 0)
        {
            sizes.Insert(random.Next(sizes.Count + 1), 1);
        }

        return [.. sizes];
    }

    // Whether each element has the same index on the axis as on the other axis of the target.
    private static bool StaysOn(int axis, int other, int[] sizes, int[] target) =>
        sizes[axis] == target[other] && Elements(sizes).All(element => Index(element, axis, sizes) == Index(element, other, target));

    // Whether elements that differ on the other axis alone can differ on the axis.
    private static bool Moves(int axis, int other, int[] sizes, int[] target)
    {
        int apart = target[(other + 1)..].Aggregate(1, (a, b) => a * b);
        return Elements(sizes).Any(element => Index(element, other, target) + 1 < target[other] && Index(element, axis, sizes) != Index(element + apart, axis, sizes));
    }

    private static IEnumerable<int> Elements(int[] sizes) => Enumerable.Range(0, sizes.Aggregate(1, (a, b) => a * b));

    private static int Index(int element, int axis, int[] sizes) => element / sizes[(axis + 1)..].Aggregate(1, (a, b) => a * b) % sizes[axis];
}
