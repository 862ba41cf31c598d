namespace DeepCalc;

/// <summary>
/// A function of the elements of several tensors at one place, which are broadcast as in NumPy: a comparison, logic, a choice. Sums,
/// products and the like are a <see cref="Merge"/>.
/// </summary>
/// <param name="Name">The name of its kind.</param>
/// <param name="Each">The operations for each output element.</param>
public sealed record PointwiseMerge(string Name, long Each) : LayerDefinition
{
    /// <summary>
    /// The number of inputs, from the first on, that the backward pass needs: 0 for logic, the condition of a choice; null is all.
    /// </summary>
    public int? KeptInputs { get; init; }

    /// <summary>Its constants, or null.</summary>
    public Constants? Constants { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Name;

    public override string Describe() => Constants?.ToString() ?? "";

    public override int LeastInputs => 2;

    public override int MostInputs => int.MaxValue;

    public override void Validate()
    {
        Require("the number of operations per element", Each, 0);
        Require("the number of kept inputs", KeptInputs ?? 0, 0);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => Broadcasting.Shape(inputs, working);

    /// <summary>As many for each output as it is given.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Each == 0 ? default : WorkFormula.Elementwise(working.OutputElements(output), Each, working);

    /// <summary>Written over an input of its shape; kept are the inputs that the derivative needs.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { Overwrites = LikeOutput(inputs, output), KeepsInputs = All(inputs[..Math.Min(KeptInputs ?? inputs.Length, inputs.Length)]) };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        Broadcasting.View(inputs[input], axis, output);
}
