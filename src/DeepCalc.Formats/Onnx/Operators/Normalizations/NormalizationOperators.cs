namespace DeepCalc.Formats.Onnx.Operators.Normalizations;

/// <summary>Normalisation with stored statistics, or with those of the sample, of groups of channels, or of neighbours.</summary>
internal static class NormalizationOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("BatchNormalization", BatchNormalization) { Weights = [1, 2, 3, 4], Statistics = [3, 4] },
        // The operator requires a scale and an offset, so constants from nodes may only be placeholders.
        new("InstanceNormalization", op => op.Means(Like(op, NormalizationKind.Instance).OnSamples(), weights: [1, 2])),
        new("GroupNormalization", op => op.Means((Like(op, NormalizationKind.Group) with { Groups = op.Int("num_groups", 1) }).OnSamples(), weights: [1, 2])) { Weights = [1, 2] },
        new("LayerNormalization", op => OverLastAxes(op, Like(op, NormalizationKind.Layer) with { UseCenter = op.Has(2) })) { Weights = [1, 2] },
        new("SimplifiedLayerNormalization", Simplified) { Weights = [1] },
        new("RMSNormalization", op => OverLastAxes(op, Like(op, NormalizationKind.Rms))) { Weights = [1] },
    ];

    // A normalisation with the node's epsilon. Where the node says none, ONNX's own operators have 1e-5.
    private static Normalization Like(Operation op, NormalizationKind kind, double? missing = null) =>
        new(kind, UseCenter: kind != NormalizationKind.Rms) { Epsilon = op.Real("epsilon", 1e-5, missing) };

    private static Answer BatchNormalization(Operation op)
    {
        // A tensor of one axis has one channel.
        FileTensor input = op[0];
        FileTensor seen = input.Rank > 1 ? input : new FileTensor(input.Type, input.ElementCount, 1);
        FileTensor scale = op.Ranked(1, 1);
        op.FailIf(Merging.Agree(scale[0], seen[1]) is null, $"the scale {scale} must have {seen[1]} numbers, one for each channel of {input}");

        // In training it takes the statistics over all samples and positions. Before version 14, that is a node with statistics among its outputs.
        bool trains = op.Opset >= 14 ? op.Flag("training_mode") : Enumerable.Range(1, Math.Max(op.OutputCount - 1, 0)).Any(op.Wants);
        Normalization layer = Like(op, NormalizationKind.Batch) with { TrackStatistics = !trains, Momentum = op.Real("momentum", 0.9) };
        Answer answer = op.Means(trains ? layer : layer.OnSamples(), weights: trains ? op.Given(1, 2) : op.Given(1, 2, 3, 4), seen: [seen]);
        return answer.With(WithStatistics(op, input.With(input.Type, null), new FileTensor(op.Optional(3)?.Type ?? input.Type, seen[1])));
    }

    // Normalises all elements of the axes from a given one on. The statistics are further outputs.
    private static Answer OverLastAxes(Operation op, Normalization layer)
    {
        FileTensor input = op[0];
        int first = op.Axis(op.Int("axis", -1), input.Rank);
        AxisValues axes = first == input.Rank - 1 ? default : new([.. Enumerable.Range(first, input.Rank - first).Select(axis => (long)axis - input.Rank)]);
        Answer answer = op.Means(
            layer with { Axes = axes, UseScale = op.Has(1) }, weights: layer.UseCenter ? op.Given(1, 2) : op.Given(1));
        return answer.With(WithStatistics(op, answer.Outputs[0], Reduced(input, first, op.Type("stash_type", ElementType.Float32))));
    }

    // The same of older exporters, divided by the root mean square. The result has the type of the scale.
    private static Answer Simplified(Operation op) => OverLastAxes(op, Like(op, NormalizationKind.Rms)).Typed(op.TypeOf(1));

    // A tensor with sizes of 1 from an axis on.
    private static FileTensor Reduced(FileTensor tensor, int first, ElementType type) =>
        new(type, [.. tensor.Sizes[..first], .. Enumerable.Repeat((Quantity)1, tensor.Rank - first)]);

    private static FileTensor[] WithStatistics(Operation op, FileTensor output, FileTensor statistics) =>
        [output, .. Enumerable.Repeat(statistics, Math.Max(op.OutputCount - 1, 0))];

    // The default where a sum is fused in, as BERT has it.
    private const double FusedEpsilon = 1e-12;

    private static readonly long Silu = ElementwiseWork.Of(ActivationFunction.Silu);

    /// <summary>ONNX Runtime's normalisations, most of them fused from several operators.</summary>
    public static IEnumerable<OnnxOperator> OfRuntime =>
    [
        new("SkipLayerNormalization", op => Skip(op, Like(op, NormalizationKind.Layer, FusedEpsilon) with { UseCenter = op.Has(3) }, 4)) { Weights = [2, 3, 4] },
        new("SkipSimplifiedLayerNormalization", op => Skip(op, Like(op, NormalizationKind.Rms, FusedEpsilon), 3)) { Weights = [2, 3] },
        new("SimplifiedLayerNormalization", Simplified) { Weights = [1] },
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
        FileTensor statistics = Reduced(sum, sum.Rank - 1, ElementType.Float32);
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
        FileTensor words = op.Ranked(0, 2);
        FileTensor table = op.Ranked(2, 2);
        FileTensor?[] numbers = op.Tensors;
        var sum = new FileTensor(table.Type, words[0], words[1], table[1]);
        return op.Means(Like(op, NormalizationKind.Layer, FusedEpsilon), table.Type, weights: op.Given(5, 6), seen: [sum])
            .Also(op.Has(4) ? 2 : 1, "sum of embeddings")
            .With(sum, new FileTensor(ElementType.Int32, words[0]), sum)
            .Seeing((place, operand, axis) => operand is 0 or 1 or 8 && (place != 1 || axis == 0) && numbers[operand] is { Rank: 2 } given && given[axis] != 1
                ? AxisView.Same(axis)
                : AxisView.Everything);
    }

    private static Answer Group(Operation op, long sums)
    {
        Normalization layer = Like(op, NormalizationKind.Group) with { Groups = op.Int("groups", 1) };
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
        Answer answer = op.Means(Like(op, NormalizationKind.Rms), weights: [1]).Also(Silu + 1, "gate");
        bool isLike = op.Optional(2) is { IsRanked: true } gate && gate.Rank == op[0].Rank;
        return answer.Seeing((operand, axis) => operand == 2 && isLike ? AxisView.Same(axis) : answer.View(operand, axis));
    }
}
