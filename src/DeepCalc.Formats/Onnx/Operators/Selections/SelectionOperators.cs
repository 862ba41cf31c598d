namespace DeepCalc.Formats.Onnx.Operators.Selections;

/// <summary>Rows and elements selected by numbers, and selections that depend on the elements, and so may the resulting sizes.</summary>
internal static class SelectionOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Gather", Gather) { Weights = [0], Quantized = [0], IsQuantized = static op => op.TypeOf(0).IsNarrow() },
        new("TopK", TopK),
        new("NonZero", NonZero) { Type = static _ => ElementType.Int64 },
        new("Compress", Compress),
        new("Unique", UniqueRule.Of),
        new("OneHot", OneHot) { Settings = [2], Type = static op => op.TypeOf(2) },
        new("GatherElements", GatherElements),
        new("GatherND", GatherNd),
        new("Scatter", ScatterElements),
        new("ScatterElements", ScatterElements),
        new("ScatterND", op => Scatter(op, Scattering.Slices)),
        new("ReverseSequence", op => ElementwiseOperators.Unary(op, 0).SeeingFirst(SameBut(op.Int("time_axis", 0)))),
        new("Trilu", op => ElementwiseOperators.Unary(op, 0)) { SizesOnly = [1] },
        new("EyeLike", op => new Answer(new FileTensor(op.Type("dtype", op.TypeOf(0)), op[0].Sizes))) { SizesOnly = [0] },
    ];

    /// <summary>The first operand and the axis that the node names, or all elements in a row.</summary>
    public static (FileTensor Tensor, int Axis) Along(Operation op) => op.Int("axis") is { } named
        ? (op[0], op.Axis(named, op[0].Rank))
        : (FileTensor.Of(op[0].Type, op[0].Values, op[0].ElementCount), 0);

    private static Func<int, AxisView> SameBut(long at) => axis => axis != at ? AxisView.Same(axis) : AxisView.Everything;

    // Counted as one comparison for each element, since the real number depends on the algorithm.
    private static Answer TopK(Operation op)
    {
        FileTensor input = op[0];
        int at = op.Axis(op.Int("axis", -1), input.Rank);
        Quantity count = op.Opset < 10 ? op.Int("k", 0) : op.Size(1, "count");
        op.FailIf(
            count.KnownValue > input[at].KnownValue,
            $"k is {count}; it must be at most {input[at]}, the size of axis {at} of {input}");

        FileTensor output = input.Sized(at, count);
        return new Answer(output, output.WithType(ElementType.Int64))
            .Doing(working => WorkFormula.Elementwise(working.ProductOf(input, isInput: true), 1, working))
            .SeeingFirst(SameBut(at));
    }

    // The positions of the nonzero elements, with a row for each axis. A scalar has one axis, as in ONNX Runtime.
    private static Answer NonZero(Operation op)
    {
        FileTensor input = op[0];
        Quantity[] sizes = input.Rank == 0 ? [1] : input.Sizes;
        Scalar[]? elements = input.Values?.Elements.ToArray();
        bool?[] zeros = elements is null ? [null] : Array.ConvertAll(elements, element => ScalarMath.AreEqual(element, 0));
        if (zeros.Contains(null))
        {
            bool? isZero = input.Fill is { } fill ? ScalarMath.AreEqual(fill, 0) : null;
            Quantity count = isZero is null ? op.UnknownSize(0, "count") : isZero.Value ? 0 : input.ElementCount;
            return new Answer(new FileTensor(ElementType.Int64, sizes.Length, count));
        }

        long[][] positions = [.. Gathering.Positions(sizes).Where((_, i) => zeros[i] == false).Select(position => position.ToArray())];
        return new Answer(Gathering.Numbers([.. sizes.SelectMany((_, axis) => positions.Select(position => position[axis]))], sizes.Length, positions.Length));
    }

    // The elements, or the slices along an axis, that a list of booleans selects; those after its end are left out.
    private static Answer Compress(Operation op)
    {
        (FileTensor all, int at) = Along(op);
        FileTensor output = op.Numbers(1) is { } flags
            ? Gathering.Taken(all, at, [.. Enumerable.Range(0, flags.Length).Where(i => flags[i] != 0 && !(i >= all[at].KnownValue))])
            : all.Sized(at, op.UnknownSize(0, "count"));
        return new Answer(output).SeeingFirst(op.Int("axis") is null ? static _ => AxisView.Everything : SameBut(at));
    }

    private static Answer OneHot(Operation op)
    {
        FileTensor indices = op[0];
        Quantity depth = op.Values(1) is { Count: 1 } values && ScalarMath.Cast(values[0], ElementType.Int64) is { } whole
            ? whole.Whole
            : op.UnknownSize(0, "depth");
        int at = op.Axis(op.Int("axis", -1), indices.Rank + 1);
        return new Answer(new FileTensor(op.TypeOf(2), [.. indices.Sizes.Take(at), depth, .. indices.Sizes.Skip(at)]))
            .SeeingFirst(axis => AxisView.Same(axis < at ? axis : axis + 1));
    }

    /// <summary>A row of the first operand for each index.</summary>
    public static Answer Gather(Operation op) => Gather(op, op[0], op.Int("axis", 0), op.TypeOf(0));

    /// <summary>A row for each index. With a table of weights it is an embedding, a lookup without arithmetic.</summary>
    public static Answer Gather(Operation op, FileTensor data, long axisOfRows, ElementType type)
    {
        FileTensor indices = op[1];
        int at = op.Axis(axisOfRows, data.Rank);
        long[]? numbers = op.Numbers(1);
        var output = new FileTensor(type, [.. data.Sizes.Take(at), .. indices, .. data.Sizes.Skip(at + 1)]);
        Answer answer = Table(op, data, at, type) ?? new Answer(output).Seeing((operand, axis) =>
            operand > 1 ? AxisView.Everything
            : operand == 1 ? AxisView.Same(at + axis)
            : axis != at ? AxisView.Same(axis < at ? axis : axis + indices.Rank - 1)
            : output.Rank == 0 ? AxisView.Everything
            : Rows(data[at], at, indices.Rank, numbers));
        return answer.Valued(type == data.Type && numbers is not null ? Gathering.Taken(data, at, numbers).Values : null);
    }

    // Rows of a stored table of numbers that are not those of a shape.
    private static Answer? Table(Operation op, FileTensor table, int axis, ElementType type) =>
        axis == 0 && table.Rank == 2 && op.IsConstant(0) && op.Stored(0).Length > 0 && (table.Type.IsFloat() || table.Type.IsNarrow())
        && table[0].KnownValue is > 0 and var rows && table[1].KnownValue is > 0 and var width
            ? op.Means(new Embedding(rows, width), type, [1], [0])
            : null;

    // Of the axis of the rows, a single row is one position, and equally spaced ones are a slice. Otherwise a unit sees one position, at an
    // unknown place, or, where several axes of indices share the axis, everything.
    private static AxisView Rows(Quantity size, int axis, int rank, long[]? numbers)
    {
        Quantity[] places = [.. (rank > 1 ? [] : numbers ?? []).Select(number => number < 0 ? size + number : number)];
        Quantity step = places.Length > 1 ? places[1] - places[0] : 1;
        return size == 1 ? AxisView.Broadcast(rank == 0 ? 0 : axis)
            : places.Length == 0 ? AxisView.Everything
            : rank == 0 ? AxisView.Window(0, 1, 1, 0, 0 - places[0])
            : step.KnownValue is > 0 and var stride && places.Zip(places.Skip(1)).All(pair => pair.Second - pair.First == step)
                ? AxisView.Window(axis, 1, 1, stride, 0 - places[0])
            : AxisView.Merged(axis);
    }

    private static Answer GatherElements(Operation op)
    {
        FileTensor data = op[0];
        FileTensor indices = op[1];
        int at = op.Axis(op.Int("axis", 0), data.Rank);
        op.FailIf(indices.Rank != data.Rank, $"{data} and the indices {indices} must have the same number of axes");
        return new Answer(new FileTensor(data.Type, indices.Sizes))
            .Seeing((operand, axis) => operand > 1 || (operand == 0 && axis == at) ? AxisView.Everything : AxisView.Same(axis));
    }

    // The last axis of the indices gives positions on the axes after the batch axes.
    private static Answer GatherNd(Operation op)
    {
        FileTensor data = op[0];
        FileTensor indices = op[1];
        int batch = (int)op.Int("batch_dims", 0);
        long named = indices.Rank > 0 && indices.Last.KnownValue is { } known ? known : throw new UnknownShapeException();
        op.FailIf(
            batch < 0 || batch >= indices.Rank || named < 0 || batch + named > data.Rank,
            $"the indices {indices} address {named} axes after the first {batch} of {data}, which has only {data.Rank}");

        Quantity[] sizes = [.. indices.Sizes.SkipLast(1), .. data.Sizes.Skip(batch + (int)named)];
        TensorValues? values = named > 0 && named == data.Rank && batch == 0 && data.Values is { } elements && op.Numbers(1) is { } numbers
            && Array.ConvertAll([.. numbers.Chunk((int)named)], position => (long)(Gathering.Place(data, position) ?? elements.Count)) is var places
                ? Gathering.Taken(FileTensor.Of(data.Type, elements, elements.Count), 0, places).Values
                : null;
        int moved = indices.Rank - 1 - batch - (int)named;
        int last = indices.Rank - 1;
        return new Answer(FileTensor.Of(data.Type, values, sizes)).Seeing((operand, axis) =>
            operand == 0 && axis >= batch + named ? AxisView.Same(axis + moved)
            : operand < 2 && axis < (operand == 0 ? batch : last) ? AxisView.Same(axis)
            : AxisView.Everything);
    }

    private static Answer ScatterElements(Operation op)
    {
        int at = op.Axis(op.Int("axis", 0), op[0].Rank);
        return Scatter(op, (data, indices, named, updates) =>
            indices.Rank == data.Rank ? Scattering.Elements(data, indices, named, updates, at) : null);
    }

    // Elements that no index addresses stay. If updates are added instead of written, each costs one addition.
    private static Answer Scatter(Operation op, Func<FileTensor, FileTensor, long[], FileTensor, TensorValues?> write)
    {
        FileTensor data = op[0];
        FileTensor? updates = op.Optional(2);
        bool adds = op.Text("reduction", "none") != "none";
        TensorValues? values = !adds && updates is not null && op.Numbers(1) is { } named ? write(data, op[1], named, updates) : null;
        Answer answer = new Answer(data.With(data.Type, values)).SeeingFirst(AxisView.Same);
        return adds && updates is not null && op.TypeOf(0).IsCounted()
            ? answer.Doing(working => WorkFormula.Elementwise(working.ProductOf(updates, isInput: true), 1, working))
            : answer;
    }
}
