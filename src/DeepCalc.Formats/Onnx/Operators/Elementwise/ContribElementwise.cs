using DeepCalc.Arithmetic;
using DeepCalc.Formats.Onnx.Operators.Attention;
using DeepCalc.Formats.Onnx.Syntax;
using DeepCalc.Formulas;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators.Elementwise;

/// <summary>ONNX Runtime's activations and normalisations, most of them fused from several operators.</summary>
internal static class ContribElementwise
{
    private static readonly long Silu = ElementwiseWork.Of(ActivationFunction.Silu);

    public static IEnumerable<OnnxOperator> All =>
    [
        Contrib("Gelu", op => Biased(op, ActivationFunction.Gelu)),
        Contrib("FastGelu", op => Biased(op, ActivationFunction.Gelu)) with { Weights = [1] },
        Contrib("BiasGelu", op => Biased(op, ActivationFunction.Gelu)) with { Weights = [1] },
        Contrib("QuickGelu", op => Biased(op, op.Float("alpha") == 1 ? ActivationFunction.Silu : ActivationFunction.QuickGelu)),
        Contrib("BiasSplitGelu", BiasSplitGelu) with { Weights = [1] },
        Contrib("BiasAdd", op => ElementwiseOperators.Combined(op, new Merge())) with { Weights = [1] },
        Contrib("BiasDropout", BiasDropout) with { Weights = [1] },
        Contrib("BiasSoftmax", op => op.As(11, each => ActivationOperators.Softmax(each, ActivationFunction.Softmax), 0).Also(1, "bias")),
        Contrib("SkipLayerNormalization", op => Skip(op, new Normalization(NormalizationKind.Layer, UseCenter: op.Has(3)), 4)) with { Weights = [2, 3, 4] },
        Contrib("SkipSimplifiedLayerNormalization", op => Skip(op, new Normalization(NormalizationKind.Rms, UseCenter: false), 3)) with { Weights = [2, 3] },
        Contrib("SimplifiedLayerNormalization", Simplified) with { Weights = [1] },
        new("SimplifiedLayerNormalization", Simplified) { Weights = [1] },
        Contrib("EmbedLayerNormalization", Embed) with { Weights = [2, 3, 4, 5, 6], SizesOnly = [7] },
        Contrib("GroupNorm", op => Group(op, 0)) with { Weights = [1, 2] },
        Contrib("SkipGroupNorm", op => Group(op, op.Has(4) ? 2 : 1)) with { Weights = [1, 2, 4] },

        // x + y·gate, and a normalisation times a gate x·σ(x).
        Contrib("GatedAdd", op => ElementwiseOperators.Combined(op, 2)),
        Contrib("GatedRMSNorm", GatedRms) with { Weights = [1] },
        Contrib("RotaryEmbedding", AttentionOperators.Rotary) with { SizesOnly = [1] },
        Contrib("MRotaryEmbedding", AttentionOperators.Rotary) with { SizesOnly = [1] },
    ];

    /// <summary>Makes an operator of ONNX Runtime's domain.</summary>
    public static OnnxOperator Contrib(string name, Func<Operation, Answer> rule) => new(name, rule, OnnxDomain.Microsoft);

    /// <summary>The operations for each element of the fused activation; 0 without one.</summary>
    public static long Fused(Operation op, string attribute = "activation") => op.Text(attribute, "").ToUpperInvariant() switch
    {
        "" or "NONE" or "IDENTITY" => 0,

        // Two limits.
        "CLIP" => 2,
        var name => ActivationOperators.Find(name) is { } function ? ElementwiseWork.Of(function) : throw op.Fail($"the fused activation {name} is unknown"),
    };

    // A function of the sum of all operands.
    private static Answer Biased(Operation op, ActivationFunction function) => op.Has(1)
        ? ElementwiseOperators.Combined(op, ElementwiseWork.Of(function) + op.Count - 1)
        : ElementwiseOperators.Unary(op, new Activation(function));

