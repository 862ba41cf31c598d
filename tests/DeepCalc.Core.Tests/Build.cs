namespace DeepCalc.Tests;

/// <summary>Short ways to compose networks in tests.</summary>
internal static class Build
{
    public static Layer Input(params ReadOnlySpan<Quantity> sizes) => new(new Input(new TensorShape(sizes)), null);

    public static Layer Conv(Layer? input, long filters, AxisValues kernel, long stride = 1, Padding? padding = null, string? name = null)
    {
        var definition = new Convolution(filters, new WindowSettings { Kernel = kernel, Stride = stride, Padding = padding ?? Padding.None });
        return input is null ? new Layer(definition, name) : new Layer(definition, name, input);
    }

    public static Layer Pool(Layer input, AxisValues kernel, long stride) =>
        new(new Pooling(PoolKind.Max, new WindowSettings { Kernel = kernel, Stride = stride }), null, input);

    public static Layer Dense(Layer input, long units) => new(new Dense(units), null, input);

    public static DeepCalcException Refused(Func<Layer> compose, ErrorCode code, params string[] says)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(compose);
        Assert.Equal(code, error.Code);
        Assert.All(says, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        return error;
    }
}
