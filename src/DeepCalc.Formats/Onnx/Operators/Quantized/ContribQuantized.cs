using DeepCalc.Formats.Onnx.Operators.Contractions;
using DeepCalc.Formats.Onnx.Operators.Elementwise;
using DeepCalc.Formats.Onnx.Operators.Moves;
using DeepCalc.Formats.Onnx.Operators.Recurrence;
using DeepCalc.Formats.Onnx.Operators.Reductions;
using DeepCalc.Formats.Onnx.Operators.Selections;
using DeepCalc.Formats.Onnx.Operators.Windows;

namespace DeepCalc.Formats.Onnx.Operators.Quantized;

/// <summary>
/// ONNX Runtime's operators on quantised numbers. Inputs are counted as dequantised and outputs as quantised again; contractions run on
/// integers.
/// </summary>
internal static class ContribQuantized
{
    public static IEnumerable<OnnxOperator> All =>
    [
        SameOf("QuantizeLinear") with { Settings = [2], IsArithmetic = true },
        SameOf("DequantizeLinear") with { Quantized = [0], Scales = [1] },
        new("QLinearConv", op => QuantizationOperators.ConvolutionOf(op, LayoutOf(op))) { Weights = [4], Quantized = [3, 8] },
        new("MatMulInteger16", op => op.On(each => ProductOperators.Product(each), 0, 1)
            .Typed(op.TypeOf(0) == ElementType.UInt16 && op.TypeOf(1) == ElementType.UInt16 ? ElementType.UInt32 : ElementType.Int32)) { Quantized = [0, 1] },
        new("MatMulIntegerToFloat", op => op.On(each => ProductOperators.Product(each), 0, 1, 6)
            .Typed(op.TypeOf(2))
            .Also(QuantizationOperators.Dequantize, "scale")) { Weights = [3, 6], Quantized = [0, 1] },
        new("DynamicQuantizeMatMul", DynamicProduct) { Weights = [2, 4], Quantized = [1] },
        new("QGemm", Gemm) { Weights = [4], Quantized = [0, 3, 6] },
        new("DynamicQuantizeLSTM", Lstm) { Weights = [3, 7, 8, 10], Quantized = [1, 2], SizesOnly = [4], Settings = [5, 6], HasState = true },
        Elementwise("QLinearAdd", 7, each => ElementwiseOperators.Combined(each, new Merge()), 0, 3),
        Elementwise("QLinearMul", 7, each => ElementwiseOperators.Combined(each, new Merge(MergeKind.Multiply)), 0, 3) with { Multiplies = true },
        Elementwise("QLinearSigmoid", 4, each => ElementwiseOperators.Unary(each, new Activation(ActivationFunction.Sigmoid)), 0),
        Elementwise("QLinearLeakyRelu", 4, each => ElementwiseOperators.Unary(each, new Activation(ActivationFunction.LeakyRelu)), 0),
        new("QLinearWhere", op => Dequantized(op, each => ElementwiseOperators.Combined(each, 0), 0, 1, 4).Typed(op.TypeOf(1))) { Quantized = [1, 4] },
        new("QLinearSoftmax", op => Dequantized(
            op, each => each.As(op.Int("opset", 13), inner => ActivationOperators.Softmax(inner, ActivationFunction.Softmax), 0), 0).Typed(op.TypeOf(0))),
        new("QLinearAveragePool", op => Dequantized(op, each => WindowOperators.Pool(each, PoolKind.Average, LayoutOf(op)), 0).Typed(op.TypeOf(0))),
        new("QLinearGlobalAveragePool", op => Dequantized(op, each => WindowOperators.GlobalPool(each, PoolKind.Average, LayoutOf(op)), 0).Typed(op.TypeOf(0))),
        new("QLinearReduceMean", op => Dequantized(op, each => ReductionOperators.Over(each, ReductionKind.Mean, op.Ints("axes")), 0).Typed(op.TypeOf(0))),
        new("QLinearConcat", Concat),
        new("NhwcMaxPool", op => WindowOperators.Pool(op, PoolKind.Max, Layout.ChannelsLast).Doing(_ => default)),
        new("MulInteger", op => op.As(13, each => ElementwiseOperators.Combined(each, new Merge(MergeKind.Multiply)), 0, 2).Typed(ElementType.Int32)) { Multiplies = true, Quantized = [0, 2] },
        new("GatherBlockQuantized", GatherRows) { Weights = [2], Quantized = [0], UnpackedShape = (op, _) => Table(op) },
    ];

