using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Parts of tensors, selected by numbers or by other tensors.</summary>
internal static class IndexingOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Slice", Slice),
        new("Gather", Gather) { Weights = [0], Quantized = [0], IsQuantized = static op => op.TypeOf(0).IsNarrow() },
    ];

    /// <summary>A slice along axes.</summary>
    public static Answer Slice(Operation op)
    {
        FileTensor input = op[0];
        bool isOld = op.Opset < 10;
        Quantity[]? starts = isOld ? Given(op, "starts") : op.Sizes(1);
        Quantity[]? ends = isOld ? Given(op, "ends") : op.Sizes(2);
        long[]? axes = isOld ? op.Ints("axes") : op.Numbers(3);
        long[]? steps = op.Numbers(4);
        if (!isOld && ((op.Has(3) && axes is null) || (op.Has(4) && steps is null)))
        {
            throw new UnknownShapeException();
        }

        int count = starts?.Length ?? ends?.Length ?? (op.Optional(1) is { Rank: 1 } tensor ? (int?)tensor[0].KnownValue : null) ?? throw new UnknownShapeException();
        axes ??= [.. Enumerable.Range(0, count).Select(axis => (long)axis)];
        if (axes.Length != count || (steps is not null && steps.Length != count) || (ends is not null && ends.Length != count))
        {
            throw op.Fail($"there are {count} starts, {ends?.Length} ends and {axes.Length} axes; their numbers must be equal");
        }

        Quantity[] sizes = input.Sizes;
        TensorValues? values = input.Values;
        FileTensor current = input;
        var cuts = new Dictionary<int, (Quantity Begin, long Step)>();
        for (int i = 0; i < count; i++)
        {
            int axis = op.Axis(axes[i], input.Rank);
            long step = steps?[i] ?? 1;
            if (step == 0)
            {
                throw op.Fail($"the step of axis {axis} is 0; it must be positive or negative");
            }

            (Quantity begin, Quantity length) = starts is null || ends is null
                ? (Quantity.UnknownValue("start"), op.UnknownSize(0, $"{axis}"))
                : SliceBounds.Of(input[axis], starts[i], ends[i], step);
            sizes[axis] = length;
            cuts[axis] = (begin, step);
            values = values is null ? null : Gathering.Slice(current, sizes, axis, begin, step);
            current = Gathering.Tensor(input.Type, values, [.. sizes]);
        }

        return Answer.Of(current).Seeing((operand, axis) => operand != 0 ? AxisView.Everything
            : !cuts.TryGetValue(axis, out (Quantity Begin, long Step) cut) ? AxisView.Same(axis)
            : cut.Step < 0 || cut.Begin.LowerBound is null ? AxisView.Merged(axis)
            : AxisView.Window(axis, 1, 1, cut.Step, 0 - cut.Begin));
    }

    private static Quantity[]? Given(Operation op, string name) => op.Ints(name)?.Select(value => (Quantity)value).ToArray();

    /// <summary>A row for each index. With a table of weights it is an embedding, a lookup without arithmetic.</summary>
    public static Answer Gather(Operation op)
    {
        FileTensor data = op[0];
        FileTensor indices = op[1];
        int at = op.Axis(op.Int("axis", 0), data.Rank);
        Quantity[] sizes = [.. data.Sizes.Take(at), .. indices, .. data.Sizes.Skip(at + 1)];
        TensorValues? values = data.Values is not null && op.Numbers(1) is { } numbers
            ? Gathering.Pick(data, sizes, (place, from) =>
            {
                long index = 0;
                for (int axis = 0; axis < indices.Rank; axis++)
                {
                    index = (index * indices[axis].Value) + place[at + axis];
                }

                long number = numbers[index];
                place.AsSpan(0, at).CopyTo(from);
                from[at] = number < 0 ? number + data[at].Value : number;
                place.AsSpan(at + indices.Rank).CopyTo(from.AsSpan(at + 1));
            })
            : null;

        // A single position of the axis, if its index is known.
        long? chosen = indices.Rank == 0 && op.Numbers(1) is [var only] ? only : null;
        return Answer.Of(Gathering.Tensor(data.Type, values, sizes)).Seeing((operand, axis) =>
            operand == 1 ? AxisView.Same(at + axis)
            : axis < at ? AxisView.Same(axis)
            : axis > at ? AxisView.Same(axis + indices.Rank - 1)
            : chosen is { } place && sizes.Length > 0 ? AxisView.Window(0, 1, 1, 0, 0 - (place < 0 ? data[at] + place : place))
            : data[axis] == 1 && sizes.Length > 0 ? AxisView.Broadcast(indices.Rank == 0 ? 0 : at)
            : indices.Rank == 1 && op.Numbers(1) is { Length: > 0 } all ? Chosen(all, at, data[at])
            : AxisView.Everything);
    }

    // Equally spaced positions are a slice. Otherwise a unit sees one position, at an unknown place.
    private static AxisView Chosen(long[] numbers, int axis, Quantity size)
    {
        if (Array.Exists(numbers, number => number < 0))
        {
            if (size.KnownValue is not { } known)
            {
                return AxisView.Merged(axis);
            }

            numbers = Array.ConvertAll(numbers, number => number < 0 ? number + known : number);
        }

        long step = numbers.Length > 1 ? numbers[1] - numbers[0] : 1;
        bool isSlice = step > 0 && Enumerable.Range(1, numbers.Length - 1).All(i => numbers[i] - numbers[i - 1] == step);
        return isSlice ? AxisView.Window(axis, 1, 1, step, -numbers[0]) : AxisView.Merged(axis);
    }
}
