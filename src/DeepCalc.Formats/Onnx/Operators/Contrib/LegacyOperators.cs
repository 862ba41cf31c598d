using DeepCalc.Formats.Onnx.Operators.Elementwise;
using DeepCalc.Formats.Onnx.Operators.Moves;

namespace DeepCalc.Formats.Onnx.Operators.Contrib;

/// <summary>Experimental operators of ONNX's first versions, which ONNX removed and ONNX Runtime still supports.</summary>
internal static class LegacyOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Affine", op => ElementwiseOperators.Unary(op, 2)),
        new("ImageScaler", op => ElementwiseOperators.Unary(op, 2)),
        new("Scale", op => ElementwiseOperators.Unary(op, 1)),
        new("ScaledTanh", op => ElementwiseOperators.Unary(op, ElementwiseWork.Of(ActivationFunction.Tanh) + 2)),
        new("ParametricSoftplus", op => ElementwiseOperators.Unary(op, ElementwiseWork.Of(ActivationFunction.Softplus) + 2)),
        new("Crop", Crop),
        new("DynamicSlice", op => op.Default("Slice", 10, 0, 1, 2, 3)) { SizesOnly = [1, 2, 3] },
    ];

    // Crops a border at the left, top, right and bottom, or a part of a given size from the left and top border on.
    private static Answer Crop(Operation op)
    {
        FileTensor input = op.Ranked(0, 4);
        long[] border = op.Ints("border") ?? [];
        op.FailIf(border.Length != 4 || border.Any(amount => amount < 0), $"border must have four numbers of at least 0");
        Quantity[] after = op.Ints("scale") is [var height, var width]
            ? [border[1] + height - input[2], border[0] + width - input[3]]
            : [-border[3], -border[2]];
        return PaddingOperators.Padded(op, [2, 3], [-border[1], -border[0]], after);
    }
}