    // The newest version of the default domain's operator.
    private static OnnxOperator SameOf(string name) => new(name, op => op.Default(name, 25, [.. Enumerable.Range(0, op.Count)]));

    private static OnnxOperator Elementwise(string name, int zeroPoint, Func<Operation, Answer> rule, params int[] operands) =>
        new(name, op => Dequantized(op, rule, operands).Typed(op.Optional(zeroPoint)?.Type ?? op.TypeOf(0))) { Quantized = operands.Length > 1 ? operands : [] };

    // Each operand's elements are dequantised, and the results are quantised.
    private static Answer Dequantized(Operation op, Func<Operation, Answer> rule, params int[] operands)
    {
        Answer answer = op.As(op.Opset, rule, QuantizationOperators.Meaning, operands);
        (Quantity Elements, Quantity Each, string Name)[] steps =
        [
            .. operands.Where(operand => op.Has(operand) && op.TypeOf(operand).IsInteger())
                .Select(operand => (op[operand].ElementCount, (Quantity)QuantizationOperators.Dequantize, "scale of an operand")),
            (answer.Outputs[0].ElementCount, QuantizationOperators.Quantize, "requantisation"),
        ];
        return answer.Also(steps);
    }

    private static Layout? LayoutOf(Operation op) => op.Flag("channels_last") ? Layout.ChannelsLast : null;

    private static Answer DynamicProduct(Operation op) => op.On(each => ProductOperators.Product(each), 0, 1, 4)
        .Also((op[0].ElementCount, QuantizationOperators.DynamicQuantize, "quantisation"))
        .Also(QuantizationOperators.Dequantize, "scale");

    private static Answer Gemm(Operation op)
    {
        ElementType type = op.Optional(8)?.Type ?? ElementType.Float32;
        return op.As(13, ProductOperators.Gemm, QuantizationOperators.Meaning, 0, 3, 6)
            .Typed(type)
            .Also(type.IsInteger() ? QuantizationOperators.Quantize : QuantizationOperators.Dequantize, "scale");
    }

    // The weights are stored transposed. Inputs and states are quantised in every step.
    private static Answer Lstm(Operation op)
    {
        Answer answer = op.As(
            7,
            each => RecurrentOperators.Layer(new Operation(each.Node, 7, [each[0], Turned(each[1]), Turned(each[2]), .. Enumerable.Range(3, 5).Select(each.Optional)], each.Scope), RecurrentKind.Lstm),
            0, 1, 2, 3, 4, 5, 6, 7);
        Quantity states = answer.Outputs[0].ElementCount;
        return answer.Also(
            (op[0].ElementCount, QuantizationOperators.DynamicQuantize, "quantisation of the input"),
            (states, QuantizationOperators.DynamicQuantize, "quantisation of states"),
            (states, 4 * 2 * QuantizationOperators.Dequantize, "scales of both products of each gate"));
    }

    private static FileTensor Turned(FileTensor weight) => weight.Rank == 3 ? new FileTensor(ElementType.Float32, weight[0], weight[2], weight[1]) : weight;

    // After the result's scale and zero point, each operand is followed by its own.
    private static Answer Concat(Operation op)
    {
        int[] operands = [.. Enumerable.Range(2, Math.Max(op.Count - 2, 0)).Where(place => place % 3 == 2)];
        return Dequantized(op, each => each.As(13, ReshapingOperators.Concat, [.. Enumerable.Range(0, each.Count)]), operands).Typed(op.TypeOf(1));
    }

    private static Answer GatherRows(Operation op)
    {
        Answer answer = IndexingOperators.Gather(op, Table(op), op.Int("gather_axis", 0), op.TypeOf(2)).Also(QuantizationOperators.Dequantize, "scale");
        return answer.Seeing((operand, axis) => operand == 1 ? answer.View(1, axis) : AxisView.Everything);
    }

    // A byte holds several numbers along the last axis.
    private static FileTensor Table(Operation op)
    {
        FileTensor data = op.Least(0, 1);
        long bits = op.Int("bits", 4);
        if (data.Type != ElementType.UInt8 || bits is not (2 or 4))
        {
            return data;
        }

        Quantity[] sizes = data.Sizes;
        sizes[^1] *= 8 / bits;
        return new FileTensor(data.Type, sizes);
    }
}
