namespace DeepCalc.Formats.Onnx.Operators.Moves;

/// <summary>Operators that move elements to other axes, repeat them, join them, or leave some out.</summary>
internal static class ReshapingOperators
{
    // Exporters write their largest integer for the end of an axis.
    private const long Far = int.MaxValue;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("Reshape", Reshape),
        new("Flatten", Flatten),
        new("Squeeze", Squeeze),
        new("Unsqueeze", op => Unsqueeze(op, op.Numbers(1, "axes", 13))),
        new("Transpose", Transpose),
        new("Expand", Expand),
        new("Tile", Tile),
        new("Concat", Concat),
        new("Slice", Slice),
        new("Split", Split) { IsOfOneType = true },
    ];

    // A layer that moves the elements of the first operand to the sizes of the output. If all of them equal one number, so do those of the output.
    private static Answer Moved(Operation op, LayerDefinition layer, Func<Quantity[], TensorValues?> moved)
    {
        Answer answer = op.Means(layer);
        TensorValues? values = op[0].Values is null ? null : moved(answer.Outputs[0].Sizes);
        Scalar? fill = op[0].Values is { Count: 1 } single ? single[0] : op[0].Fill;
        return values is not null && answer.Outputs[0].Sizes.All(size => size.IsKnown) ? answer.Valued(values)
            : fill is null ? answer
            : answer.With(answer.Outputs[0].FilledWith(fill));
    }

    // The same elements in the same order with other sizes.
    private static Answer Same(Operation op, LayerDefinition layer) => Moved(op, layer, _ => op[0].Values);

    private static Answer To(Operation op, params Quantity[] sizes) => Same(op, new Reshape(new TensorShape(sizes)) { IsWhole = true });

    private static Answer Reshape(Operation op)
    {
        FileTensor input = op[0];
        Quantity[] sizes = op.Sizes(1, "shape", 5) ?? op.UnknownSizes(1);
        return To(op, op.Flag("allowzero") ? sizes : [.. sizes.Select((size, i) => size != 0 ? size
            : i < input.Rank ? input[i]
            : throw op.Fail($"size 0 of axis {i} copies a size of the input {input}, which has only {input.Rank} axes"))]);
    }

    // From the axis on, all axes become one; and so do those before it, which are mostly the batch alone.
    private static Answer Flatten(Operation op)
    {
        FileTensor input = op[0];
        long axis = op.Int("axis", 1);
        int first = axis == input.Rank ? input.Rank : op.Axis(axis, Math.Max(input.Rank, 1));
        return first == 1 && input.Rank > 1
            ? Same(op, new Flatten().OnSamples())
            : To(op, new TensorShape(input.Span[..first]).ElementCount, new TensorShape(input.Span[first..]).ElementCount);
    }

    private static Answer Squeeze(Operation op) =>
        Same(op, new Squeeze(op.KnownNumbers(1, "axes", 13) is { } axes ? new AxisValues(axes) : null) { IsWhole = true });

    /// <summary>New axes of size 1.</summary>
    public static Answer Unsqueeze(Operation op, long[]? axes) =>
        Same(op, new ExpandDims(new AxisValues(axes ?? throw new UnknownShapeException())) { IsWhole = true });

    private static Answer Transpose(Operation op)
    {
        long[] order = op.Ints("perm") is { Length: > 0 } perm ? perm : [.. Enumerable.Range(0, op[0].Rank).Reverse()];
        return Moved(op, new Permute(new AxisValues(order)) { IsWhole = true }, sizes => Gathering.Gathered(
            op[0], sizes, (position, axis) => position[Array.FindIndex(order, source => op.Axis(source, order.Length) == axis)]));
    }

    private static Answer Expand(Operation op) => Moved(
        op,
        new BroadcastTo(new TensorShape(op.Sizes(1) ?? throw new UnknownShapeException())) { IsWhole = true },
        sizes => Gathering.Broadcast(op[0], sizes));

    // The first version repeats a single axis.
    private static Answer Tile(Operation op)
    {
        Quantity[] counts = op.Sizes(1) ?? throw new UnknownShapeException();
        int? axis = op.Opset >= 6 ? null : op.Numbers(2) is [var only] ? op.Axis(only, op[0].Rank) : throw new UnknownShapeException();
        return Moved(
            op,
            new Repeat(new TensorShape(axis is null ? counts : counts[..1]), axis) { IsWhole = true },
            sizes => Gathering.Gathered(op[0], sizes, (position, own) => position[own] % op[0][own].Value));
    }

    /// <summary>Concatenates tensors along an axis.</summary>
    public static Answer Concat(Operation op)
    {
        int[] all = [.. Enumerable.Range(0, op.Count)];
        FileTensor[] inputs = Array.ConvertAll(all, i => op[i]);
        int axis = op.Axis(op.Int("axis", op.Opset < 4 ? 1 : 0), op[0].Rank);
        return op.Means(new Concatenate(axis) { IsWhole = true }, inputs: all).Valued(Gathering.Joined(inputs, axis));
    }

    /// <summary>A slice along axes. Where it begins and ends may depend on data.</summary>
    public static Answer Slice(Operation op)
    {
        FileTensor input = op[0];
        Quantity[]? starts = op.Sizes(1, "starts", 10);
        Quantity[]? ends = op.Sizes(2, "ends", 10);
        int count = (starts ?? ends ?? op.UnknownSizes(1)).Length;
        int[] cut = op.Axes(op.KnownNumbers(3, "axes", 10) ?? [.. Enumerable.Range(0, count).Select(axis => (long)axis)]);
        long[] steps = op.KnownNumbers(4) ?? [.. Enumerable.Repeat(1L, count)];
        op.FailIf(
            cut.Length != count || steps.Length != count || (ends is not null && ends.Length != count),
            $"there are {count} starts, {ends?.Length} ends, {cut.Length} axes and {steps.Length} steps; their numbers must be equal");

        if (starts is null || ends is null)
        {
            return new Answer(new FileTensor(input.Type, [.. input.Sizes.Select((size, axis) => cut.Contains(axis) ? op.UnknownSize(0, $"{axis}") : size)]))
                .SeeingFirst(axis => cut.Contains(axis) ? AxisView.Merged(axis) : AxisView.Same(axis));
        }

        Slice? slices = null;
        FileTensor kept = input;
        for (int i = count - 1; i >= 0; i--)
        {
            bool isToEnd = steps[i] > 0 ? ends[i].KnownValue >= Far : ends[i].KnownValue < -Far;
            slices = new Slice(cut[i], starts[i], isToEnd ? null : ends[i], steps[i]) { IsWhole = true, Then = slices };
            kept = Gathering.Sliced(kept, slices);
        }

        return slices is null ? To(op, input.Sizes) : Moved(op, slices, _ => kept.Values);
    }

    // Without given sizes the parts are equal, and the last may be smaller.
    private static Answer Split(Operation op)
    {
        FileTensor input = op[0];
        int axis = op.Axis(op.Int("axis", 0), input.Rank);
        Quantity[]? parts = op.Sizes(1, "split", 13)
            ?? (op.Opset >= 13 && op.Has(1) ? [.. Enumerable.Range(0, op.OutputCount).Select(i => op.UnknownSize(i, "part"))] : null);
        Answer answer = op.Means(new Split(null, parts is null ? op.OutputCount : null, null, axis, parts is null && !(input[axis].KnownValue % op.OutputCount == 0))
        {
            IsWhole = true,
            Parts = parts is null ? null : new TensorShape(parts),
        });
        Quantity begin = 0;
        return input.Values is null ? answer : answer.With(Array.ConvertAll(answer.Outputs, part =>
        {
            FileTensor known = Gathering.Sliced(input, new Slice(axis, begin, begin += part[axis]));
            return known.Values is null ? part : known;
        }));
    }
}
