using DeepCalc.Formats.Onnx.Operators;
using DeepCalc.Formulas;
using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Elementwise operators on tensors that are broadcast to one shape.</summary>
internal static class Broadcast
{
    /// <summary>The answer of an elementwise operator with a number of operations for each element.</summary>
    public static Answer Answer(Operation operation, ElementType type, long each, Func<Scalar[], Scalar?>? function = null)
    {
        var tensors = new FileTensor[operation.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = operation[i];
        }

        Quantity[] sizes = Broadcasting.Shape(tensors).Span.ToArray();
        TensorValues? values = function is null ? null : TensorMath.Map(tensors, sizes, function);
        FileTensor output = values is null ? new FileTensor(type, sizes) : FileTensor.Of(type, values, sizes);
        return Operators.Answer.Of(output)
            .Doing(each)
            .Explaining(working => Broadcasting.Shape(tensors, working))
            .Seeing((operand, axis) => Broadcasting.View(tensors[operand], axis, output));
    }
}
