namespace DeepCalc;

/// <summary>The matrix product of two inputs over their last two axes; leading axes are broadcast as in NumPy.</summary>
/// <param name="TransposeFirst">Whether the first matrix is transposed.</param>
/// <param name="TransposeSecond">Whether the second matrix is transposed.</param>
public sealed record MatrixProduct(bool TransposeFirst = false, bool TransposeSecond = false) : LayerDefinition
{
    /// <summary>
    /// Whether an input of one axis is a vector, as in NumPy: a row on the left and a column on the right, whose axis the product does not
    /// have. The product of two vectors has one axis of size 1.
    /// </summary>
    public bool AllowsVectors { get; init; }

    /// <summary>Whether a third input, broadcast to the product, is added to each of its sums as a bias.</summary>
    public bool AddsThird { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "MatMul";

    public override string Describe() => (TransposeFirst, TransposeSecond) switch
    {
        (true, true) => "AᵀBᵀ",
        (true, false) => "AᵀB",
        (false, true) => "ABᵀ",
        _ => "",
    } + (AddsThird ? " + C" : "");

    public override int LeastInputs => AddsThird ? 3 : 2;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        (TensorShape first, TensorShape second) = (inputs[0], inputs[1]);
        int least = AllowsVectors ? 1 : 2;
        DeepCalcException.ThrowIf(
            first.Rank < least || second.Rank < least, ErrorCode.RankMismatch,
            $"a matrix product needs inputs of at least {(AllowsVectors ? "one axis" : "two axes")}; given {first} and {second}.");
        DeepCalcException.ThrowIf(
            Terms(inputs, working) is null, ErrorCode.ShapeMismatch,
            $"{first} and {second}{(TransposeFirst || TransposeSecond ? $" ({Describe()})" : "")} have no matrix product: the inner sizes are {first[Inner(first, 0)]} and {second[Inner(second, 1)]}; they must be equal.");

        TensorShape leading = Broadcasting.Shape([Leading(first), Leading(second)], working);
        Quantity[] sizes = [.. leading.Sizes[1..], .. Outer(first, 0), .. Outer(second, 1)];
        var product = new TensorShape(first.Layout, sizes.Length == 0 ? [1] : sizes);
        if (!AddsThird)
        {
            return product;
        }

        TensorShape sum = Broadcasting.Shape([product, inputs[2]], working);
        return sum.ElementCount == product.ElementCount || !product.Sizes.All(size => size.IsKnown) ? sum : throw new DeepCalcException(
            ErrorCode.ShapeMismatch, $"{inputs[2]} cannot be added to the product {product}: each of its sizes must be that of the product, or 1.");
    }

    /// <summary>For each output, a sum of products along the axis that both matrices share.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Contraction(working.ProductOf(output), Terms(inputs, null)!.Value, AddsThird ? 1 : 0, working);

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        TensorShape shape = inputs[input];
        if (input == 2)
        {
            return Broadcasting.View(shape, axis, output);
        }

        int outer = Outer(inputs[0], 0).Length + Outer(inputs[1], 1).Length;
        int matrix = Math.Max(shape.Rank - 2, 0);
        return axis < matrix ? Broadcasting.View(shape[axis], output.Rank - outer - matrix + axis, output)
            : axis == Inner(shape, input) ? AxisView.Everything
            : AxisView.Same(output.Rank - (input == 0 ? outer : 1));
    }

    /// <summary>Kept are both inputs.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new() { KeepsInputs = [0, 1] };

    // The number of products in a sum, or null where the inner sizes differ.
    private Quantity? Terms(ReadOnlySpan<TensorShape> inputs, Working? working) =>
        Merging.Agree(inputs[0][Inner(inputs[0], 0)], inputs[1][Inner(inputs[1], 1)], working);

    // The axis that is summed over: the last of the first input and the last but one of the second, unless it is transposed or a vector.
    private int Inner(TensorShape shape, int input) =>
        shape.Rank - (shape.Rank == 1 || (input == 0 ? !TransposeFirst : TransposeSecond) ? 1 : 2);

    // The rows of the first input, or the columns of the second; none of a vector.
    private ReadOnlySpan<Quantity> Outer(TensorShape shape, int input) =>
        shape.Rank == 1 ? [] : shape.Span.Slice((2 * shape.Rank) - 3 - Inner(shape, input), 1);

    // Axes in front of the matrix; a leading 1 keeps the shape from being empty.
    private static TensorShape Leading(TensorShape shape) => new([1, .. shape.Sizes.Take(Math.Max(shape.Rank - 2, 0))]);
}
