namespace DeepCalc;

/// <summary>Merges all axes into one.</summary>
public sealed record Flatten : LayerDefinition
{
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        new(inputs[0].Layout, working.Record("Output features", "n", working.ProductOf(inputs[0], isInput: true), Sources.Notes));

    /// <summary>A view, if the input is contiguous.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0, Order = ViewOrder.Reshaped };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        ReshapedAxes.View(axis, inputs[0], output);
}
