namespace DeepCalc.Formats.Onnx.Operators.Moves;

/// <summary>Padding, cropping, and moves between space and channels.</summary>
internal static class PaddingOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Pad", Pad) { Settings = [2] },
        new("CenterCropPad", CenterCropPad),
        new("DepthToSpace", op => Shuffle(op, false)),
        new("SpaceToDepth", op => Shuffle(op, true)),
    ];

    private static Answer Pad(Operation op)
    {
        FileTensor input = op[0];
        int[] padded = op.Axes(op.KnownNumbers(3));
        Quantity[] pads = op.Sizes(1, op.Opset < 2 ? "paddings" : "pads", 11)
            ?? [.. Enumerable.Range(0, 2 * padded.Length).Select(i => Quantity.UnknownValue($"{op.Node.Outputs[0]}.pad{i}"))];
        op.FailIf(
            pads.Length != 2 * padded.Length,
            $"there are {pads.Length} pads for {padded.Length} axes of {input}; there must be two for each");

        BorderMode mode = op.Choice(
            "mode", ("constant", BorderMode.Zero), ("reflect", BorderMode.Reflect), ("edge", BorderMode.Replicate), ("wrap", BorderMode.Circular));
        double value = op.Single(2) is { } given ? given.Number : op.Has(2) ? double.NaN : op.Float("value") ?? 0;
        return Padded(op, padded, pads[..padded.Length], pads[padded.Length..], mode, value);
    }

    // The centre is kept. Of an odd difference, the larger part is cut or added at the end.
    private static Answer CenterCropPad(Operation op)
    {
        FileTensor input = op[0];
        int[] axes = op.Axes(op.Ints("axes"));
        Quantity[] target = op.Sizes(1) ?? [.. axes.Select(axis => op.UnknownSize(0, $"{axis}"))];
        op.RequireEach("sizes", target.Length, axes.Length);
        Quantity[] before = [.. axes.Select((axis, i) => BorderAmounts.BeforeCentre(input[axis], target[i]))];
        return Padded(op, axes, before, [.. axes.Select((axis, i) => target[i] - input[axis] - before[i])]);
    }

    /// <summary>Adds positions before and after axes, or removes them where the number is negative.</summary>
    public static Answer Padded(Operation op, int[] axes, Quantity[] before, Quantity[] after, BorderMode mode = BorderMode.Zero, double value = 0)
    {
        int rank = op[0].Rank;
        (Quantity Before, Quantity After)[] all = [.. Enumerable.Range(0, rank).Select(axis =>
            Array.LastIndexOf(axes, axis) is >= 0 and var i ? (before[i], after[i]) : default)];

        // Mostly each sample is padded around its spatial axes.
        bool isSpatial = rank is > 2 and < 6 && all[0] == default && all[1] == default && Array.TrueForAll(all, pair => pair.Before.KnownValue >= 0 && pair.After.KnownValue >= 0);
        BorderPadding layer = isSpatial
            ? new(Padding.Of([.. all[2..].Select(pair => (pair.Before.Value, pair.After.Value))]), mode)
            : new(new TensorShape([.. all.Select(pair => pair.Before)]), new TensorShape([.. all.Select(pair => pair.After)]), mode);
        layer = layer with { Value = value };
        return op.Means(isSpatial ? layer.OnSamples() : layer);
    }

    private static Answer Shuffle(Operation op, bool isInverse) => op.Means(
        new PixelShuffle(op.Int("blocksize", 0), isInverse) { HasBlocksFirst = op.Text("mode", "DCR") == "DCR" }.OnSamples(), seen: [op.Ranked(0, 4)]);
}
