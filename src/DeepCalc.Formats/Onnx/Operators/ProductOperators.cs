using DeepCalc.Formulas;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Matrix products and general contractions.</summary>
internal static class ProductOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("MatMul", op => MatMul(op, op[0], op[1], op.TypeOf(0), (0, 1))) { Weights = [0, 1], Contracts = true },
        new("Gemm", Gemm) { Weights = [0, 1, 2], Contracts = true },
        new("Einsum", Einsum.Answer) { Weights = [0, 1, 2] },
    ];

    /// <summary>The product of the matrices on the last two axes. A vector is a row on the left, and a column on the right.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="left">The left factor.</param>
    /// <param name="right">The right factor.</param>
    /// <param name="type">The type of the result.</param>
    /// <param name="operands">The operand indices of the factors.</param>
    public static Answer MatMul(Operation op, FileTensor left, FileTensor right, ElementType type, (int Left, int Right) operands)
    {
        if (left.Rank == 0 || right.Rank == 0)
        {
            throw op.Fail($"{left} and {right} must each have at least one axis");
        }

        bool isRow = left.Rank == 1;
        bool isColumn = right.Rank == 1;
        var a = isRow ? new FileTensor(left.Type, [1, left[0]]) : left;
        var b = isColumn ? new FileTensor(right.Type, [right[0], 1]) : right;
        Answer product = Answer.Of(new MatrixProduct(), type, [(operands.Left, a), (operands.Right, b)]);
        if (!isRow && !isColumn)
        {
            return product;
        }

        // Removes the added axes of size 1.
        Quantity[] sizes = product.Outputs[0].Sizes;
        int row = sizes.Length - 2;
        Quantity[] kept = [.. sizes[..row], .. isRow ? Array.Empty<Quantity>() : [sizes[row]], .. isColumn ? Array.Empty<Quantity>() : [sizes[row + 1]]];
        return product.With(new FileTensor(type, kept)).Seeing((operand, axis) =>
        {
            bool isLeft = operand == operands.Left;
            int at = isLeft ? isRow ? axis + 1 : axis : axis;
            AxisView view = product.View(operand, at);
            int shift = view.OutputAxis > row && isRow ? 1 : 0;
            return shift == 0 || view.Kind != ViewKind.Window ? view : AxisView.Same(view.OutputAxis - 1);
        });
    }

    /// <summary>α·A·B + β·C. A factor α or β other than 1 costs one multiplication for each element; C is the bias.</summary>
    public static Answer Gemm(Operation op)
    {
        FileTensor a = op[0];
        FileTensor b = op[1];
        if (a.Rank != 2 || b.Rank != 2)
        {
            throw op.Fail($"{a} and {b} must both have two axes");
        }

        var layer = new MatrixProduct(op.Flag("transA"), op.Flag("transB"));
        var output = new FileTensor(a.Type, layer.OutputShape([a, b]).Span);
        Quantity terms = Merging.Agree(a[layer.TransposeFirst ? 0 : 1], b[layer.TransposeSecond ? 1 : 0])!.Value;
        bool hasBias = op.Has(2) && op.Float("beta") != 0;
        long scaled = (op.Float("alpha") is { } alpha && alpha != 1 ? 1 : 0) + (hasBias && op.Float("beta") is { } beta && beta != 1 ? 1 : 0);
        return Answer.Of(output)
            .Doing(working => WorkFormula.Both(
                WorkFormula.Contraction(working.OutputElements(output), terms, hasBias ? 1 : 0, working),
                scaled == 0 ? default : WorkFormula.Elementwise(working.ProductOf(output), scaled, working),
                working))
            .Seeing((operand, axis) => operand < 2
                ? layer.View(operand, axis, [a, b], output)
                : operand == 2 && op.Optional(2) is { IsRanked: true } c ? Broadcasting.View(c, axis, output) : AxisView.Everything);
    }
}
