namespace DeepCalc.Formats.Onnx.Operators.Contractions;

/// <summary>Matrix products and general contractions.</summary>
internal static class ProductOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("MatMul", op => Product(op)) { Weights = [0, 1], Contracts = true },
        new("Gemm", Gemm) { Weights = [0, 1, 2], Contracts = true },
        new("Einsum", op => op.Means(new Einsum(op.Text("equation", "")), inputs: [.. Enumerable.Range(0, op.Count)])) { Weights = [0, 1, 2] },
    ];

    /// <summary>
    /// The product of the first two operands, to which the third is added: a dense layer if the second is a matrix that the file stores,
    /// else a matrix product.
    /// </summary>
    public static Answer Product(Operation op, MatrixProduct? product = null)
    {
        FileTensor first = op[0];
        FileTensor second = op[1];
        FileTensor? added = op.Optional(2);
        product = (product ?? new MatrixProduct()) with { AllowsVectors = true, AddsThird = added is not null };
        if (op.IsConstant(1) && first.Rank > 0 && second.Rank == 2 && !product.TransposeFirst)
        {
            (Quantity terms, Quantity units) = product.TransposeSecond ? (second[1], second[0]) : (second[0], second[1]);
            bool isForUnits = added is null
                || (op.IsConstant(2) && added is { IsRanked: true, Rank: > 0 } && added.Last == units && added.ElementCount == units);
            if (Merging.Agree(first.Last, terms) is not null && units.KnownValue is > 0 and var known && isForUnits)
            {
                return Dense(op, terms, known);
            }
        }

        // What is added may have an unknown number of axes.
        TensorShape[] seen = added is null ? [first, second] : [first, second, added.IsRanked ? added : new FileTensor(first.Type)];
        Answer answer = op.Means(product, inputs: op.Given(0, 1, 2), seen: seen);
        return first.Rank == 1 && second.Rank == 1 ? answer.With(new FileTensor(first.Type)) : answer;
    }

    /// <summary>A dense layer on the last axis of the first operand, whose matrix and bias are the second and the third.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="terms">The number of features that the matrix takes.</param>
    /// <param name="units">The number of units.</param>
    public static Answer Dense(Operation op, Quantity terms, long units)
    {
        FileTensor input = op[0];
        TensorShape seen = input.Last.IsKnown ? input : new FileTensor(input.Type, [.. input.Sizes[..^1], terms]);
        return op.Means(new Dense(units, op.Has(2)), weights: op.Given(1, 2), seen: [seen]).Assuming(input.Last, terms);
    }

    /// <summary>α·A·B + β·C. A factor α or β other than 1 costs one multiplication for each element; C is the bias.</summary>
    public static Answer Gemm(Operation op)
    {
        if (op[0].Rank != 2 || op[1].Rank != 2)
        {
            throw op.Fail($"{op[0]} and {op[1]} must both have two axes");
        }

        bool hasBias = op.Has(2) && op.Float("beta") != 0;
        var product = new MatrixProduct(op.Flag("transA"), op.Flag("transB"));
        return op.On(each => Product(each, product), hasBias ? [0, 1, 2] : [0, 1])
            .Also(Scaled(op, "alpha") + (hasBias ? Scaled(op, "beta") : 0), "factors");
    }

    /// <summary>The operations on an element of a factor in an attribute: a multiplication, unless it is 1.</summary>
    public static long Scaled(Operation op, string name) => op.Float(name) is { } factor && factor != 1 ? 1 : 0;
}
