using DeepCalc.Formats.Onnx.Operators.Contractions;
using DeepCalc.Formats.Onnx.Operators.Elementwise;
using DeepCalc.Formats.Onnx.Operators.Windows;
using DeepCalc.Formats.Onnx.Syntax;

namespace DeepCalc.Formats.Onnx.Operators.Quantized;

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
        new("QuantizeLinear", op => Scaled(op, op.Optional(2)?.Type ?? Named(op, ElementType.UInt8), Quantize)) { Settings = [2], IsArithmetic = true },
        new("DequantizeLinear", op => Scaled(op, Named(op, op.TypeOf(1)), Dequantize)) { Quantized = [0], Scales = [1] },
        new("DynamicQuantizeLinear", op => Answer
            .Of(new FileTensor(ElementType.UInt8, op[0].Sizes), new FileTensor(ElementType.Float32), new FileTensor(ElementType.UInt8))
            .Doing(DynamicQuantize)
            .Seeing((output, operand, axis) => output == 0 && operand == 0 ? AxisView.Same(axis).Gated() : AxisView.Everything)),
        new("QLinearConv", op => ConvolutionOf(op)) { Weights = [4], Quantized = [3, 8] },
        new("QLinearMatMul", op => op.On(each => ProductOperators.Product(each), 0, 3).Typed(op.TypeOf(7)).Also(Quantize, "requantisation")) { Quantized = [0, 3] },
        new("ConvInteger", op => op.On(each => WindowOperators.Convolution(each), 0, 1).Typed(ElementType.Int32)) { Quantized = [1] },
        new("MatMulInteger", op => op.On(each => ProductOperators.Product(each), 0, 1).Typed(ElementType.Int32)) { Quantized = [0, 1] },
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

    /// <summary>A quantised convolution, whose sums are quantised again.</summary>
    public static Answer ConvolutionOf(Operation op, Layout? layout = null) =>
        op.On(each => WindowOperators.Convolution(each, layout), 0, 3, 8).Typed(op.TypeOf(7)).Also(Quantize, "requantisation");

    /// <summary>The floating-point tensor that a quantised one represents.</summary>
    public static FileTensor Meaning(FileTensor tensor) => tensor.Type.IsInteger() ? tensor.WithType(ElementType.Float32) : tensor;

    private static OnnxOperator Rounding(string name, long each) =>
        new(name, op => ElementwiseOperators.Unary(op, each), OnnxDomain.Qonnx) { Settings = [1, 2, 3, 4, 5, 6] };

    private static ElementType Named(Operation op, ElementType otherwise) =>
        op.Type("output_dtype", ElementType.Undefined) is not ElementType.Undefined and var type ? type : otherwise;

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
            if (scale.Rank != sizes.Length || sizes.Where((size, i) => Merging.Agree(scale[i], size) is null).Any())
            {
                throw op.Fail(block > 0
                    ? $"the scales {scale} must be one for each block of {block} along axis {at} of {input}"
                    : $"there are {scale[0]} scales for axis {at} of {input}, which has {input[at]}; there must be one for all, or one for each position");
            }
        }

        return op.Means(new Pointwise(op.Node.Operator, each) { IsLinear = each == Dequantize }, type, weights: op.Given(1));
    }
}
