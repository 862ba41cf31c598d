using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>Sequences of tensors.</summary>
/// <remarks>Source: the operators' specification of the ONNX project.</remarks>
internal static class SequenceOperators
{
    // The tensors of a longer sequence are not kept one by one, only what they have in common.
    private const int MostItems = 4096;
    private const int MostRuns = 64;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("SequenceEmpty", op => Answer.Of(FileTensor.Sequence(FileTensor.Unranked(op.Type("dtype", ElementType.Float32)), []))),
        new("SequenceConstruct", op => Answer.Of(Items(op, [.. Enumerable.Range(0, op.Count).Select(op.Any)], op.TypeOf(0)))),
        new("SequenceInsert", Insert),
        new("SequenceErase", Erase),
        new("SequenceAt", At),
        new("SequenceLength", Length) { SizesOnly = [0] },
        new("SplitToSequence", Split),
        new("ConcatFromSequence", Concat),
        new("SequenceMap", Map),
    ];

    // An operand that must be a sequence, if its type is known.
    private static FileTensor Sequence(Operation op, int operand)
    {
        FileTensor tensor = op.Any(operand);
        return tensor.Item is not null ? tensor
            : tensor.IsRanked ? throw op.Fail($"input {operand} must be a sequence; it is the tensor {tensor}")
            : throw new UnknownShapeException();
    }

    private static FileTensor Items(Operation op, FileTensor[] items, ElementType type) => SequenceItems.Sequence(items, type, axis => op.UnknownSize(0, axis));

    private static FileTensor Single(Operation op, FileTensor item) => SequenceItems.Single(item, axis => op.UnknownSize(0, axis));

    // A position counted from the front, or null if unknown.
    private static int? Place(Operation op, int operand, int otherwise, int places)
    {
        if (!op.Has(operand))
        {
            return otherwise;
        }

        if (op.Numbers(operand) is not [var place])
        {
            return null;
        }

        long last = op.Node.Operator == "SequenceInsert" ? places : places - 1;
        return place >= -places && place <= last
            ? (int)(place < 0 ? place + places : place)
            : throw op.Fail($"position {place} does not exist in a sequence of {places}; {(places == 0 && last < 0 ? "no position is valid" : $"valid are {-places} to {last}")}");
    }

    private static Answer Insert(Operation op)
    {
        FileTensor sequence = Sequence(op, 0);
        FileTensor tensor = op.Any(1);
        if (sequence.Items is not { } items)
        {
            return Answer.Of(FileTensor.Sequence(TensorUnion.Of(sequence.Item!, tensor, axis => op.UnknownSize(0, $"item.{axis}"))));
        }

        if (items.Length >= MostItems)
        {
            return Answer.Of(FileTensor.Sequence(Items(op, [.. items, tensor], tensor.Type).Item!));
        }

        if (Place(op, 2, items.Length, items.Length) is { } place)
        {
            return Answer.Of(Items(op, [.. items[..place], tensor, .. items[place..]], tensor.Type));
        }

        // Any of them can now be at any position.
        FileTensor common = Items(op, [.. items, tensor], tensor.Type).Item!;
        return Answer.Of(Repeated(common, items.Length + 1));
    }

    private static Answer Erase(Operation op)
    {
        FileTensor sequence = Sequence(op, 0);
        if (sequence.Items is not { } items)
        {
            return Answer.Of(sequence);
        }

        if (items.Length == 0)
        {
            throw op.Fail("the sequence is empty; to erase a tensor, it must have at least one");
        }

        return Answer.Of(Place(op, 1, items.Length - 1, items.Length) is { } place
            ? Items(op, [.. items[..place], .. items[(place + 1)..]], sequence.Type)
            : Repeated(sequence.Item!, items.Length - 1));
    }

    private static Answer At(Operation op)
    {
        FileTensor sequence = Sequence(op, 0);
        op.Any(1);
        FileTensor item = sequence.Items is { } items && Place(op, 1, 0, items.Length) is { } place ? items[place] : sequence.Item!;
        return !item.IsRanked && item.Item is null ? Answer.Unknown(op.Node.Operator, item) : Answer.Of(Single(op, item));
    }

    private static Answer Length(Operation op) => Answer.Of(op.Any(0).Items is { } items
        ? FileTensor.Of(ElementType.Int64, TensorValues.Of([(long)items.Length]))
        : new FileTensor(ElementType.Int64));

    private static Answer Split(Operation op)
    {
        FileTensor input = op[0];
        int at = op.Axis(op.Int("axis", 0), input.Rank);
        Quantity size = input[at];
        if (!op.Has(1))
        {
            return Answer.Of(Repeated(op.Flag("keepdims", true) ? input.Sized(at, 1) : new(input.Type, [.. input.Sizes[..at], .. input.Sizes[(at + 1)..]]), size));
        }

        FileTensor unknown = input.Sized(at, op.UnknownSize(0, $"item.{at}"));
        FileTensor lengths = op[1];
        if (op.Sizes(1) is not { } parts)
        {
            return Answer.Of(Repeated(unknown, lengths.Rank == 1 ? lengths[0] : null));
        }

        if (lengths.Rank == 0)
        {
            // The last part has the rest.
            Quantity chunk = parts[0].KnownValue is null or > 0 ? parts[0] : throw op.Fail($"the size of the parts is {parts[0]}; it must be at least 1");
            parts = size == chunk ? [size]
                : size.KnownValue is { } all && chunk.KnownValue is { } each && Quantity.CeilingDivide(all, each) is <= MostItems and var pieces
                    ? [.. Enumerable.Range(0, (int)pieces).Select(i => (Quantity)Math.Min(each, all - (i * each)))]
                : [];
        }

        return Answer.Of(parts.Length is > 0 and <= MostItems
            ? Items(op, op.Means(new Split(null, Axis: at) { Parts = new TensorShape(parts), IsWhole = true }).Outputs, input.Type)
            : FileTensor.Sequence(unknown));
    }

    // Equal tensors.
    private static FileTensor Repeated(FileTensor item, Quantity? count) =>
        FileTensor.Sequence(item, count?.KnownValue is <= MostItems and var known ? [.. Enumerable.Repeat(item, (int)known)] : null);

    // Sizes that could differ between the tensors of the sequence now belong to this one tensor.
    private static Answer Concat(Operation op)
    {
        FileTensor sequence = Sequence(op, 0);
        bool isNew = op.Flag("new_axis");
        long axis = op.Int("axis") ?? throw new DeepCalcException(ErrorCode.FileCorrupt, "ConcatFromSequence needs the attribute axis.");
        if (sequence.Items is { Length: > 0 } items && Array.TrueForAll(items, each => each.IsRanked))
        {
            FileTensor[] rows = Array.ConvertAll(items, each => isNew ? Gathering.Tensor(each.Type, each.Values, BodyIteration.Stacked(op, each, 1, axis).Sizes) : each);
            int at = op.Axis(axis, rows[0].Rank);
            return Answer.Of(Single(op, Gathering.Tensor(rows[0].Type, Gathering.Joined(rows, at), Joining.Shape(rows, at).Span.ToArray())));
        }

        FileTensor item = sequence.Item!.IsRanked ? sequence.Item : throw new UnknownShapeException();
        item = isNew ? BodyIteration.Stacked(op, item, op.UnknownSize(0, "length"), axis) : item;
        int joined = op.Axis(axis, item.Rank);
        return Answer.Of(Single(op, item.Sized(joined, op.UnknownSize(0, $"{joined}"))));
    }

    private static Answer Map(Operation op)
    {
        FileTensor first = Sequence(op, 0);
        int count = op.Node.Inputs.Length;
        OnnxBody.Require(op, "body", count, op.OutputCount);
        FileTensor[] inputs = [.. Enumerable.Range(0, count).Select(op.Any)];
        var foreign = new ForeignNames(op);
        string name = op.Scope.Prefix + op.Label;
        if (first.Items is { Length: > 0 and <= MostRuns } items && !op.Scope.IsBusy)
        {
            BodyResult[] runs = [.. items.Select((_, i) => OnnxBody.Run(op, "body", [.. inputs.Select(input =>
                input.Item is null ? input : input.Items is { } each && i < each.Length ? each[i] : input.Item)]))];
            FileTensor[] outputs = [.. Enumerable.Range(0, op.OutputCount).Select(output => SequenceItems.Sequence(
                [.. runs.Select(run => foreign.Rename(run.Outputs[output], axis => op.UnknownSize(output, $"item.{axis}")))],
                ElementType.Undefined,
                axis => op.UnknownSize(output, axis)))];
            Work work = runs.Aggregate(default(Work), (sum, run) => sum + run.Work);
            work = HasVarying(work) ? Work.Unknown(name) : foreign.Rename(work, name);
            return Answer.Of(outputs).Doing(working => WorkFormula.Given(work, working, "all tensors")).Running(runs.Select((run, i) => ($"body:{i}", run, (Quantity)1)));
        }

        BodyResult once = OnnxBody.Run(op, "body", [.. inputs.Select(input => input.Item ?? input)]);
        Quantity times = first.Items?.Length ?? op.UnknownSize(0, "length");
        FileTensor[] sequences = [.. Enumerable.Range(0, op.OutputCount).Select(output =>
        {
            FileTensor item = foreign.Rename(once.Outputs[output], axis => op.UnknownSize(output, $"item.{axis}"));
            return FileTensor.Sequence(item, first.Items is { } each ? [.. Enumerable.Repeat(item, each.Length)] : null);
        })];
        Work each = HasVarying(once.Work) ? Work.Unknown(name) : foreign.Rename(once.Work, name);
        return Answer.Of(sequences).Doing(working => WorkFormula.Repeated(WorkFormula.Given(each, working, "one tensor"), times, working, "T", "all tensors")).Running(("body", once, times));
    }

    private static bool HasVarying(Work work) => SequenceItems.Varies(work.Macs) || SequenceItems.Varies(work.Additions) || SequenceItems.Varies(work.Elementwise);
}
