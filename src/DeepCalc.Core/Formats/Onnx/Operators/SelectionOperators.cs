namespace DeepCalc;

/// <summary>What is chosen by what the tensors hold, so that sizes can depend on it.</summary>
internal static class SelectionOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("TopK", TopK),
        new("NonZero", op =>
        {
            FileTensor input = op[0];
            return Answer.Of(new FileTensor(ElementType.Int64, Math.Max(input.Rank, 1), op.UnknownSize(0, "count")));
        }) { Type = static _ => ElementType.Int64 },
        new("Compress", Compress),
        new("Unique", Unique),
        new("OneHot", OneHot) { Type = static op => op.TypeOf(2) },
        new("GatherElements", GatherElements),
        new("GatherND", GatherNd),
        new("Scatter", op => Scatter(op, op.Text("reduction", "none") != "none")),
        new("ScatterElements", op => Scatter(op, op.Text("reduction", "none") != "none")),
        new("ScatterND", op => Scatter(op, op.Text("reduction", "none") != "none")),
        new("ReverseSequence", op => ElementwiseOperators.Unary(op, 0, null).Seeing((operand, axis) =>
            operand == 0 && axis != op.Int("time_axis", 0) ? AxisView.Same(axis) : AxisView.Everything)),
        new("Trilu", op => ElementwiseOperators.Unary(op, 0, null)) { SizesOnly = [1] },
        new("EyeLike", op => Answer.Of(new FileTensor(op.Type("dtype", op.TypeOf(0)), op[0].Sizes))) { SizesOnly = [0] },
    ];

    // One comparison for each element: what it takes depends on the order in which they are found.
    private static Answer TopK(Operation op)
    {
        FileTensor input = op[0];
        int at = op.Axis(op.Int("axis", -1), input.Rank);
        Quantity count = op.Opset < 10 ? op.Int("k", 0) : op.Sizes(1) is [var given] ? given : op.UnknownSize(0, "count");
        if (count.IsKnown && input[at].IsKnown && count.Value > input[at].Value)
        {
            throw op.Fail($"the largest {count} are to be found of {input[at]} on axis {at} of {input}");
        }

        Quantity[] sizes = input.Sizes;
        sizes[at] = count;
        Quantity compared = input.ElementCount;
        return Answer.Of(new FileTensor(input.Type, sizes), new FileTensor(ElementType.Int64, sizes))
            .Doing(working => new Work(0, 0, 0, working.Record("Element-wise operations", "E", working.Let("n", compared), Sources.Elementwise)))
            .Seeing((operand, axis) => operand == 0 && axis != at ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static Answer Compress(Operation op)
    {
        FileTensor input = op[0];
        Quantity count = op.Numbers(1) is { } chosen ? chosen.Count(value => value != 0) : op.UnknownSize(0, "count");
        if (op.Int("axis") is not { } given)
        {
            return Answer.Of(new FileTensor(input.Type, count));
        }

        int at = op.Axis(given, input.Rank);
        Quantity[] sizes = input.Sizes;
        sizes[at] = count;
        return Answer.Of(new FileTensor(input.Type, sizes)).Seeing((operand, axis) => operand == 0 && axis != at ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static Answer Unique(Operation op)
    {
        FileTensor input = op[0];
        Quantity count = op.UnknownSize(0, "count");
        Quantity[] sizes = input.Sizes;
        Quantity all = input.ElementCount;
        if (op.Int("axis") is { } given)
        {
            int at = op.Axis(given, input.Rank);
            all = input[at];
            sizes[at] = count;
        }
        else
        {
            sizes = [count];
        }

        return Answer.Of(
            new FileTensor(input.Type, sizes),
            new FileTensor(ElementType.Int64, count),
            new FileTensor(ElementType.Int64, all),
            new FileTensor(ElementType.Int64, count));
    }

    private static Answer OneHot(Operation op)
    {
        FileTensor indices = op[0];
        Quantity depth = op.Values(1) is { Count: 1 } values && ScalarMath.Cast(values[0], ElementType.Int64) is { } whole ? whole.Whole : op.UnknownSize(0, "depth");
        int at = op.Axis(op.Int("axis", -1), indices.Rank + 1);
        Quantity[] sizes = [.. indices.Take(at), depth, .. indices.Skip(at)];
        return Answer.Of(new FileTensor(op.TypeOf(2), sizes)).Seeing((operand, axis) => operand == 0 ? AxisView.Same(axis < at ? axis : axis + 1) : AxisView.Everything);
    }

    private static Answer GatherElements(Operation op)
    {
        FileTensor data = op[0];
        FileTensor indices = op[1];
        int at = op.Axis(op.Int("axis", 0), data.Rank);
        return indices.Rank != data.Rank
            ? throw op.Fail($"{data} and the indices {indices} must have as many axes")
            : Answer.Of(new FileTensor(data.Type, indices.Sizes)).Seeing((operand, axis) => operand == 0 && axis == at ? AxisView.Everything : AxisView.Same(axis));
    }

    // The last axis of the indices names a place on the axes behind the batch ones.
    private static Answer GatherNd(Operation op)
    {
        FileTensor data = op[0];
        FileTensor indices = op[1];
        int batch = (int)op.Int("batch_dims", 0);
        if (indices.Rank == 0 || indices.Last.KnownValue is not { } named)
        {
            throw new UnknownShapeException();
        }

        if (batch < 0 || batch >= indices.Rank || named < 0 || batch + named > data.Rank)
        {
            throw op.Fail($"the indices {indices} name {named} axes behind {batch} of {data}, which has {data.Rank}");
        }

        Quantity[] sizes = [.. indices.SkipLast(1), .. data.Skip(batch + (int)named)];
        TensorValues? values = named == data.Rank && batch == 0 && data.Values is not null && op.Numbers(1) is { } places
            ? Gathering.Pick(data, sizes, (place, from) =>
            {
                long index = 0;
                for (int axis = 0; axis < indices.Rank - 1; axis++)
                {
                    index = (index * indices[axis].Value) + place[axis];
                }

                for (int axis = 0; axis < data.Rank; axis++)
                {
                    long at = places[(index * named) + axis];
                    from[axis] = at < 0 ? at + data[axis].Value : at;
                }
            })
            : null;
        int moved = indices.Rank - 1 - batch - (int)named;
        return Answer.Of(Gathering.Tensor(data.Type, values, sizes)).Seeing((operand, axis) =>
            operand == 1 ? axis < indices.Rank - 1 ? AxisView.Same(axis) : AxisView.Everything
            : axis < batch ? AxisView.Same(axis)
            : axis < batch + named ? AxisView.Everything
            : AxisView.Same(axis + moved));
    }

    // What is not written over stays; where it is added and not only written, an addition for each.
    private static Answer Scatter(Operation op, bool adds)
    {
        FileTensor data = op[0];
        Answer answer = Answer.Of(new FileTensor(data.Type, data.Sizes)).Seeing((operand, axis) => operand == 0 ? AxisView.Same(axis) : AxisView.Everything);
        return adds && op.Optional(2) is { } updates && ElementwiseOperators.Float(op, 1) > 0
            ? answer.Doing(working => WorkFormula.Elementwise(updates.ElementCount, 1, working))
            : answer;
    }
}
