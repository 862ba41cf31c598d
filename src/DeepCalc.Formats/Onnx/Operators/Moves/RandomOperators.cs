using DeepCalc.Formats.Onnx.Operators.Control;
using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Moves;

/// <summary>Random numbers; drawing them does not count as arithmetic.</summary>
internal static class RandomOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("RandomNormal", Drawn),
        new("RandomUniform", Drawn),
        new("RandomNormalLike", Like) { SizesOnly = [0] },
        new("RandomUniformLike", Like) { SizesOnly = [0] },
        new("Bernoulli", Like),
        new("Multinomial", op => Answer.Of(new FileTensor(op.Type("dtype", ElementType.Int32), op[0][0], op.Int("sample_size", 1)))
            .Seeing((_, axis) => axis == 0 ? AxisView.Same(0) : AxisView.Everything)),
        new("Dropout", op => Dropout(op)) { SizesOnly = [1, 2], Settings = [1] },
    ];

    private static Answer Drawn(Operation op) => Answer.Of(new FileTensor(
        op.Type("dtype", ElementType.Float32), [.. (op.Ints("shape") ?? throw op.Fail("the node needs the attribute shape")).Select(size => (Quantity)size)]));

    private static Answer Like(Operation op) =>
        Answer.Of(new FileTensor(op.Type("dtype", op.TypeOf(0)), op[0].Sizes)).Seeing((_, axis) => AxisView.Same(axis));

    // Dropout does nothing in inference; the mask is a second output.
    private static Answer Dropout(Operation op)
    {
        FileTensor input = op[0];
        ElementType mask = op.Opset < 10 ? input.Type : ElementType.Boolean;

        // In training, the dropped elements are random.
        bool isTraining = op.Opset < 7 ? !op.Flag("is_test") : op.Opset >= 12 && op.Has(2) && ControlFlowOperators.Truth(op.Any(2)) != false;
        double? rate = op.Opset < 12 ? op.Float("ratio") : op.Values(1) is { Count: 1 } given && given[0].IsKnown ? given[0].Number : null;
        return op.Means(new Dropout(SettingText.Shortest(rate ?? 0.5))).With(
            Gathering.Tensor(input.Type, isTraining ? null : input.Values, input.Sizes), new FileTensor(mask, input.Sizes));
    }
}
