using DeepCalc.Formats.Onnx.Syntax;
using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Formulas;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>ONNX Runtime's activations and normalisations, most of them fused from several operators.</summary>
internal static class ContribElementwise
{
    private static readonly long Gelu = ElementwiseWork.Of(ActivationFunction.Gelu);
    private static readonly long Silu = ElementwiseWork.Of(ActivationFunction.Silu);

    public static IEnumerable<OnnxOperator> All =>
    [
        Contrib("Gelu", op => ElementwiseOperators.Unary(op, Gelu, null)),
        Contrib("FastGelu", op => Biased(op, Gelu)) with { Weights = [1] },
        Contrib("BiasGelu", op => Biased(op, Gelu)) with { Weights = [1] },
        Contrib("QuickGelu", op => ElementwiseOperators.Unary(op, op.Float("alpha") == 1 ? Silu : ElementwiseWork.Of(ActivationFunction.QuickGelu), null)),
        Contrib("BiasSplitGelu", BiasSplitGelu) with { Weights = [1] },
        Contrib("BiasAdd", op => Biased(op, 1)) with { Weights = [1] },
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
        Contrib("GatedAdd", op => Broadcast.Answer(op, op.TypeOf(0), 2)),
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
        "RELU" => ElementwiseWork.Of(ActivationFunction.Relu),
        "LEAKYRELU" => ElementwiseWork.Of(ActivationFunction.LeakyRelu),
        "TANH" => ElementwiseWork.Of(ActivationFunction.Tanh),
        "SIGMOID" => ElementwiseWork.Of(ActivationFunction.Sigmoid),
        "HARDSIGMOID" => ElementwiseWork.Of(ActivationFunction.HardSigmoid),
        "HARDSWISH" => ElementwiseWork.Of(ActivationFunction.HardSwish),
        "ELU" => ElementwiseWork.Of(ActivationFunction.Elu),
        "SELU" => ElementwiseWork.Of(ActivationFunction.Selu),
        "SOFTPLUS" => ElementwiseWork.Of(ActivationFunction.Softplus),
        "SOFTSIGN" => ElementwiseWork.Of(ActivationFunction.Softsign),
        "GELU" => Gelu,
        "SILU" or "SWISH" => Silu,
        "THRESHOLDEDRELU" => ElementwiseWork.Of(ActivationFunction.Threshold),

        // Two limits.
        "CLIP" => 2,
        var other => throw op.Fail($"the fused activation {other} is unknown"),
    };

    // An addition for each operand after the first, and a function.
    private static Answer Biased(Operation op, long each)
    {
        FileTensor input = op[0];
        int added = Enumerable.Range(1, Math.Max(op.Count - 1, 0)).Count(op.Has);
        long all = op.Node.Operator == "BiasAdd" ? added : each + added;
        return Answer.Of(new FileTensor(input.Type, input.Sizes))
            .Doing(all)
            .Seeing((operand, axis) => operand == 0 ? AxisView.Same(axis)
                : op.Optional(operand) is { IsRanked: true } tensor && tensor.Rank <= input.Rank ? Broadcasting.View(tensor, axis, input) : AxisView.Everything);
    }

    private static Answer BiasSplitGelu(Operation op)
    {
        FileTensor input = op.Least(0, 1);
        Quantity[] sizes = input.Sizes;
        sizes[^1] = Quantity.FloorDivide(sizes[^1], 2);
        return Answer.Of(new FileTensor(input.Type, sizes))
            .Doing(working => WorkFormula.Elementwise(working.ProductOf(input, isInput: true), 1, working))
            .Also(Gelu + 1, "activation and gate")
            .Seeing((operand, axis) => operand == 0 && axis < input.Rank - 1 ? AxisView.Same(axis) : AxisView.Everything);
    }

    // Dropout does nothing in inference.
    private static Answer BiasDropout(Operation op)
    {
        FileTensor input = op[0];
        return Answer.Of(new FileTensor(input.Type, input.Sizes), new FileTensor(ElementType.Boolean, input.Sizes))
            .Doing(op.Has(2) ? 2 : 1)
            .Seeing((operand, axis) => operand is 0 or 2 && op[operand].Rank == input.Rank ? AxisView.Same(axis) : AxisView.Everything);
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
