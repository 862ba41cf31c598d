namespace DeepCalc;

/// <summary>Several outputs of one network, held together so that the network is one object in the pipeline. It computes nothing.</summary>
public sealed record OutputSet : LayerDefinition
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "Outputs";

    public override int LeastInputs => 2;

    public override int MostInputs => int.MaxValue;

    public override bool SeesBatch => true;

    /// <summary>The shape of the last output.</summary>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => inputs[^1];

    /// <summary>The last of the outputs.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = inputs.Length - 1 };

    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => inputs[^1];

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        input == inputs.Length - 1 ? AxisView.Same(axis) : AxisView.Everything;
}
