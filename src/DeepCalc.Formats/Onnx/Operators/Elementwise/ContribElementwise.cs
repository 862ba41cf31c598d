using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators.Elementwise;

/// <summary>ONNX Runtime's activations, most of them fused from several operators.</summary>
internal static class ContribElementwise
{
    private static readonly long Silu = ElementwiseWork.Of(ActivationFunction.Silu);

    public static IEnumerable<OnnxOperator> All =>
    [
        new("Gelu", op => Biased(op, ActivationFunction.Gelu)),
        new("FastGelu", op => Biased(op, ActivationFunction.GeluTanh)) { Weights = [1] },
        new("BiasGelu", op => Biased(op, ActivationFunction.Gelu)) { Weights = [1] },
        new("QuickGelu", op => Biased(op, op.Float("alpha") == 1 ? ActivationFunction.Silu : ActivationFunction.QuickGelu)),
        new("BiasSplitGelu", BiasSplitGelu) { Weights = [1] },
        new("BiasAdd", op => ElementwiseOperators.Combined(op, new Merge())) { Weights = [1] },
        new("BiasDropout", BiasDropout) { Weights = [1] },
        new("BiasSoftmax", op => op.As(11, each => ActivationOperators.Softmax(each, ActivationFunction.Softmax), 0).Also(1, "bias")),

        // x + y·gate.
        new("GatedAdd", op => ElementwiseOperators.Combined(op, 2)),
    ];

    /// <summary>The operations for each element of the fused activation; 0 without one.</summary>
    public static long Fused(Operation op, string attribute = "activation") => op.Text(attribute, "").ToUpperInvariant() switch
    {
        "" or "NONE" or "IDENTITY" => 0,

        // Two limits.
        "CLIP" => 2,
        var name => ActivationNames.Find(name) is { } function && ElementwiseWork.IsElementwise(function) ? ElementwiseWork.Of(function) : throw op.Fail($"the fused activation {name} is unknown"),
    };

    // A function of the sum of all operands.
    private static Answer Biased(Operation op, ActivationFunction function) => op.Has(1)
        ? ElementwiseOperators.Combined(op, ElementwiseWork.Of(function) + op.Count - 1)
        : ElementwiseOperators.Unary(op, ActivationOperators.WithConstants(op, new Activation(function)));

    private static Answer BiasSplitGelu(Operation op) =>
        op.Means(new GatedLinearUnit(ActivationFunction.Gelu, -1)).Also((op[0].ElementCount, 1, "bias"));

    // Dropout does nothing in inference.
    private static Answer BiasDropout(Operation op)
    {
        int[] summed = op.Has(2) ? [0, 1, 2] : [0, 1];
        Answer answer = op.Means(new Merge(), inputs: summed);
        return answer.With(answer.Outputs[0], answer.Outputs[0].WithType(ElementType.Boolean));
    }
}
