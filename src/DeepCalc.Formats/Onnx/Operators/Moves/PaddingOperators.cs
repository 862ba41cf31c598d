using DeepCalc.Measures;

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
        Quantity[]? pads = op.Opset < 11
            ? (op.Ints("pads") ?? op.Ints("paddings"))?.Select(pad => (Quantity)pad).ToArray()
            : op.Sizes(1);
        long[]? axes = op.Numbers(3);
        if (op.Has(3) && axes is null)
        {
            throw new UnknownShapeException();
        }

        int[] padded = axes is null ? [.. Enumerable.Range(0, input.Rank)] : [.. axes.Select(axis => op.Axis(axis, input.Rank))];
        pads ??= [.. Enumerable.Range(0, 2 * padded.Length).Select(i => Quantity.UnknownValue($"{op.Node.Outputs[0]}.pad{i}"))];
        if (pads.Length != 2 * padded.Length)
        {
            throw op.Fail($"there are {pads.Length} pads for {padded.Length} axes of {input}; there must be two for each");
        }

        Quantity[] sizes = input.Sizes;
        var before = new Dictionary<int, Quantity>();
        for (int i = 0; i < padded.Length; i++)
        {
            before[padded[i]] = pads[i];
            sizes[padded[i]] += pads[i] + pads[i + padded.Length];
            if (sizes[padded[i]] is { IsKnown: true, Value: < 0 })
            {
                throw op.Fail($"pads of {pads[i]} and {pads[i + padded.Length]} leave nothing of axis {padded[i]} of {input}");
            }
        }

        return Answer.Of(new FileTensor(input.Type, sizes)).Seeing((operand, axis) =>
            operand != 0 ? AxisView.Everything : before.TryGetValue(axis, out Quantity pad) && pad != 0 ? AxisView.Window(axis, 1, 1, 1, pad) : AxisView.Same(axis));
    }

    // The centre is kept. Of an odd difference, the larger part is cut or added at the end.
    private static Answer CenterCropPad(Operation op)
    {
        FileTensor input = op[0];
        int[] axes = op.Ints("axes") is { } given ? [.. given.Select(axis => op.Axis(axis, input.Rank))] : [.. Enumerable.Range(0, input.Rank)];
        Quantity[] target = op.Sizes(1) ?? [.. axes.Select(axis => op.UnknownSize(0, $"{axis}"))];
        if (target.Length != axes.Length)
        {
            throw op.Fail($"there are {target.Length} sizes for {axes.Length} axes of {input}; there must be one for each");
        }

        Quantity[] sizes = input.Sizes;
        for (int i = 0; i < axes.Length; i++)
        {
            sizes[axes[i]] = target[i];
        }

        return Answer.Of(new FileTensor(input.Type, sizes)).Seeing((operand, axis) =>
            operand != 0 ? AxisView.Everything
            : sizes[axis] == input[axis] ? AxisView.Same(axis)
            : !sizes[axis].IsKnown || !input[axis].IsKnown ? AxisView.Unknown(axis)
            : AxisView.Window(axis, 1, 1, 1, sizes[axis].Value > input[axis].Value ? (sizes[axis].Value - input[axis].Value) / 2 : -((input[axis].Value - sizes[axis].Value) / 2)));
    }

    private static Answer Shuffle(Operation op, bool isInverse)
    {
        FileTensor input = op[0];
        long factor = op.Int("blocksize", 0);
        return input.Rank != 4 || factor < 1
            ? throw op.Fail($"the input {input} must have four axes, and blocksize ({factor}) be at least 1")
            : op.Means(new PixelShuffle(factor, isInverse).OnSamples());
    }
}