    private static Answer BiasSplitGelu(Operation op) =>
        op.Means(new GatedLinearUnit(ActivationFunction.Gelu, -1)).Also((op[0].ElementCount, 1, "bias"));

    // Dropout does nothing in inference.
    private static Answer BiasDropout(Operation op)
    {
        int[] summed = op.Has(2) ? [0, 1, 2] : [0, 1];
        Answer answer = op.Means(new Merge(), inputs: summed);
        return answer.With(answer.Outputs[0], answer.Outputs[0].WithType(ElementType.Boolean));
    }

    // The sum of two tensors and a bias is normalised. The sum and the statistics are further outputs.
    private static Answer Skip(Operation op, Normalization layer, int bias)
    {
        FileTensor input = op.Least(0, 1);
        FileTensor skip = op.Least(1, 1);
        Quantity[] sizes = Broadcasting.Shape([input, skip]).Span.ToArray();
        Quantity[] reduced = [.. sizes.Select((size, axis) => axis < sizes.Length - 1 ? size : 1)];
        var statistics = new FileTensor(ElementType.Float32, reduced);
        var output = new FileTensor(input.Type, sizes);
        return Answer.Of(output, statistics, statistics, output)
            .Doing(ElementwiseWork.Of(layer) + 1 + (op.Has(bias) ? 1 : 0))
            .Seeing((place, operand, axis) =>
            {
                AxisView view = operand is 0 or 1 ? Broadcasting.View(operand == 0 ? input : skip, axis, output) : AxisView.Everything;
                return place != 3 && view.OutputAxis == sizes.Length - 1 ? view.Gated() : view;
            });
    }

    // The result has the type of the scale.
    private static Answer Simplified(Operation op) =>
        NormalizationOperators.OverLastAxes(op, NormalizationKind.Rms, false).Typed(op.TypeOf(1));

    private static Answer Embed(Operation op)
    {
        FileTensor words = op[0];
        FileTensor table = op[2];
        if (words.Rank != 2 || table.Rank != 2)
        {
            throw op.Fail($"the word numbers {words} and their embedding {table} must each have two axes");
        }

        var output = new FileTensor(table.Type, words[0], words[1], table[1]);
        var layer = new Normalization(NormalizationKind.Layer);
        long sums = 1 + (op.Has(4) ? 1 : 0);
        return Answer.Of(output, new FileTensor(ElementType.Int32, words[0]), output)
            .Doing(ElementwiseWork.Of(layer) + sums)
            .Seeing((place, operand, axis) => operand is 0 or 1 or 8 && op[operand].Rank == 2 && (place != 1 || axis == 0) && op[operand][axis] != 1 ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static Answer Group(Operation op, long sums)
    {
        FileTensor input = op.Least(0, 2);
        long each = ElementwiseWork.Of(new Normalization(NormalizationKind.Group, op.Int("groups", 1))) + sums + (op.Flag("activation") ? Silu : 0);
        var output = new FileTensor(input.Type, input.Sizes);
        return Answer.Of(output, output)
            .Doing(each)
            .Seeing((place, operand, axis) => operand != 0 && !(op.Node.Operator == "SkipGroupNorm" && operand == 3 && op[3].Rank == input.Rank && op[3][axis] == input[axis]) ? AxisView.Everything
                : axis == 0 || place == 1 ? AxisView.Same(axis) : AxisView.Same(axis).Gated());
    }

    private static Answer GatedRms(Operation op)
    {
        FileTensor input = op.Least(0, 1);
        return Answer.Of(new FileTensor(input.Type, input.Sizes))
            .Doing(ElementwiseWork.Of(new Normalization(NormalizationKind.Rms, UseCenter: false)) + Silu + 1)
            .Seeing((operand, axis) => operand is not (0 or 2) || op[operand].Rank != input.Rank ? AxisView.Everything
                : operand == 0 && axis == input.Rank - 1 ? AxisView.Same(axis).Gated() : AxisView.Same(axis));
    }
}
