using DeepCalc.Formats.Onnx.Operators.Elementwise;
using DeepCalc.Formats.Onnx.Operators.Moves;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Experimental operators of ONNX's first versions, which ONNX removed and ONNX Runtime still supports.</summary>
internal static class LegacyOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Affine", op => ElementwiseOperators.Unary(op, 2, null)),
        new("ImageScaler", op => ElementwiseOperators.Unary(op, 2, null)),
        new("Scale", op => ElementwiseOperators.Unary(op, 1, null)),
        new("ScaledTanh", op => ElementwiseOperators.Unary(op, ElementwiseWork.Of(ActivationFunction.Tanh) + 2, null)),
        new("ParametricSoftplus", op => ElementwiseOperators.Unary(op, ElementwiseWork.Of(ActivationFunction.Softplus) + 2, null)),
        new("Crop", Crop),
        new("DynamicSlice", op => op.As(10, ReshapingOperators.Slice, 0, 1, 2, 3)) { SizesOnly = [1, 2, 3] },
    ];

    // Crops a border at the left, top, right and bottom, or a part of a given size from the left and top border on.
    private static Answer Crop(Operation op)
    {
        FileTensor input = op[0];
        if (input.Rank != 4 || op.Ints("border") is not { Length: 4 } border)
        {
            throw op.Fail($"the input {input} must have four axes, and border four numbers");
        }

        long[]? size = op.Ints("scale") is { Length: 2 } scale ? scale : null;
        Quantity height = size?[0] ?? input[2] - border[1] - border[3];
        Quantity width = size?[1] ?? input[3] - border[0] - border[2];
        if (border.Any(amount => amount < 0) || height is { IsKnown: true, Value: < 0 } || width is { IsKnown: true, Value: < 0 })
        {
            throw op.Fail($"the border {string.Join(',', border)} must have sizes of at least 0 that fit into {input}");
        }

        return Answer.Of(new FileTensor(input.Type, input[0], input[1], height, width))
            .Seeing((operand, axis) => operand != 0 ? AxisView.Everything : axis < 2 ? AxisView.Same(axis) : AxisView.Window(axis, 1, 1, 1, -border[axis == 2 ? 1 : 0]));
    }
}
