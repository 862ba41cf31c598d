namespace DeepCalc.Formats.Onnx.Operators.Quantized;

/// <summary>
/// Quantised numbers: integers that represent floating-point numbers by a scale. Their contractions count as those of the floating-point
/// operators; arithmetic with scales is floating-point work.
/// </summary>
internal static class QuantizationOperators
{
    /// <summary>The operations of quantising an element: a division and a rounding. The zero point is added to integers.</summary>
    public const long Quantize = 2;

    /// <summary>The operations of dequantising an element: a product with the scale.</summary>
    public const long Dequantize = 1;

    /// <summary>The operations of quantising with a range found in the tensor: also comparisons for its limits.</summary>
    public const long DynamicQuantize = Quantize + 2;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("QuantizeLinear", op => Scaled(op, op.Optional(2)?.Type ?? op.Type("output_dtype", ElementType.UInt8), Quantize)) { Settings = [2], IsArithmetic = true },
        new("DequantizeLinear", op => Scaled(op, op.Type("output_dtype", op.TypeOf(1)), Dequantize)) { Quantized = [0], Scales = [1] },
        new("DynamicQuantizeLinear", op => new Answer(new FileTensor(ElementType.UInt8, op[0].Sizes), new FileTensor(ElementType.Float32), new FileTensor(ElementType.UInt8))
            .Doing(DynamicQuantize)
            .Seeing((output, operand, axis) => output == 0 && operand == 0 ? AxisView.Same(axis).Gated() : AxisView.Everything)),
        new("QLinearConv", op => op.On(each => WindowOperators.Convolution(each, WindowOperators.LayoutOf(each)), [0, 3, 8])
            .Typed(op.TypeOf(7))
            .Also(Quantize, "requantisation")) { Weights = [4], Quantized = [3, 8] },
        new("QLinearMatMul", op => op.On(each => ProductOperators.Product(each), [0, 3]).Typed(op.TypeOf(7)).Also(Quantize, "requantisation")) { Quantized = [0, 3] },
        new("ConvInteger", op => op.On(each => WindowOperators.Convolution(each), [0, 1]).Typed(ElementType.Int32)) { Quantized = [1] },
        new("MatMulInteger", op => op.On(each => ProductOperators.Product(each), [0, 1]).Typed(ElementType.Int32)) { Quantized = [0, 1] },
    ];

    /// <summary>
    /// QONNX's operators, which Brevitas and FINN write. They round a tensor to numbers of few bits, which are still stored as
    /// floating-point numbers. Scales, zero points and bit widths are settings of the rounding.
    /// </summary>
    /// <remarks>Source: docs/qonnx-custom-ops of github.com/fastmachinelearning/qonnx, versions 1 and 2.</remarks>
    public static IEnumerable<OnnxOperator> OfQonnx =>
    [
        Rounding("Quant", Quantize + Dequantize),
        Rounding("IntQuant", Quantize + Dequantize),
        Rounding("FloatQuant", Quantize + Dequantize),

        // The sign is one comparison.
        Rounding("BipolarQuant", 1 + Dequantize),

        // Rounding at the input width, and again at the output width.
        Rounding("Trunc", (2 * Quantize) + Dequantize),
    ];

    /// <summary>The floating-point tensor that a quantised one represents. Its values depend on a scale.</summary>
    public static FileTensor Meaning(FileTensor tensor) => tensor.Type.IsInteger() ? tensor.With(ElementType.Float32, null) : tensor;

    private static OnnxOperator Rounding(string name, long each) =>
        new(name, op => ElementwiseOperators.Unary(op, each), OnnxDomain.Qonnx) { Settings = [1, 2, 3, 4, 5, 6] };

    // One scale for all elements, which may have one axis of size 1, one for each position of an axis, or one for each block along it.
    private static Answer Scaled(Operation op, ElementType type, long each)
    {
        FileTensor input = op[0];
        long block = op.Int("block_size", 0);
        if (op.Optional(1) is { IsRanked: true, Rank: > 0 } scale && (block > 0 || (scale.Rank == 1 && scale[0] != 1)))
        {
            int at = op.Axis(op.Int("axis", 1), input.Rank);
            Quantity[] sizes = block > 0
                ? [.. input.Sizes.Select((size, axis) => axis == at ? Quantity.CeilingDivide(size, block) : size)]
                : [input[at]];
            op.FailIf(
                scale.Rank != sizes.Length || sizes.Where((size, i) => Merging.Agree(scale[i], size) is null).Any(),
                $"the scales {scale} of {input} must be one for all, one for each position of axis {at}, or one for each block along it");
        }

        return op.Means(new Pointwise(op.Node.Operator, each) { IsLinear = each == Dequantize }, type, weights: op.Given(1));
    }

    /// <summary>ONNX Runtime's operators on quantised numbers. Inputs are counted as dequantised and outputs as quantised again; contractions run on integers.</summary>
    public static IEnumerable<OnnxOperator> OfRuntime =>
    [
        .. All.Where(op => op.Name is "QuantizeLinear" or "DequantizeLinear" or "QLinearConv"),
        new("MatMulInteger16", op => op.On(each => ProductOperators.Product(each), [0, 1])
            .Typed(op.TypeOf(0) == ElementType.UInt16 && op.TypeOf(1) == ElementType.UInt16 ? ElementType.UInt32 : ElementType.Int32)) { Quantized = [0, 1] },
        new("MatMulIntegerToFloat", op => op.On(each => ProductOperators.Product(each), [0, 1, 6])
            .Typed(op.TypeOf(2))
            .Also(Dequantize, "scale")) { Weights = [3, 6], Quantized = [0, 1] },
        new("DynamicQuantizeMatMul", op => op.On(each => ProductOperators.Product(each), [0, 1, 4])
            .Also((op[0].ElementCount, DynamicQuantize, "quantisation"))
            .Also(Dequantize, "scale")) { Weights = [2, 4], Quantized = [1] },
        new("QGemm", Gemm) { Weights = [4], Quantized = [0, 3, 6] },
        new("DynamicQuantizeLSTM", Lstm) { Weights = [3, 7, 8, 10], Quantized = [1, 2], SizesOnly = [4], Settings = [5, 6], HasState = true },
        new("QLinearAdd", op => Dequantized(op, "Add", 7, 0, 3)) { Quantized = [0, 3] },
        new("QLinearMul", op => Dequantized(op, "Mul", 7, 0, 3)) { Quantized = [0, 3], Multiplies = true },
        new("QLinearWhere", op => Dequantized(op, "Where", 8, 0, 1, 4)) { Quantized = [1, 4] },
        .. ((string[])["Sigmoid", "LeakyRelu", "Softmax", "AveragePool", "GlobalAveragePool", "ReduceMean"])
            .Select(plain => new OnnxOperator($"QLinear{plain}", op => Dequantized(op, plain, 4, 0))),

        // After the result's scale and zero point, each operand is followed by its own.
        new("QLinearConcat", op => Dequantized(op, "Concat", 1, [.. Enumerable.Range(2, Math.Max(op.Count - 2, 0)).Where(place => place % 3 == 2)])),
        new("NhwcMaxPool", op => WindowOperators.Pool(op, PoolKind.Max, Layout.ChannelsLast).Doing(_ => default)),
        new("MulInteger", op => op.On(each => ElementwiseOperators.Combined(each, new Merge(MergeKind.Multiply)), [0, 2]).Typed(ElementType.Int32)) { Multiplies = true, Quantized = [0, 2] },
        new("GatherBlockQuantized", GatherRows) { Weights = [2], Quantized = [0], UnpackedShape = (op, _) => Table(op) },
    ];

    // ONNX's operator on operands whose elements are dequantised; the results are quantised, and have the type of their zero point.
    private static Answer Dequantized(Operation op, string plain, int zeroPoint, params int[] operands) => op
        .Default(plain, op.Int("opset", 13), operands, Meaning)
        .Also([.. operands.Where(operand => op.Has(operand) && op.TypeOf(operand).IsInteger())
            .Select(operand => (op[operand].ElementCount, (Quantity)Dequantize, "scale of an operand"))])
        .Also(Quantize, "requantisation")
        .Typed(op.Optional(zeroPoint)?.Type ?? op.TypeOf(operands[^1]));

    private static Answer Gemm(Operation op)
    {
        ElementType type = op.Optional(8)?.Type ?? ElementType.Float32;
        return op.Default("Gemm", 13, [0, 3, 6], Meaning)
            .Typed(type)
            .Also(type.IsInteger() ? Quantize : Dequantize, "scale");
    }

    // The weights are stored transposed. Inputs and states are quantised in every step.
    private static Answer Lstm(Operation op)
    {
        Answer answer = op.Default("LSTM", 7, [0, 1, 2, 3, 4, 5, 6, 7], Turned);
        Quantity states = answer.Outputs[0].ElementCount;
        return answer.Also(
            (op[0].ElementCount, DynamicQuantize, "quantisation of the input"),
            (states, DynamicQuantize, "quantisation of states"),
            (states, 4 * 2 * Dequantize, "scales of both products of each gate"));
    }

    private static FileTensor Turned(FileTensor operand) =>
        operand.Type.IsInteger() && operand.Rank == 3 ? new FileTensor(ElementType.Float32, operand[0], operand[2], operand[1]) : operand;

    private static Answer GatherRows(Operation op)
    {
        Answer answer = SelectionOperators.Gather(op, Table(op), op.Int("gather_axis", 0), op.TypeOf(2)).Also(Dequantize, "scale");
        return answer.Seeing((operand, axis) => operand == 1 ? answer.View(1, axis) : AxisView.Everything);
    }

    // A byte holds several numbers along the last axis.
    private static FileTensor Table(Operation op)
    {
        FileTensor data = op.Least(0, 1);
        long bits = op.Int("bits", 4);
        return data.Type == ElementType.UInt8 && bits is 2 or 4 ? data.Sized(data.Rank - 1, data.Last * (8 / bits)) : data;
    }
}
