namespace DeepCalc;

/// <summary>Sums of products over named axes, given by an equation such as <c>bij,bjk-&gt;bik</c> (NumPy's einsum).</summary>
/// <param name="Equation">The equation: a term for each input, and one for the result.</param>
public sealed record Einsum(string Equation) : LayerDefinition
{
    public override string Describe() => Equation;

    public override int LeastInputs => EinsumEquation.Split(Equation).Inputs.Length;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        new EinsumEquation(Equation, inputs, working).Shape(inputs[0].Layout);

    /// <summary>
    /// Of one input the elements are summed, and nothing is multiplied. With n inputs, a product has n − 1 multiplications.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity terms = new EinsumEquation(Equation, inputs).Terms(working);
        if (inputs.Length == 1)
        {
            return terms == 1 ? default : WorkFormula.Elementwise(working.OutputElements(output), terms - 1, working);
        }

        Work work = WorkFormula.Contraction(working.OutputElements(output), terms, 0, working);
        return inputs.Length == 2 ? work : WorkFormula.Factors(work, inputs.Length, working);
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        new EinsumEquation(Equation, inputs).View(input, axis, inputs, output);

    /// <summary>Kept are all inputs.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = inputs.Length == 1 ? [] : All(inputs) };
}
