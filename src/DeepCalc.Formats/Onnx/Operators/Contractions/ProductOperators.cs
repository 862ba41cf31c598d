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

    // A dense layer on the last axis of the first operand. Its matrix, with as many rows as there are terms, and bias are the next operands.
    private static Answer Dense(Operation op, Quantity terms, long units)
    {
        FileTensor input = op[0];
        TensorShape seen = input.Last.IsKnown ? input : new FileTensor(input.Type, [.. input.Sizes[..^1], terms]);
        return op.Means(new Dense(units, op.Has(2)), weights: op.Given(1, 2), seen: [seen]).Assuming(input.Last, terms);
    }

    // α·A·B + β·C. A factor α or β other than 1 costs one multiplication for each element; C is the bias.
    private static Answer Gemm(Operation op)
    {
        op.FailIf(op[0].Rank != 2 || op[1].Rank != 2, $"{op[0]} and {op[1]} must both have two axes");

        bool hasBias = op.Has(2) && op.Float("beta") != 0;
        var product = new MatrixProduct(op.Flag("transA"), op.Flag("transB"));
        return op.On(each => Product(each, product), hasBias ? [0, 1, 2] : [0, 1])
            .Also(Scaled(op, "alpha") + (hasBias ? Scaled(op, "beta") : 0), "factors");
    }

    // The operations on an element of a factor in an attribute: a multiplication, unless it is 1.
    private static long Scaled(Operation op, string name) => op.Float(name) is { } factor && factor != 1 ? 1 : 0;

    /// <summary>ONNX Runtime's matrix products and convolutions with fused operations.</summary>
    public static IEnumerable<OnnxOperator> OfRuntime =>
    [
        new("FusedMatMul", Transposed) { Weights = [0, 1], Contracts = true },
        new("TransposeMatMul", Transposed) { Weights = [0, 1], Contracts = true },
        new("FusedMatMulActivation", op => Transposed(op).Also(ActivationOperators.Fused(op), "activation")) { Weights = [0, 1] },
        new("FusedGemm", op => Gemm(op).Also(ActivationOperators.Fused(op), "activation")) { Weights = [0, 1, 2] },
        new("GemmFloat8", op => Gemm(op).Typed(op.Type("dtype", ElementType.Float32)).Also(ActivationOperators.Fused(op), "activation")) { Weights = [0, 1, 2] },
        new("GemmFastGelu", op => Product(op).Also(ElementwiseWork.Of(ActivationFunction.Gelu), "activation")) { Weights = [0, 1, 2] },
        new("MatMulNBits", op => op.On(each => Linear(each, op.Positive("K"), op.Positive("N")), [0, 1, 5])) { Weights = [2, 5], Quantized = [1], UnpackedShape = UnpackedByName },
        new("MatMulBnb4", op => op.Flag("transB", true)
            ? op.On(each => Linear(each, op.Positive("K"), op.Positive("N")), [0, 1])
            : op.On(each => Linear(each, op.Positive("N"), op.Positive("K")), [0, 1])) { Weights = [2], Quantized = [1], UnpackedShape = UnpackedByName },
        new("MatMulFpQ4", op => op.Numbers(2) is [>= 1 and var rows, >= 1 and var columns]
            ? op.On(each => Linear(each, rows, columns), [0, 1])
            : throw new UnknownShapeException()) { Quantized = [1], UnpackedShape = (op, _) => op.Sizes(2) is { Length: 2 } sizes ? new FileTensor(ElementType.Undefined, sizes) : null },
        new("FusedConv", op => FusedConv(op, null)) { Weights = [1, 2] },
        new("NhwcConv", op => FusedConv(op, Layout.ChannelsLast)) { Weights = [1, 2] },
        new("NhwcFusedConv", op => FusedConv(op, Layout.ChannelsLast)) { Weights = [1, 2] },
        new("ConvTransposeWithDynamicPads", op => op.On(each => WindowOperators.Transposed(each, op.Has(2) ? op.Numbers(2) : op.Ints("pads") ?? []), [0, 1, 3])) { Weights = [1, 3], SizesOnly = [2] },
        new("MoE", op => MixtureOf(op, 1)) { Weights = [2, 3, 4, 5, 6, 7] },
        new("QMoE", op => op.On(each => MixtureOf(each, Pack(op)), [0, 1, 2, 4, 5, 7, 8, 10])) { Weights = [3, 4, 6, 7, 9, 10], Quantized = [2, 5, 8], UnpackedShape = UnpackedExperts },
    ];

    // Before the product, the matrices may be transposed, or their first axis may be moved before the last.
    private static Answer Transposed(Operation op)
    {
        var product = new MatrixProduct(op.Flag("transA"), op.Flag("transB"));
        bool[] moves = [op.Flag("transBatchA") && op[0].Rank > 2, op.Flag("transBatchB") && op[1].Rank > 2];
        long scaled = Scaled(op, "alpha");
        if (!moves.Contains(true))
        {
            return Product(op, product).Also(scaled, "factor");
        }

        int[] ranks = [op[0].Rank, op[1].Rank];
        FileTensor[] seen = [Moved(op[0], moves[0]), Moved(op[1], moves[1])];
        Answer answer = op.Means(product with { AllowsVectors = true }, inputs: [0, 1], seen: seen).Also(scaled, "factor");
        return answer.Seeing((operand, axis) => operand > 1 ? AxisView.Everything
            : answer.View(operand, !moves[operand] || axis == ranks[operand] - 1 ? axis : axis == 0 ? ranks[operand] - 2 : axis - 1));

        static FileTensor Moved(FileTensor tensor, bool moves) =>
            moves ? new FileTensor(tensor.Type, [.. tensor.Sizes[1..^1], tensor[0], tensor[^1]]) : tensor;
    }

    // A dense layer with packed weights; the node gives the sizes.
    private static Answer Linear(Operation op, long terms, long features) =>
        op[0].Rank > 0 && Merging.Agree(op[0].Last, terms) is not null
            ? Dense(op, terms, features)
            : throw op.Fail($"the input {op[0]} must have {terms} features on its last axis, as the weights have");

    private static FileTensor UnpackedByName(Operation op, int operand) => new(ElementType.Undefined, op.Positive("N"), op.Positive("K"));

    private static Answer FusedConv(Operation op, Layout? layout)
    {
        Answer answer = WindowOperators.Convolution(op, layout).Also(ActivationOperators.Fused(op) + (op.Has(3) ? 1 : 0), "sum and activation");
        bool isSummed = op.Optional(3) is { IsRanked: true } sum && sum.Rank == answer.Outputs[0].Rank;
        return answer.Seeing((operand, axis) => operand == 3 && isSummed ? AxisView.Same(axis) : answer.View(operand, axis));
    }

    // The number of weights in one stored element.
    private static long Pack(Operation op) => op.Text("quant_type", "int") switch
    {
        "fp8" => 1,
        "int" => op.Int("expert_weight_bits", 4) is (2 or 4 or 8) and var bits ? 8 / bits : throw op.Fail($"expert_weight_bits is {op.Int("expert_weight_bits", 4)}; it must be 2, 4 or 8"),
        _ => 2,
    };

    private static TensorShape? UnpackedExperts(Operation op, int operand) =>
        op.Optional(operand) is { IsRanked: true, Rank: 3 } weight ? weight.With(2, weight[2] * Pack(op)) : null;

    // A softmax turns the router's numbers into shares. Matrices and biases up, down and of the gate follow.
    private static Answer MixtureOf(Operation op, long pack)
    {
        FileTensor up = op.Ranked(2, 3);
        FileTensor down = op.Ranked(4, 3);
        FileTensor input = op.Ranked(0, 2, 3);
        FileTensor router = op.Ranked(1, 2);
        if (up[0].KnownValue is not { } experts || (down[2] * pack).KnownValue is not { } hidden)
        {
            return Answer.Unknown(op.Node.Operator, input.With(input.Type, null));
        }

        bool isSwiGlu = op.Text("activation_type", "") == "swiglu";
        ActivationFunction function = op.Choice(
            "activation_type",
            ("relu", ActivationFunction.Relu), ("gelu", ActivationFunction.Gelu), ("silu", ActivationFunction.Silu),
            ("swiglu", ActivationFunction.Silu), ("identity", ActivationFunction.Linear));
        bool isGated = op.Has(6);
        bool hasBias = op.Has(3) || op.Has(5);
        var layer = new MixtureOfExperts(experts, op.Int("k", 1), hidden, function, isSwiGlu || isGated, hasBias)
        {
            NormalizesShares = op.Flag("normalize_routing_weights"),
            Constants = isSwiGlu ? Constants.Of(("alpha", op.Real("activation_alpha", 1)), ("beta", op.Real("activation_beta", 0)), ("limit", op.Float("swiglu_limit"))) : null,
        };

        // Without an operand of its own, the gate of SwiGLU is the other half of the first matrix.
        int[] own = [.. isGated ? [6, 7] : isSwiGlu ? [2, 3] : Array.Empty<int>(), 2, 3, 4, 5];
        TensorShape shares = input.Rank == 2 ? router : new FileTensor(router.Type, input[0], input[1], router[1]);
        Answer answer = op.Means(
            layer, inputs: [0, 1], weights: hasBias ? own : [.. own.Where((_, i) => i % 2 == 0)], seen: [input, shares]);

        Quantity tokens = input.Rank == 2 ? input[0] : input[0] * input[1];
        return answer
            .Doing(working => WorkFormula.Both(
                answer.Work(working),
                WorkFormula.Softmax(tokens, experts, ElementwiseWork.OncePerSoftmax(ActivationFunction.Softmax), working),
                working))
            .Seeing((operand, axis) => operand == 1 && input.Rank == 3 ? AxisView.Everything : answer.View(operand, axis));
    }
}
