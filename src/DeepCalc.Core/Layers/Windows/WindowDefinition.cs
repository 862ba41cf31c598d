namespace DeepCalc;

/// <summary>What all layers with a sliding window have.</summary>
/// <param name="Window">The sliding window.</param>
public abstract record WindowDefinition(WindowSettings Window) : LayerDefinition
{
    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(Window.OwnRank);

    public override bool FixesRank => true;

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        WindowedLayer.View(Window, axis, inputs[0], output);

    /// <summary>A kernel works at every position of the output.</summary>
    internal override MatrixUse UseOf(Weight weight, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        new(weight.Shape.Last, Quantity.FloorDivide(output.ElementCount, output.Channels), 1);
}
