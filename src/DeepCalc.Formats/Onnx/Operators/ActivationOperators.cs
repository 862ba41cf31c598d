using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Formulas;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Activation functions; their work is that of DeepCalc's own activations.</summary>
internal static class ActivationOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        // Relu also keeps the values of small tensors, because exporters use it to keep computed lengths from going below 0.
        new("Relu", op => ElementwiseOperators.Unary(op, ElementwiseWork.Of(ActivationFunction.Relu), value => ScalarMath.Max(value, 0, op.TypeOf(0)))),
        Function("LeakyRelu", ActivationFunction.LeakyRelu),
        Function("Elu", ActivationFunction.Elu),
        Function("Selu", ActivationFunction.Selu),
        Function("Celu", ActivationFunction.Celu),
        Function("Gelu", ActivationFunction.Gelu),
        Function("Mish", ActivationFunction.Mish),
        Function("Swish", ActivationFunction.Silu),
        Function("Sigmoid", ActivationFunction.Sigmoid),
        Function("HardSigmoid", ActivationFunction.HardSigmoid),
        Function("HardSwish", ActivationFunction.HardSwish),
        Function("Tanh", ActivationFunction.Tanh),
        Function("Softplus", ActivationFunction.Softplus),
        Function("Softsign", ActivationFunction.Softsign),
        Function("ThresholdedRelu", ActivationFunction.Threshold),
        Function("Shrink", ActivationFunction.SoftShrink),
        new("PRelu", PRelu) { Weights = [1] },
        new("Softmax", op => Softmax(op, ActivationFunction.Softmax)),
        new("LogSoftmax", op => Softmax(op, ActivationFunction.LogSoftmax)),
        new("Hardmax", Hardmax),
    ];

    private static OnnxOperator Function(string name, ActivationFunction function) =>
        new(name, op => ElementwiseOperators.Unary(op, ElementwiseWork.Of(function), null));

    private static Answer PRelu(Operation op)
    {
        FileTensor input = op[0];
        return Answer.Of(new FileTensor(input.Type, input.Sizes))
            .Doing(ElementwiseOperators.Float(op, ElementwiseWork.ParametricRelu))
            .Seeing((operand, axis) => operand == 0 ? AxisView.Same(axis) : Broadcasting.View(op[1], axis, input));
    }

    /// <summary>A softmax along an axis. Before version 13, all axes from the given one on are treated as one axis.</summary>
    public static Answer Softmax(Operation op, ActivationFunction function)
    {
        FileTensor input = op[0];
        bool isFlat = op.Opset < 13;
        int axis = input.Rank == 0 ? 0 : op.Axis(op.Int("axis", isFlat ? 1 : -1), input.Rank + (isFlat ? 1 : 0));
        Quantity sums = 1;
        Quantity channels = 1;
        for (int i = 0; i < input.Rank; i++)
        {
            bool isSummed = isFlat ? i >= axis : i == axis;
            sums = isSummed ? sums : sums * input[i];
            channels = isSummed ? channels * input[i] : channels;
        }

        return Answer.Of(new FileTensor(input.Type, input.Sizes))
            .Doing(working => WorkFormula.Softmax(sums, channels, ElementwiseWork.OncePerSoftmax(function), working))
            .Seeing((_, at) => at == axis || (isFlat && at > axis) ? AxisView.Everything : AxisView.Same(at));
    }

    // Hardmax finds the largest of each group and computes nothing.
    private static Answer Hardmax(Operation op)
    {
        FileTensor input = op[0];
        int axis = op.Axis(op.Int("axis", op.Opset < 13 ? 1 : -1), input.Rank);
        return Answer.Of(new FileTensor(input.Type, input.Sizes))
            .Doing(1)
            .Seeing((_, at) => at == axis || (op.Opset < 13 && at > axis) ? AxisView.Everything : AxisView.Same(at));
    }
}
