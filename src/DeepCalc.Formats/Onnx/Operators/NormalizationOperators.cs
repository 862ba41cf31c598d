using DeepCalc.Formulas;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>
/// Normalisation with stored statistics, or with those of the sample, of groups of channels, or of neighbouring channels.
/// </summary>
internal static class NormalizationOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("BatchNormalization", BatchNormalization) { Weights = [1, 2, 3, 4], Statistics = [3, 4] },
        // The operator requires a scale and an offset, so constants from nodes may only be placeholders.
        new("InstanceNormalization", op => op.Means(new Normalization(NormalizationKind.Instance).OnSamples(), weights: [1, 2])),
        new("GroupNormalization", op => op.Means(
            new Normalization(NormalizationKind.Group, op.Int("num_groups", 1)).OnSamples(), weights: [1, 2])) { Weights = [1, 2] },
        new("LayerNormalization", op => OverLastAxes(op, NormalizationKind.Layer, op.Has(2))) { Weights = [1, 2] },
        new("RMSNormalization", op => OverLastAxes(op, NormalizationKind.Rms, false)) { Weights = [1] },
    ];

    private static Answer BatchNormalization(Operation op)
    {
        FileTensor input = op[0];
        FileTensor scale = op[1];
        Quantity channels = input.Rank > 1 ? input[1] : 1;
        if (scale.Rank != 1 || Merging.Agree(scale[0], channels) is null)
        {
            throw op.Fail($"the scale {scale} must have {channels} numbers, one for each channel of {input}");
        }

        // Training also outputs the new statistics.
        var statistics = new FileTensor(op.Optional(3)?.Type ?? input.Type, channels);
        FileTensor[] outputs = [new FileTensor(input.Type, input.Sizes), .. Enumerable.Repeat(statistics, Math.Max(op.OutputCount - 1, 0))];

        // Before version 14, a node with statistics among its outputs is in training mode, which takes them over all samples and positions.
        bool trains = op.Opset >= 14 ? op.Flag("training_mode") : Enumerable.Range(1, Math.Max(op.OutputCount - 1, 0)).Any(op.Wants);
        return Answer.Of(outputs)
            .Doing(ElementwiseWork.Of(new Normalization(NormalizationKind.Batch, TrackStatistics: !trains)))
            .Seeing((operand, axis) => operand != 0 ? AxisView.Everything : trains && axis != 1 ? AxisView.Same(axis).Gated() : AxisView.Same(axis));
    }

    /// <summary>Normalises all elements of the axes from a given one on. The statistics are further outputs.</summary>
    public static Answer OverLastAxes(Operation op, NormalizationKind kind, bool hasOffset)
    {
        FileTensor input = op[0];
        int first = op.Axis(op.Int("axis", -1), input.Rank);
        var axes = new AxisValues([.. Enumerable.Range(first, input.Rank - first).Select(axis => (long)axis)]);
        Quantity[] reduced = [.. input.Sizes.Select((size, axis) => axis < first ? size : 1)];
        var layer = new Normalization(kind, Axes: axes, UseScale: op.Has(1), UseCenter: kind == NormalizationKind.Layer && hasOffset);
        var statistics = new FileTensor(op.Type("stash_type", ElementType.Float32), reduced);
        return Answer.Of([new FileTensor(input.Type, input.Sizes), .. Enumerable.Repeat(statistics, Math.Max(op.OutputCount - 1, 0))])
            .Doing(ElementwiseWork.Of(layer))
            .Seeing((operand, axis) => operand != 0 ? AxisView.Everything : axis < first ? AxisView.Same(axis) : AxisView.Same(axis).Gated());
    }
}
