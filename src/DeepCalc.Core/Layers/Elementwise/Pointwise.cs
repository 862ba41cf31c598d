using DeepCalc.Formulas;

namespace DeepCalc;

/// <summary>A function of each element, without weights or settings; also a layer that does nothing in inference.</summary>
/// <param name="Name">The name of its kind.</param>
/// <param name="Each">The operations per element, 0 for a layer that returns its input; docs/conventions.md has the table.</param>
public sealed record Pointwise(string Name, long Each) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Name;

    /// <inheritdoc/>
    public override string Describe() => "";

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => inputs[0];

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Each == 0 ? default : WorkFormula.Elementwise(working.OutputElements(output), Each, working);

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Same(axis);
}
