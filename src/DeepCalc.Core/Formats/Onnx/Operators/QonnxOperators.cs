namespace DeepCalc;

/// <summary>
/// QONNX's operators, which Brevitas and FINN write: a tensor is rounded to numbers of few bits and stays one of floating-point numbers.
/// Their scales, zero points and widths say how it is rounded.
/// </summary>
/// <remarks>Source: docs/qonnx-custom-ops of github.com/fastmachinelearning/qonnx, versions 1 and 2.</remarks>
internal static class QonnxOperators
{
    // A sign is a comparison.
    private const long Sign = 1;

    public static IEnumerable<OnnxOperator> All =>
    [
        Rounding("Quant", QuantizationOperators.Quantize + QuantizationOperators.Dequantize),
        Rounding("IntQuant", QuantizationOperators.Quantize + QuantizationOperators.Dequantize),
        Rounding("FloatQuant", QuantizationOperators.Quantize + QuantizationOperators.Dequantize),
        Rounding("BipolarQuant", Sign + QuantizationOperators.Dequantize),

        // Rounded at the width that it has, and again at the one that it gets.
        Rounding("Trunc", (2 * QuantizationOperators.Quantize) + QuantizationOperators.Dequantize),
    ];

    private static OnnxOperator Rounding(string name, long each) => new(name, op => ElementwiseOperators.Unary(op, each, null), OnnxDomain.Qonnx)
    {
        Settings = [1, 2, 3, 4, 5, 6],
    };
}
