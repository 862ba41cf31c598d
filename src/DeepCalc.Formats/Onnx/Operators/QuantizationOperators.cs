using DeepCalc.Formulas;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>
/// Quantised numbers: integers that represent floating-point numbers by a scale. Their contractions count as those of the floating-point
/// operators; arithmetic with scales is floating-point work.
/// </summary>
internal static class QuantizationOperators
{
    /// <summary>
    /// The operations of quantising an element: a division by the scale and a rounding. The zero point is added to integers.
    /// </summary>
    public const long Quantize = 2;

    /// <summary>The operations of dequantising an element: a product with the scale.</summary>
    public const long Dequantize = 1;

    /// <summary>
    /// The operations of quantising with a range found in the tensor: also a comparison for the largest and one for the smallest.
    /// </summary>
    public const long DynamicQuantize = Quantize + 2;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("QuantizeLinear", QuantizeLinear) { Settings = [2], IsArithmetic = true },
        new("DequantizeLinear", DequantizeLinear) { Quantized = [0], Scales = [1] },
        new("DynamicQuantizeLinear", op => Answer
            .Of(new FileTensor(ElementType.UInt8, op[0].Sizes), new FileTensor(ElementType.Float32), new FileTensor(ElementType.UInt8))
            .Doing(DynamicQuantize)
            .Seeing((output, operand, axis) => output == 0 && operand == 0 ? AxisView.Same(axis).Gated() : AxisView.Everything)),
        new("QLinearConv", op => ConvolutionOf(op)) { Weights = [4], Quantized = [3, 8] },
        new("QLinearMatMul", op => ProductOperators.Product(op, type: op.TypeOf(7), right: 3).Also(Quantize, "requantisation")) { Quantized = [0, 3] },
        new("ConvInteger", op => WindowOperators.Convolution(op, bias: ProductOperators.None, type: ElementType.Int32)) { Quantized = [1] },
        new("MatMulInteger", op => ProductOperators.Product(op, type: ElementType.Int32)) { Quantized = [0, 1] },
    ];

    /// <summary>A quantised convolution, whose sums are quantised again.</summary>
    public static Answer ConvolutionOf(Operation op, Layout? layout = null) =>
        WindowOperators.Convolution(op, 3, 8, op.TypeOf(7), layout).Also(Quantize, "requantisation");

    /// <summary>The floating-point tensor that a quantised one represents.</summary>
    public static FileTensor Meaning(FileTensor tensor) => tensor.Type.IsInteger() ? tensor.WithType(ElementType.Float32) : tensor;

    private static Answer QuantizeLinear(Operation op)
    {
        ElementType named = op.Type("output_dtype", ElementType.Undefined);
        return OfScale(op, op.Optional(2)?.Type ?? (named == ElementType.Undefined ? ElementType.UInt8 : named), Quantize);
    }

    private static Answer DequantizeLinear(Operation op)
    {
        ElementType type = op.Type("output_dtype", ElementType.Undefined);
        return OfScale(op, type == ElementType.Undefined ? op.TypeOf(1) : type, Dequantize);
    }

    // One scale for all elements, one for each position of an axis, or one for each block along it.
    private static Answer OfScale(Operation op, ElementType type, long each)
    {
        FileTensor input = op[0];
        if (op.Optional(1) is { IsRanked: true, Rank: > 0 } scale)
        {
            RequireFit(op, input, scale);
        }

        return Answer.Of(new FileTensor(type, input.Sizes))
            .Doing(each)
            .Seeing((operand, axis) => operand == 0 ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static void RequireFit(Operation op, FileTensor input, FileTensor scale)
    {
        long block = op.Int("block_size", 0);
        if (scale.Rank == 1 && block == 0)
        {
            // A common scale may have one axis of size 1.
            if (scale[0] == 1)
            {
                return;
            }

            int at = op.Axis(op.Int("axis", 1), input.Rank);
            if (Merging.Agree(scale[0], input[at]) is null)
            {
                throw op.Fail($"there are {scale[0]} scales for axis {at} of {input}, which has {input[at]}; there must be one for all, or one for each position");
            }
        }
        else if (block > 0)
        {
            int at = op.Axis(op.Int("axis", 1), input.Rank);
            bool fits = scale.Rank == input.Rank;
            for (int i = 0; fits && i < input.Rank; i++)
            {
                fits = Merging.Agree(scale[i], i == at ? Quantity.CeilingDivide(input[i], block) : input[i]) is not null;
            }

            if (!fits)
            {
                throw op.Fail($"the scales {scale} must be one for each block of {block} along axis {at} of {input}");
            }
        }
    }
}
