namespace DeepCalc;

/// <summary>A layer that keeps the shape of its input. Unless it says otherwise, each unit sees its own position.</summary>
public abstract record SameShapeDefinition : LayerDefinition
{
    public sealed override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        RequireFit(inputs[0]);
        return inputs[0];
    }

    /// <summary>Written over the input; kept is the input.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { Overwrites = [0], KeepsInputs = [0] };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Same(axis);

    /// <summary>An error unless the layer can take this input.</summary>
    protected virtual void RequireFit(TensorShape input)
    {
    }
}
