using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators.Normalizations;

/// <summary>ONNX Runtime's normalisations, most of them fused from several operators.</summary>
internal static class ContribNormalizations
{
    // The default where a sum is fused in, as BERT has it.
    private const double FusedEpsilon = 1e-12;

    private static readonly long Silu = ElementwiseWork.Of(ActivationFunction.Silu);

    public static IEnumerable<OnnxOperator> All =>
    [
        new("SkipLayerNormalization", op => Skip(op, NormalizationOperators.Like(op, NormalizationKind.Layer, FusedEpsilon) with { UseCenter = op.Has(3) }, 4)) { Weights = [2, 3, 4] },
        new("SkipSimplifiedLayerNormalization", op => Skip(op, NormalizationOperators.Like(op, NormalizationKind.Rms, FusedEpsilon), 3)) { Weights = [2, 3] },
        new("SimplifiedLayerNormalization", NormalizationOperators.Simplified) { Weights = [1] },
        new("EmbedLayerNormalization", Embed) { Weights = [2, 3, 4, 5, 6], SizesOnly = [7] },
        new("GroupNorm", op => Group(op, 0)) { Weights = [1, 2] },
        new("SkipGroupNorm", op => Group(op, op.Has(4) ? 2 : 1)) { Weights = [1, 2, 4] },
        new("GatedRMSNorm", GatedRms) { Weights = [1] },
    ];

    // The sum of two tensors and a bias is normalised. The statistics and the sum are further outputs.
    private static Answer Skip(Operation op, Normalization layer, int bias)
    {
        FileTensor[] parts = [op.Least(0, 1), op.Least(1, 1)];
        var sum = new FileTensor(parts[0].Type, Broadcasting.Shape(parts).Span);
        FileTensor statistics = NormalizationOperators.Reduced(sum, sum.Rank - 1, ElementType.Float32);
        return op.Means(layer, weights: layer.UseCenter ? [2, 3] : [2], seen: [sum])
            .Also(op.Has(bias) ? 2 : 1, "sum")
            .With(sum, statistics, statistics, sum)
            .Seeing((place, operand, axis) =>
            {
                AxisView view = operand is 0 or 1 ? Broadcasting.View(parts[operand], axis, sum) : AxisView.Everything;
                return place != 3 && view.OutputAxis == sum.Rank - 1 ? view.Gated() : view;
            });
    }

    private static Answer Embed(Operation op)
    {
        FileTensor words = op[0];
        FileTensor table = op[2];
        if (words.Rank != 2 || table.Rank != 2)
        {
            throw op.Fail($"the word numbers {words} and their embedding {table} must each have two axes");
        }

        FileTensor?[] numbers = op.Tensors;
        var sum = new FileTensor(table.Type, words[0], words[1], table[1]);
        return op.Means(NormalizationOperators.Like(op, NormalizationKind.Layer, FusedEpsilon), table.Type, weights: op.Given(5, 6), seen: [sum])
            .Also(op.Has(4) ? 2 : 1, "sum of embeddings")
            .With(sum, new FileTensor(ElementType.Int32, words[0]), sum)
            .Seeing((place, operand, axis) => operand is 0 or 1 or 8 && (place != 1 || axis == 0) && numbers[operand] is { Rank: 2 } given && given[axis] != 1
                ? AxisView.Same(axis)
                : AxisView.Everything);
    }

    private static Answer Group(Operation op, long sums)
    {
        Normalization layer = NormalizationOperators.Like(op, NormalizationKind.Group) with { Groups = op.Int("groups", 1) };
        Answer answer = op.Means(layer.OnSamples(op.Flag("channels_last", true) ? Layout.ChannelsLast : null), weights: [1, 2])
            .Also(sums + (op.Flag("activation") ? Silu : 0), "sums and activation");
        FileTensor output = answer.Outputs[0];
        FileTensor? skip = sums > 0 ? op.Optional(3) : null;
        return answer.With(output, output).Seeing((place, operand, axis) =>
            operand != 0 && !(operand == 3 && skip?.Rank == output.Rank && skip[axis] == output[axis]) ? AxisView.Everything
            : place == 1 ? AxisView.Same(axis)
            : answer.View(0, axis));
    }

    private static Answer GatedRms(Operation op)
    {
        Answer answer = op.Means(NormalizationOperators.Like(op, NormalizationKind.Rms), weights: [1]).Also(Silu + 1, "gate");
        bool isLike = op.Optional(2) is { IsRanked: true } gate && gate.Rank == op[0].Rank;
        return answer.Seeing((operand, axis) => operand == 2 && isLike ? AxisView.Same(axis) : answer.View(operand, axis));
    }
}
