namespace DeepCalc.Formats.Onnx.Operators.Contractions;

/// <summary>Matrix products and general contractions.</summary>
internal static class ProductOperators
{
    /// <summary>The index of an operand that no node has.</summary>
    public const int None = int.MaxValue;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("MatMul", op => Product(op)) { Weights = [0, 1], Contracts = true },
        new("Gemm", Gemm) { Weights = [0, 1, 2], Contracts = true },
        new("Einsum", op => op.Means(new Einsum(op.Text("equation", "")), inputs: [.. Enumerable.Range(0, op.Count)])) { Weights = [0, 1, 2] },
    ];

    /// <summary>The product of two operands: a dense layer if the second is a matrix that the file stores, else a matrix product.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="product">What is transposed; by default nothing.</param>
    /// <param name="type">The element type of the result; by default that of the left factor.</param>
    /// <param name="left">The operand that is the left factor.</param>
    /// <param name="right">The operand that is the right factor.</param>
    /// <param name="bias">The operand that is added.</param>
    public static Answer Product(Operation op, MatrixProduct? product = null, ElementType? type = null, int left = 0, int right = 1, int bias = None)
    {
        FileTensor first = op[left];
        FileTensor second = op[right];
        bool hasBias = op.Has(bias);
        product = (product ?? new MatrixProduct()) with { AllowsVectors = true, AddsThird = hasBias };
        if (op.IsConstant(right) && first.Rank > 0 && second.Rank == 2 && !product.TransposeFirst)
        {
            (Quantity terms, Quantity units) = product.TransposeSecond ? (second[1], second[0]) : (second[0], second[1]);
            bool isForUnits = !hasBias || (op.IsConstant(bias) && op.Optional(bias) is { IsRanked: true, Rank: > 0 } added && added.Last == units && added.ElementCount == units);
            if (Merging.Agree(first.Last, terms) is not null && units.KnownValue is > 0 and var known && isForUnits)
            {
                return Dense(op, terms, known, right, bias, type ?? first.Type, left);
            }
        }

        // What is added may have an unknown number of axes.
        FileTensor Added() => op.Any(bias) is { IsRanked: true } tensor ? tensor : new FileTensor(first.Type);
        Answer answer = op.Means(product, type ?? first.Type, op.Given(left, right, bias), seen: hasBias ? [first, second, Added()] : [first, second]);
        return first.Rank == 1 && second.Rank == 1 ? answer.With(new FileTensor(type ?? first.Type)) : answer;
    }

    /// <summary>A dense layer on the last axis of an operand.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="terms">The number of features that its matrix takes.</param>
    /// <param name="units">The number of its units.</param>
    /// <param name="weight">The operand that is its matrix.</param>
    /// <param name="bias">The operand that is its bias.</param>
    /// <param name="type">The element type of the result; by default that of the input.</param>
    /// <param name="data">The operand that is its input.</param>
    public static Answer Dense(Operation op, Quantity terms, long units, int weight, int bias = None, ElementType? type = null, int data = 0)
    {
        FileTensor input = op[data];
        TensorShape seen = input.Last.IsKnown ? input : new FileTensor(input.Type, [.. input.Sizes[..^1], terms]);
        return op.Means(new Dense(units, op.Has(bias)), type, [data], op.Given(weight, bias), [seen]).Assuming(input.Last, terms);
    }

    /// <summary>α·A·B + β·C. A factor α or β other than 1 costs one multiplication for each element; C is the bias.</summary>
    public static Answer Gemm(Operation op)
    {
        if (op[0].Rank != 2 || op[1].Rank != 2)
        {
            throw op.Fail($"{op[0]} and {op[1]} must both have two axes");
        }

        bool hasBias = op.Has(2) && op.Float("beta") != 0;
        return Product(op, new MatrixProduct(op.Flag("transA"), op.Flag("transB")), bias: hasBias ? 2 : None)
            .Also(Scaled(op, "alpha") + (hasBias ? Scaled(op, "beta") : 0), "factors");
    }

    /// <summary>The operations on an element of a factor in an attribute: a multiplication, unless it is 1.</summary>
    public static long Scaled(Operation op, string name) => op.Float(name) is { } factor && factor != 1 ? 1 : 0;
}
