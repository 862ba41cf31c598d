namespace DeepCalc;

/// <summary>Merges two or more branches element by element; axes of size 1 are broadcast as in NumPy.</summary>
/// <param name="Method">How the elements are merged.</param>
public sealed record Merge(MergeKind Method = MergeKind.Add) : LayerDefinition
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Method.ToString();

    public override int LeastInputs => 2;

    public override int MostInputs => Method is MergeKind.Subtract or MergeKind.Divide ? 2 : int.MaxValue;

    public override bool Multiplies => Method is MergeKind.Multiply or MergeKind.Divide;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => Broadcasting.Shape(inputs, working);

    /// <summary>
    /// <list type="table">
    /// <item><term>add, subtract, multiply, divide, maximum, minimum, of k branches</term><description>k − 1 an element</description></item>
    /// <item><term>average of k branches</term><description>k an element</description></item>
    /// </list>
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), Method == MergeKind.Average ? inputs.Length : inputs.Length - 1, working);

    /// <summary>Written over an input of its shape; kept are all inputs of a product, a quotient, a maximum or a minimum.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new()
        {
            Overwrites = LikeOutput(inputs, output),
            KeepsInputs = Method is MergeKind.Multiply or MergeKind.Divide or MergeKind.Maximum or MergeKind.Minimum ? All(inputs) : [],
        };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        Broadcasting.View(inputs[input], axis, output);
}
