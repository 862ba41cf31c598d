using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Selections;

/// <summary>Rows of tables and elements of shapes, selected by numbers.</summary>
internal static class IndexingOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Gather", Gather) { Weights = [0], Quantized = [0], IsQuantized = static op => op.TypeOf(0).IsNarrow() },
    ];

    /// <summary>A row of the first operand for each index.</summary>
    public static Answer Gather(Operation op) => Gather(op, op[0], op.Int("axis", 0), op.TypeOf(0));

    /// <summary>A row for each index. With a table of weights it is an embedding, a lookup without arithmetic.</summary>
    public static Answer Gather(Operation op, FileTensor data, long axisOfRows, ElementType type)
    {
        FileTensor indices = op[1];
        int at = op.Axis(axisOfRows, data.Rank);
        long[]? numbers = op.Numbers(1);
        var output = new FileTensor(type, [.. data.Sizes.Take(at), .. indices, .. data.Sizes.Skip(at + 1)]);
        Answer answer = Table(op, data, at, type) ?? Answer.Of(output).Seeing((operand, axis) =>
            operand == 1 ? AxisView.Same(at + axis)
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
        if (size == 1 || rank > 1 || numbers is not { Length: > 0 })
        {
            return size == 1 ? AxisView.Broadcast(rank == 0 ? 0 : axis) : AxisView.Everything;
        }

        Quantity[] places = Array.ConvertAll(numbers, number => number < 0 ? size + number : number);
        if (rank == 0)
        {
            return AxisView.Window(0, 1, 1, 0, 0 - places[0]);
        }

        Quantity step = places.Length == 1 ? 1 : places[1] - places[0];
        return step.KnownValue is > 0 and var stride && places.Zip(places.Skip(1)).All(pair => pair.Second - pair.First == step)
            ? AxisView.Window(axis, 1, 1, stride, 0 - places[0])
            : AxisView.Merged(axis);
    }
}
