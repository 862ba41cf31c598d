using DeepCalc.Formulas;

namespace DeepCalc;

/// <summary>The matrix product of two inputs over their last two axes; leading axes are broadcast as in NumPy.</summary>
/// <param name="TransposeFirst">Whether the first matrix is transposed.</param>
/// <param name="TransposeSecond">Whether the second matrix is transposed.</param>
public sealed record MatrixProduct(bool TransposeFirst = false, bool TransposeSecond = false) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "MatMul";

    /// <inheritdoc/>
    public override string Describe() => (TransposeFirst, TransposeSecond) switch
    {
        (true, true) => "AᵀBᵀ",
        (true, false) => "AᵀB",
        (false, true) => "ABᵀ",
        _ => "",
    };

    /// <inheritdoc/>
    public override int LeastInputs => 2;

    /// <inheritdoc/>
    public override int MostInputs => 2;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        foreach (TensorShape input in inputs)
        {
            if (input.Rank < 2)
            {
                throw new DeepCalcException(
                    ErrorCode.RankMismatch, $"a matrix product needs inputs of at least two axes; given {inputs[0]} and {inputs[1]}.");
            }
        }

        if (Merging.Agree(Inner(inputs[0], !TransposeFirst), Inner(inputs[1], TransposeSecond)) is null)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"{inputs[0]} and {inputs[1]}{(Describe() is { Length: > 0 } turned ? $" ({turned})" : "")} have no matrix product: the inner sizes are {Inner(inputs[0], !TransposeFirst)} and {Inner(inputs[1], TransposeSecond)}; they must be equal.");
        }

        Quantity rows = Inner(inputs[0], TransposeFirst);
        Quantity columns = Inner(inputs[1], !TransposeSecond);
        TensorShape leading = Broadcasting.Shape([Leading(inputs[0]), Leading(inputs[1])], working);
        return new TensorShape(inputs[0].Layout, [.. leading.Sizes.Skip(1), rows, columns]);
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity inner = Inner(inputs[0], !TransposeFirst);
        return WorkFormula.Contraction(working.ProductOf(output), Merging.Agree(inner, Inner(inputs[1], TransposeSecond)) ?? inner, 0, working);
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        TensorShape shape = inputs[input];
        int fromEnd = shape.Rank - axis;
        if (fromEnd > 2)
        {
            return Broadcasting.View(shape, axis, output);
        }

        // The first gives the rows, the second the columns; the other axis of each is summed over.
        bool isLast = fromEnd == 1;
        bool summed = input == 0 ? isLast != TransposeFirst : isLast == TransposeSecond;
        return summed ? AxisView.Everything : AxisView.Same(output.Rank - (input == 0 ? 2 : 1));
    }

    // Axes in front of the matrix; a leading 1 keeps the shape from being empty.
    private static TensorShape Leading(TensorShape shape) => new([1, .. shape.Sizes.Take(shape.Rank - 2)]);

    private static Quantity Inner(TensorShape shape, bool last) => shape[shape.Rank - (last ? 1 : 2)];
}
