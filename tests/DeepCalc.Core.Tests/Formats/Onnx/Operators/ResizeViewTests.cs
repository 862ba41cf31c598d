using static DeepCalc.Tests.Formats.Onnx.Operators.OneNode;

namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>Compares the view of a resized axis with the definition of the operator.</summary>
public class ResizeViewTests
{
    private static readonly string[] Roundings = ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"];

    // Scales in single precision, as in files; 1.1 keeps 6 positions at 6, and moves them.
    [Theory]
    [InlineData("half_pixel")]
    [InlineData("pytorch_half_pixel")]
    [InlineData("asymmetric")]
    [InlineData("tf_half_pixel_for_nn")]
    public void The_nearest_position_is_that_of_the_definition(string place)
    {
        foreach (string rounding in Roundings)
        {
            foreach (double scale in new[] { 1.1, 2 / 3.0, 0.7, 1.25, 1.5, 3, 0.5, 0.15 })
            {
                OneNode node = new OneNode("Resize", "", 17).With("coordinate_transformation_mode", place).With("nearest_mode", rounding);
                Layer layer = node.On(Data(1, 1, 6, 7), null, Scales(1, 1, 2, (float)scale));
                AxisView view = layer.View(0, 3);
                long size = layer.OutputShape[3].Value;
                Assert.Equal((long)Math.Floor(7 * scale + 1e-6), size);
                for (long unit = 0; unit < size; unit++)
                {
                    PhaseWindow seen = view.At(unit);
                    long nearest = Math.Clamp(Nearest(Place(place, unit, scale, size), rounding), 0, 6);
                    Assert.True((nearest, 1L) == (seen.Start, seen.Count), $"{place}, {rounding}, {scale}: unit {unit} sees {seen}, not {nearest}");
                }
            }
        }
    }

    [Theory]
    [InlineData("pytorch_half_pixel", 0)]
    [InlineData("half_pixel", 3)]
    public void A_single_unit_is_at_the_first_position_or_in_the_middle(string place, long first)
    {
        Layer layer = new OneNode("Resize", "", 17).With("coordinate_transformation_mode", place).With("mode", "linear").On(Data(1, 1, 7, 7), null, null, Values(1, 1, 7, 1));
        Assert.Equal(new PhaseWindow(first, 1), layer.View(0, 3).At(0));
        Assert.True(layer.View(0, 2).IsIdentity);
    }

    [Fact]
    public void A_scale_that_keeps_the_size_still_interpolates()
    {
        Layer layer = new OneNode("Resize", "", 17).With("mode", "linear").On(Data(1, 1, 6, 6), null, Scales(1, 1, 1, 1.1f));
        Assert.Equal("1x1x6x6", layer.OutputShape.ToString());
        Assert.Equal(2, layer.View(0, 3).At(5).Count);
        Assert.Equal(36 * 3, layer.Work().Elementwise.Value);
        Assert.Equal(0, new OneNode("Resize", "", 17).With("mode", "linear").On(Data(1, 1, 6, 6), null, Scales(1, 1, 1, 1)).Work().Elementwise.Value);
    }

    // In mode nearest, runtimes copy a result that has the size of the input on all axes.
    [Fact]
    public void A_result_of_the_same_size_is_copied() =>
        Assert.True(new OneNode("Resize", "", 17).On(Data(1, 1, 6, 6), null, Scales(1, 1, 1, 1.1f)).View(0, 3).IsIdentity);

    // The batch axis of the file is open, and the given sizes are for one sample.
    [Fact]
    public void Samples_are_not_interpolated()
    {
        Layer layer = new OneNode("Resize", "", 17).With("mode", "linear")
            .On(new FileTensor(ElementType.Float32, Quantity.Unknown("batch"), 2, 4, 4), null, null, Values(1, 2, 8, 4));
        Assert.True(layer.View(0, 0).IsIdentity);
        Assert.Equal(2 * 8 * 4 * 3, layer.Work().Elementwise.Value);
    }

    // 8 by 5 within 4 by 4: a scale of one half for both.
    [Fact]
    public void One_scale_for_all_axes_gives_the_positions_of_units()
    {
        Layer layer = new OneNode("Resize", "", 18).With("keep_aspect_ratio_policy", "not_larger").With("axes", 2, 3)
            .With("coordinate_transformation_mode", "asymmetric").On(Data(1, 1, 8, 5), null, null, Values(4, 4));
        Assert.Equal("1x1x4x3", layer.OutputShape.ToString());
        Assert.Equal([0, 2, 4], Enumerable.Range(0, 3).Select(unit => layer.View(0, 3).At(unit).Start));
    }

    private static OnnxTensor Scales(params float[] scales) =>
        new("s", FileTensor.Of(ElementType.Float32, new TensorValues([.. scales.Select(scale => Scalar.Real(scale))]), scales.Length));

    private static double Place(string place, long unit, double scale, long size) => place switch
    {
        "asymmetric" => unit / scale,
        "tf_half_pixel_for_nn" => (unit + 0.5) / scale,
        "pytorch_half_pixel" when size == 1 => 0,
        _ => ((unit + 0.5) / scale) - 0.5,
    };

    private static long Nearest(double place, string rounding)
    {
        double near = Math.Abs(place - Math.Round(place)) < 1e-6 ? Math.Round(place) : place;
        return (long)(rounding switch
        {
            "floor" => Math.Floor(near),
            "ceil" => Math.Ceiling(near),
            "round_prefer_floor" => Math.Ceiling(near - 0.5),
            _ => Math.Floor(near + 0.5),
        });
    }
}
