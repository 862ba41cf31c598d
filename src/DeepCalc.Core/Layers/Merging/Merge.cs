namespace DeepCalc;

/// <summary>Merges two or more branches element by element; axes of size 1 are broadcast as in NumPy.</summary>
/// <param name="Method">How the elements are merged.</param>
public sealed record Merge(MergeKind Method = MergeKind.Add) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Method.ToString();

    /// <inheritdoc/>
    public override string Describe() => "";

    /// <inheritdoc/>
    public override int LeastInputs => 2;

    /// <inheritdoc/>
    public override int MostInputs => Method == MergeKind.Subtract ? 2 : int.MaxValue;

    /// <inheritdoc/>
    public override bool Multiplies => Method == MergeKind.Multiply;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape shape = inputs[0];
        foreach (TensorShape next in inputs[1..])
        {
            shape = Merging.Broadcast(shape, next, working);
        }

        return shape;
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), ElementwiseWork.Of(Method, inputs.Length), working);

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int outputAxis = axis + output.Rank - inputs[input].Rank;
        bool stretched = inputs[input][axis] == 1 && output[outputAxis] != 1;
        return stretched ? AxisView.Broadcast(outputAxis) : AxisView.Same(outputAxis);
    }
}
