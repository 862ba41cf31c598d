using DeepCalc.Formats.Onnx.Operators.Elementwise;
using DeepCalc.Formats.Onnx.Syntax;

namespace DeepCalc.Formats.Onnx.Operators.Quantized;

/// <summary>
/// QONNX's operators, which Brevitas and FINN write. They round a tensor to numbers of few bits, which are still stored as floating-point
/// numbers. Scales, zero points and bit widths are settings of the rounding.
/// </summary>
/// <remarks>Source: docs/qonnx-custom-ops of github.com/fastmachinelearning/qonnx, versions 1 and 2.</remarks>
internal static class QonnxOperators
{
    // The sign is one comparison.
    private const long Sign = 1;

    public static IEnumerable<OnnxOperator> All =>
    [
        Rounding("Quant", QuantizationOperators.Quantize + QuantizationOperators.Dequantize),
        Rounding("IntQuant", QuantizationOperators.Quantize + QuantizationOperators.Dequantize),
        Rounding("FloatQuant", QuantizationOperators.Quantize + QuantizationOperators.Dequantize),
        Rounding("BipolarQuant", Sign + QuantizationOperators.Dequantize),

        // Rounding at the input width, and again at the output width.
        Rounding("Trunc", (2 * QuantizationOperators.Quantize) + QuantizationOperators.Dequantize),
    ];

    private static OnnxOperator Rounding(string name, long each) => new(name, op => ElementwiseOperators.Unary(op, each, null), OnnxDomain.Qonnx)
    {
        Settings = [1, 2, 3, 4, 5, 6],
    };
}
