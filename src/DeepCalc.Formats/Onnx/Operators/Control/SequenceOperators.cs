namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>Sequences of tensors, and optional values. An optional with a value is represented by the value.</summary>
internal static class SequenceOperators
{
    // The tensors of a longer sequence are not kept one by one, only what they have in common.
    private const int MostItems = 4096;
    private const int MostRuns = 64;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("SequenceEmpty", op => new Answer(FileTensor.Sequence(FileTensor.Unranked(op.Type("dtype", ElementType.Float32)), []))),
        new("SequenceConstruct", op => new Answer(Items(op, [.. Enumerable.Range(0, op.Count).Select(op.Any)], op.TypeOf(0)))),
        new("SequenceInsert", Insert),
        new("SequenceErase", Erase),
        new("SequenceAt", At),
        new("SequenceLength", op => new Answer(FileTensor.Of(
            ElementType.Int64, op.Any(0).Items is { } items ? TensorValues.Of([(long)items.Length]) : null))) { SizesOnly = [0] },
        new("SplitToSequence", Split),
        new("ConcatFromSequence", Concat),
        new("SequenceMap", Map),
        new("Optional", op => op.Has(0) ? op.Default("Identity", op.Opset, [0])
            : op.Node.Attribute("type")?.Type is { } type ? new Answer(DeclaredTensor.Of(op.Label, type, op.Scope.Options))
            : throw op.Fail("an empty optional needs the attribute type")),
        new("OptionalGetElement", op => op.Default("Identity", op.Opset, [0])),
        new("OptionalHasElement", op => new Answer(FileTensor.Of(
            ElementType.Boolean, op.Has(0) ? null : TensorValues.Of([0L])))) { SizesOnly = [0] },
    ];

    // The first operand must be a sequence, if its type is known.
    private static FileTensor Sequence(Operation op) => op.Any(0) is { Item: not null } sequence ? sequence
        : op.Any(0).IsRanked ? throw op.Fail($"input 0 must be a sequence; it is the tensor {op.Any(0)}")
        : throw new UnknownShapeException();

    private static FileTensor Items(Operation op, FileTensor[] items, ElementType type) => SequenceItems.Sequence(items, type, axis => op.UnknownSize(0, axis));

    // One tensor of a sequence: sizes that could differ between the tensors now belong to it.
    private static FileTensor Single(Operation op, FileTensor item) => SequenceItems.Renamed(item, SequenceItems.Varies, axis => op.UnknownSize(0, axis));

    // Equal tensors.
    private static FileTensor Repeated(FileTensor item, Quantity? count) =>
        FileTensor.Sequence(item, count?.KnownValue is <= MostItems and var known ? [.. Enumerable.Repeat(item, (int)known)] : null);

    // A position counted from the front, or null if unknown.
    private static int? Place(Operation op, int operand, int otherwise, int last)
    {
        int places = op.Any(0).Items!.Length;
        return !op.Has(operand) ? otherwise
            : op.Numbers(operand) is not [var place] ? null
            : place >= -places && place <= last ? (int)(place < 0 ? place + places : place)
            : throw op.Fail($"position {place} does not exist in a sequence of {places}; "
                + (last < 0 ? "no position is valid" : $"valid are {-places} to {last}"));
    }

    // Where the position is unknown, any of the tensors can be at any position.
    private static Answer Insert(Operation op)
    {
        FileTensor sequence = Sequence(op);
        FileTensor tensor = op.Any(1);
        FileTensor[]? items = sequence.Items;
        FileTensor common = items is [] ? tensor : TensorUnion.Of(sequence.Item!, tensor, axis => op.UnknownSize(0, $"item.{axis}"));
        return new Answer(items is not { Length: < MostItems } ? FileTensor.Sequence(common)
            : Place(op, 2, items.Length, items.Length) is { } place
                ? FileTensor.Sequence(common, [.. items[..place], tensor, .. items[place..]])
            : Repeated(common, items.Length + 1));
    }

    private static Answer Erase(Operation op)
    {
        FileTensor sequence = Sequence(op);
        return new Answer(sequence.Items is not { } items ? sequence
            : items.Length == 0 ? throw op.Fail("the sequence is empty; to erase a tensor, it must have at least one")
            : Place(op, 1, items.Length - 1, items.Length - 1) is { } place
                ? Items(op, [.. items[..place], .. items[(place + 1)..]], sequence.Type)
            : Repeated(sequence.Item!, items.Length - 1));
    }

    private static Answer At(Operation op)
    {
        FileTensor sequence = Sequence(op);
        op.Any(1);
        FileTensor item = sequence.Items is { } items && Place(op, 1, 0, items.Length - 1) is { } place ? items[place] : sequence.Item!;
        return !item.IsRanked && item.Item is null ? Answer.Unknown(op.Node.Operator, item) : new Answer(Single(op, item));
    }

    private static Answer Split(Operation op)
    {
        FileTensor input = op[0];
        int at = op.Axis(op.Int("axis", 0), input.Rank);
        if (!op.Has(1))
        {
            FileTensor one = input.Sized(at, 1);
            return new Answer(Repeated(op.Flag("keepdims", true) ? one : new(one.Type, [.. one.Sizes[..at], .. one.Sizes[(at + 1)..]]), input[at]));
        }

        FileTensor lengths = op[1];
        Quantity[]? parts = op.Sizes(1) is { } given && lengths.Rank == 0 ? Parts(op, input[at], given[0]) : op.Sizes(1);
        return new Answer(parts is { Length: > 0 and <= MostItems }
            ? Items(op, op.Means(new Split(null, Axis: at) { Parts = new TensorShape(parts), IsWhole = true }).Outputs, input.Type)
            : Repeated(input.Sized(at, op.UnknownSize(0, $"item.{at}")), lengths.Rank == 1 ? lengths[0] : null));
    }

    // Parts of one size, of which the last has the rest; null if it is unknown how many.
    private static Quantity[]? Parts(Operation op, Quantity size, Quantity chunk) =>
        chunk.KnownValue is < 1 ? throw op.Fail($"the size of the parts is {chunk}; it must be at least 1")
        : size == chunk ? [size]
        : size.KnownValue is { } all && chunk.KnownValue is { } each && Quantity.CeilingDivide(all, each) is <= MostItems and var pieces
            ? [.. Enumerable.Range(0, (int)pieces).Select(i => (Quantity)Math.Min(each, all - (i * each)))]
        : null;

    private static Answer Concat(Operation op)
    {
        FileTensor sequence = Sequence(op);
        long axis = op.Int("axis") ?? throw new DeepCalcException(ErrorCode.FileCorrupt, "ConcatFromSequence needs the attribute axis.");
        bool isKnown = sequence.Items is { Length: > 0 } items && Array.TrueForAll(items, each => each.IsRanked);
        FileTensor[] rows = isKnown ? sequence.Items! : sequence.Item!.IsRanked ? [sequence.Item] : throw new UnknownShapeException();
        if (op.Flag("new_axis"))
        {
            rows = Array.ConvertAll(rows, each => RepeatedBody.Stacked(op, each, 1, axis).With(each.Type, each.Values));
        }

        int at = op.Axis(axis, rows[0].Rank);
        FileTensor all = FileTensor.Of(rows[0].Type, Gathering.Joined(rows, at), Joining.Shape(rows, at).Span.ToArray());
        return new Answer(Single(op, isKnown ? all : all.Sized(at, op.UnknownSize(0, $"{at}"))));
    }

    private static Answer Map(Operation op)
    {
        FileTensor first = Sequence(op);
        FileTensor[] inputs = [.. Enumerable.Range(0, op.Node.Inputs.Length).Select(op.Any)];
        var body = new RepeatedBody(op, what: "tensor");
        body.Require(inputs.Length, 0);
        FileTensor[] Outputs(Func<int, FileTensor> output) => [.. Enumerable.Range(0, op.OutputCount).Select(output)];
        if (first.Items is { Length: > 0 and <= MostRuns } items && !op.Scope.IsBusy)
        {
            BodyResult[] runs = [.. items.Select((_, i) =>
                body.Run(Array.ConvertAll(inputs, input => input.Items?.ElementAtOrDefault(i) ?? input.Item ?? input)))];
            return body.Apart(runs, Outputs(output => SequenceItems.Sequence(
                Array.ConvertAll(runs, run => body.Output(run, output, "item.")),
                ElementType.Undefined,
                axis => op.UnknownSize(output, axis))));
        }

        BodyResult once = body.Run(Array.ConvertAll(inputs, input => input.Item ?? input));
        Quantity? count = first.Items?.Length;
        FileTensor[] alike = Outputs(output => Repeated(body.Output(once, output, "item."), count));
        return body.Alike(once, count ?? op.UnknownSize(0, "length"), alike);
    }
}
