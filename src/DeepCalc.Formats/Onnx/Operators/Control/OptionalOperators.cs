using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>Optional values. An optional with a value is represented by the value.</summary>
/// <remarks>Source: the operators' specification of the ONNX project.</remarks>
internal static class OptionalOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Optional", op => op.Has(0) ? op.Default("Identity", op.Opset, 0)
            : op.Node.Attribute("type")?.Type is { } type ? Answer.Of(DeclaredTensor.Of(op.Label, type, op.Scope.Options))
            : throw op.Fail("an empty optional needs the attribute type")),
        new("OptionalGetElement", op => op.Default("Identity", op.Opset, 0)),
        new("OptionalHasElement", op => Answer.Of(op.Has(0)
            ? new FileTensor(ElementType.Boolean)
            : FileTensor.Of(ElementType.Boolean, TensorValues.Of([0L])))) { SizesOnly = [0] },
    ];
}
