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
        Quantity[] sizes = [.. data.Sizes.Take(at), .. indices, .. data.Sizes.Skip(at + 1)];

        // A single position of the axis, if its index is known.
        long? chosen = indices.Rank == 0 && numbers is [var only] ? only : null;
        Answer answer = Table(op, data, at, type) ?? Answer.Of(new FileTensor(type, sizes)).Seeing((operand, axis) =>
            operand == 1 ? AxisView.Same(at + axis)
            : axis < at ? AxisView.Same(axis)
            : axis > at ? AxisView.Same(axis + indices.Rank - 1)
            : chosen is { } place && sizes.Length > 0 ? AxisView.Window(0, 1, 1, 0, 0 - (place < 0 ? data[at] + place : place))
            : data[axis] == 1 && sizes.Length > 0 ? AxisView.Broadcast(indices.Rank == 0 ? 0 : at)
            : indices.Rank == 1 && numbers is { Length: > 0 } all ? Chosen(all, at, data[at])
            : AxisView.Everything);
        return type == data.Type && data.Values is not null && numbers is not null && Gathering.Taken(data, at, numbers).Values is { } values
            ? answer.With(FileTensor.Of(data.Type, values, sizes))
            : answer;
    }

    // Rows of a stored table of numbers that are not those of a shape.
    private static Answer? Table(Operation op, FileTensor table, int axis, ElementType type) =>
        axis == 0 && table.Rank == 2 && op.IsConstant(0) && op.Stored(0).Length > 0 && (table.Type.IsFloat() || table.Type.IsNarrow())
        && table[0].KnownValue is > 0 and var rows && table[1].KnownValue is > 0 and var width
            ? op.Means(new Embedding(rows, width), type, [1], [0])
            : null;

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
