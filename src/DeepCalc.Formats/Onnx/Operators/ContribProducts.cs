using DeepCalc.Formats.Onnx.Syntax;
using DeepCalc.Formulas;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>ONNX Runtime's matrix products and convolutions with fused operations.</summary>
internal static class ContribProducts
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Contrib("FusedMatMul", Transposed) with { Weights = [0, 1], Contracts = true },
        Contrib("TransposeMatMul", Transposed) with { Weights = [0, 1], Contracts = true },
        Contrib("FusedMatMulActivation", op => Transposed(op).Also(ContribElementwise.Fused(op), "activation")) with { Weights = [0, 1] },
        Contrib("FusedGemm", op => ProductOperators.Gemm(op).Also(ContribElementwise.Fused(op), "activation")) with { Weights = [0, 1, 2] },
        Contrib("GemmFloat8", op => ProductOperators.Gemm(op).Typed(op.Type("dtype", ElementType.Float32)).Also(ContribElementwise.Fused(op), "activation")) with { Weights = [0, 1, 2] },
        Contrib("GemmFastGelu", op => ProductOperators
            .MatMul(op, op[0], op[1], op.TypeOf(0), (0, 1))
            .Also(ElementwiseWork.Of(ActivationFunction.Gelu) + (op.Has(2) ? 1 : 0), "bias and activation")) with { Weights = [0, 1, 2] },
        Contrib("MatMulNBits", op => Linear(op, Named(op, "K"), Named(op, "N"), 5)) with { Weights = [2, 5], Quantized = [1], UnpackedShape = UnpackedByName },
        Contrib("MatMulBnb4", op => op.Flag("transB", true)
            ? Linear(op, Named(op, "K"), Named(op, "N"), int.MaxValue)
            : Linear(op, Named(op, "N"), Named(op, "K"), int.MaxValue)) with { Weights = [2], Quantized = [1], UnpackedShape = UnpackedByName },
        Contrib("MatMulFpQ4", op => op.Sizes(2) is [var rows, var columns] && rows.LowerBound >= 1 && columns.LowerBound >= 1
            ? Linear(op, rows, columns, int.MaxValue)
            : throw new UnknownShapeException()) with { Quantized = [1], UnpackedShape = UnpackedByShape },
        Contrib("FusedConv", op => FusedConv(op)) with { Weights = [1, 2] },
        Contrib("NhwcConv", op => op.ChannelsLast(FusedConv, 0)) with { Weights = [1, 2] },
        Contrib("NhwcFusedConv", op => op.ChannelsLast(FusedConv, 0, 3)) with { Weights = [1, 2] },
        Contrib("ConvTransposeWithDynamicPads", ConvTranspose) with { Weights = [1, 3], SizesOnly = [2] },
        Contrib("MoE", op => MixtureOf(op, (2, 4, 6), (3, 5, 7), 1)) with { Weights = [2, 3, 4, 5, 6, 7] },
        Contrib("QMoE", op => MixtureOf(op, (2, 5, 8), (4, 7, 10), Pack(op))) with { Weights = [3, 4, 6, 7, 9, 10], Quantized = [2, 5, 8], UnpackedShape = UnpackedExperts },
    ];

    private static OnnxOperator Contrib(string name, Func<Operation, Answer> rule) => ContribElementwise.Contrib(name, rule);

    private static long Named(Operation op, string name) =>
        op.Int(name) is >= 1 and var size ? size : throw op.Fail($"the attribute {name} must be at least 1; it is {op.Int(name, 0)}");

    // Before the product, the matrices may be transposed, or their first axis may be moved.
    private static Answer Transposed(Operation op)
    {
        FileTensor left = Batches(op[0], op.Flag("transBatchA"), out bool isLeftMoved);
        FileTensor right = Batches(op[1], op.Flag("transBatchB"), out bool isRightMoved);
        bool turnsLeft = op.Flag("transA") && left.Rank > 1;
        bool turnsRight = op.Flag("transB") && right.Rank > 1;
        long scaled = op.Float("alpha") is { } alpha && alpha != 1 ? 1 : 0;
        if (!turnsLeft && !turnsRight && !isLeftMoved && !isRightMoved)
        {
            return ProductOperators.MatMul(op, left, right, op.TypeOf(0), (0, 1)).Also(scaled, "factor");
        }

        if (left.Rank < 2 || right.Rank < 2)
        {
            // A vector has nothing to transpose. With the other operand transposed, it is a plain product.
            return ProductOperators
                .MatMul(op, turnsLeft ? Turned(left) : left, turnsRight ? Turned(right) : right, op.TypeOf(0), (0, 1))
                .Also(scaled, "factor")
                .Seeing((_, _) => AxisView.Everything);
        }

        Answer answer = Answer.Of(new MatrixProduct(turnsLeft, turnsRight), op.TypeOf(0), [(0, left), (1, right)]).Also(scaled, "factor");
        return isLeftMoved || isRightMoved
            ? answer.Seeing((operand, axis) => operand > 1 ? AxisView.Everything
                : answer.View(operand, (operand == 0 ? isLeftMoved : isRightMoved) ? Moved(axis, op[operand].Rank) : axis))
            : answer;
    }

    // Moves the first axis before the last.
    private static FileTensor Batches(FileTensor tensor, bool isMoved, out bool moves)
    {
        moves = isMoved && tensor.Rank > 2;
        return moves ? new FileTensor(tensor.Type, [.. tensor.Sizes[1..^1], tensor[0], tensor[^1]]) : tensor;
    }

    private static int Moved(int axis, int rank) => axis == rank - 1 ? axis : axis == 0 ? rank - 2 : axis - 1;

    private static FileTensor Turned(FileTensor tensor) => new(tensor.Type, [.. tensor.Sizes[..^2], tensor[^1], tensor[^2]]);

    // A dense layer with packed weights; the node's attributes give the sizes.
    private static Answer Linear(Operation op, Quantity terms, Quantity features, int bias)
    {
        FileTensor input = op[0];
        if (input.Rank == 0 || Merging.Agree(input[^1], terms) is null)
        {
            throw op.Fail($"the input {input} must have {terms} features on its last axis, as the weights have");
        }

        Quantity[] sizes = input.Sizes;
        sizes[^1] = features;
        var output = new FileTensor(input.Type, sizes);
        return Answer.Of(output)
            .Doing(working => WorkFormula.Contraction(working.OutputElements(output), terms, op.Has(bias) ? 1 : 0, working))
            .Seeing((operand, axis) => operand == 0 && axis < input.Rank - 1 ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static FileTensor UnpackedByName(Operation op, int operand) => new(ElementType.Undefined, Named(op, "N"), Named(op, "K"));

    private static FileTensor? UnpackedByShape(Operation op, int operand) =>
        op.Sizes(2) is { Length: 2 } sizes ? new FileTensor(ElementType.Undefined, sizes) : null;

    private static Answer FusedConv(Operation op)
    {
        Answer answer = WindowOperators.Convolution(op, 0, 1, 2, op.TypeOf(0)).Also(ContribElementwise.Fused(op) + (op.Has(3) ? 1 : 0), "sum and activation");
        return answer.Seeing((operand, axis) => operand == 3 && op[3].Rank == answer.Outputs[0].Rank ? AxisView.Same(axis) : answer.View(operand, axis));
    }

    // The padding is an operand here, and an attribute in the default domain.
    private static Answer ConvTranspose(Operation op)
    {
        long[]? pads = op.Numbers(2);
        if (op.Has(2) && pads is null)
        {
            return Answer.Unknown(op.Node.Operator, Unknown(op, op.Least(0, 3), op.Least(1, 3)));
        }

        var node = new OnnxNode
        {
            Name = op.Node.Name,
            Operator = op.Node.Operator,
            Domain = op.Node.Domain,
            Inputs = op.Node.Inputs,
            Outputs = op.Node.Outputs,
            Attributes = [.. op.Node.Attributes.Where(attribute => attribute.Name != "pads"), .. pads is null ? [] : new[] { new OnnxAttribute { Name = "pads", Ints = [.. pads] } }],
        };
        Answer answer = WindowOperators.ConvTranspose(new Operation(node, 11, [op.Optional(0), op.Optional(1), op.Optional(3)], op.Scope));
        return answer.Seeing((operand, axis) => operand == 0 ? answer.View(0, axis) : AxisView.Everything);
    }

    private static FileTensor Unknown(Operation op, FileTensor input, FileTensor weight) => new(
        input.Type,
        [input[0], weight[1] * op.Int("group", 1), .. Enumerable.Range(2, Math.Max(input.Rank - 2, 0)).Select(axis => op.UnknownSize(0, $"{axis}"))]);

    // The number of weights in one stored element.
    private static long Pack(Operation op) => op.Text("quant_type", "int") switch
    {
        "fp8" => 1,
        "int" => op.Int("expert_weight_bits", 4) is (2 or 4 or 8) and var bits ? 8 / bits : throw op.Fail($"expert_weight_bits is {op.Int("expert_weight_bits", 4)}; it must be 2, 4 or 8"),
        _ => 2,
    };

    private static TensorShape? UnpackedExperts(Operation op, int operand) =>
        op.Optional(operand) is { IsRanked: true, Rank: 3 } weight ? weight.With(2, weight[2] * Pack(op)) : null;

    // A softmax turns the router's numbers into shares.
    private static Answer MixtureOf(Operation op, (int Up, int Down, int Gate) weights, (int Up, int Down, int Gate) biases, long pack)
    {
        FileTensor input = op[0];
        FileTensor router = op[1];
        FileTensor up = op[weights.Up];
        FileTensor down = op[weights.Down];
        var output = new FileTensor(input.Type, input.Sizes);
        if (router.Rank != 2 || up.Rank != 3 || down.Rank != 3 || input.Rank is not (2 or 3))
        {
            throw op.Fail($"the router's numbers {router} must have two axes, and the experts' weights {up} and {down} three");
        }

        if (router[1].KnownValue is not { } experts || (down[2] * pack).KnownValue is not { } hidden)
        {
            return Answer.Unknown(op.Node.Operator, output);
        }

        string name = op.Text("activation_type", "relu");
        bool isSwiGlu = name == "swiglu";
        ActivationFunction function = name switch
        {
            "relu" => ActivationFunction.Relu,
            "gelu" => ActivationFunction.Gelu,
            "silu" or "swiglu" => ActivationFunction.Silu,
            "identity" => ActivationFunction.Linear,
            _ => throw op.Fail($"activation_type is {name}; it must be relu, gelu, silu, swiglu or identity"),
        };
        var layer = new MixtureOfExperts(experts, op.Int("k", 1), hidden, function, isSwiGlu || op.Has(weights.Gate), op.Has(biases.Up) || op.Has(biases.Down));
        layer.Validate();
        Quantity tokens = input.Rank == 2 ? input[0] : input[0] * input[1];
        TensorShape[] inputs = [new(tokens, input[^1]), new(tokens, experts)];

        // A factor inside the sigmoid, an addition to the other half, and limits of both.
        long more = isSwiGlu
            ? (op.Float("activation_alpha") is { } alpha && alpha != 1 ? 1 : 0) + (op.Float("activation_beta") is { } beta && beta != 0 ? 1 : 0) + (op.Float("swiglu_limit") is null ? 0 : 3)
            : 0;
        return Answer.Of(output)
            .Doing(working => WorkFormula.Both(
                layer.Work(inputs, layer.OutputShape(inputs), working),
                WorkFormula.Softmax(tokens, experts, ElementwiseWork.OncePerSoftmax(ActivationFunction.Softmax), working),
                working))
            .Also((tokens * layer.Active * hidden, more, "factor, addition and limits"))
            .Seeing((operand, axis) => operand == 0 && axis < input.Rank - 1 ? AxisView.Same(axis)
                : operand == 1 && axis == 0 && input.Rank == 2 ? AxisView.Same(0)
                : AxisView.Everything);
    }
}
