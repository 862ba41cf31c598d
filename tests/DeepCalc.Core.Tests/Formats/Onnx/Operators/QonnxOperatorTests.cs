namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>Quantisers of any width, as QONNX, Brevitas and FINN write them.</summary>
public class QonnxOperatorTests
{
    private static readonly string[] Settings = ["scale", "zero", "width", "outScale", "outWidth"];

    [Theory]
    [InlineData("qonnx.custom_op.general")]
    [InlineData("onnx.brevitas")]
    [InlineData("finn.custom_op.general")]
    public void The_tensor_before_a_quantiser_is_the_weight_and_its_settings_are_not(string domain)
    {
        ModelBuilder model = WithSettings(new ModelBuilder().Opset(1, domain).Input("x", 1, 3, 10, 10).Weight("w", 8, 3, 3, 3).Weight("b", 8))
            .Call(domain, "Quant", ["x", "scale", "zero", "width"], ["xq"], ("signed", 1)).Call(domain, "Quant", ["w", "scale", "zero", "width"], ["wq"])
            .Node("Conv", ["xq", "wq", "b"], ["c"]).Call(domain, "BipolarQuant", ["c", "scale"], ["d"])
            .Call(domain, "Trunc", ["d", "scale", "zero", "width", "outScale", "outWidth"], ["y"], ("rounding_mode", "FLOOR")).Output("y");
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(model.Import()));
        Assert.Equal((224L, 13824L, false), (row.Parameters!.Value, row.Macs!.Value, row.IsLowerBound));
    }

    // A division, a rounding and a product; a comparison and a product; a second division and rounding.
    [Theory]
    [InlineData("Quant", 3)]
    [InlineData("IntQuant", 3)]
    [InlineData("FloatQuant", 3)]
    [InlineData("BipolarQuant", 2)]
    [InlineData("Trunc", 5)]
    public void They_work_element_by_element(string op, long each)
    {
        Layer layer = WithSettings(new ModelBuilder().Opset(1, OnnxDomain.Qonnx).Input("x", "N", 4, 5))
            .Call(OnnxDomain.Qonnx, op, ["x", .. op == "BipolarQuant" ? Settings[..1] : Settings], ["y"]).Output("y").Import();
        Assert.Equal("Nx4x5", layer.OutputShape.ToString());
        Assert.Equal(each * 20, layer.Work().Elementwise.Bind(new Dictionary<string, long> { ["N"] = 1 }).KnownValue);
        Assert.Equal(AxisView.Same(1), layer.Definition.View(0, 1, [.. layer.InputShapes], layer.OutputShape));
        Assert.Empty(layer.Weights());
    }

    private static ModelBuilder WithSettings(ModelBuilder model)
    {
        foreach (string name in Settings)
        {
            model.Weight(name);
        }

        return model;
    }
}
