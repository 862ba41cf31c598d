using DeepCalc.Arithmetic;
using DeepCalc.Formats.Onnx.Graphs;
using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Formulas;
using DeepCalc.Measures;
using DeepCalc.Measures.Fields;
using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Operators;

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
        return Answer.Of(FileTensor.Sequence(common, [.. Enumerable.Repeat(common, items.Length + 1)]));
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
            : FileTensor.Sequence(sequence.Item!, [.. Enumerable.Repeat(sequence.Item!, items.Length - 1)]));
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
            FileTensor slice = new(input.Type, [.. op.Flag("keepdims", true) ? input.Sizes.Select((each, axis) => axis == at ? 1 : each) : input.Sizes.Where((_, axis) => axis != at)]);
            return Answer.Of(FileTensor.Sequence(slice, size.KnownValue is <= MostItems and var count ? [.. Enumerable.Repeat(slice, (int)count)] : null));
        }

        FileTensor Part(Quantity length) => new(input.Type, [.. input.Sizes.Select((each, axis) => axis == at ? length : each)]);
        FileTensor unknown = Part(op.UnknownSize(0, $"item.{at}"));
        if (op.Sizes(1) is not { } parts)
        {
            return Answer.Of(op.Any(1) is { Rank: 1 } lengths && lengths[0].KnownValue is <= MostItems and var known
                ? FileTensor.Sequence(unknown, [.. Enumerable.Repeat(unknown, (int)known)])
                : FileTensor.Sequence(unknown));
        }

        if (op.Any(1).Rank == 1)
        {
            Quantity sum = parts.Aggregate((Quantity)0, (total, part) => total + part);
            return sum.IsKnown && size.IsKnown && sum != size
                ? throw op.Fail($"the parts {string.Join(',', parts)} add up to {sum}; they must add up to {size}, the size of axis {at} of {input}")
                : Answer.Of(parts.Length <= MostItems ? Items(op, [.. parts.Select(Part)], input.Type) : FileTensor.Sequence(unknown));
        }

        Quantity chunk = parts is [var only] && only.KnownValue is null or > 0 ? only : throw op.Fail($"the size of the parts is {string.Join(',', parts)}; it must be at least 1");
        if (size == chunk)
        {
            return Answer.Of(Items(op, [Part(size)], input.Type));
        }

        // The last part has the rest.
        return Answer.Of(size.KnownValue is { } all && chunk.KnownValue is { } each && ((all + each - 1) / each) is <= MostItems and var pieces
            ? Items(op, [.. Enumerable.Range(0, (int)pieces).Select(i => Part(Math.Min(each, all - (i * each))))], input.Type)
            : FileTensor.Sequence(unknown));
    }

    private static Answer Concat(Operation op)
    {
        FileTensor sequence = Sequence(op, 0);
        bool isNew = op.Flag("new_axis");
        long axis = op.Int("axis") ?? throw new DeepCalcException(ErrorCode.FileCorrupt, "ConcatFromSequence needs the attribute axis.");
        FileTensor item = sequence.Item!;
        if (sequence.Items is { Length: > 0 } items && Array.TrueForAll(items, each => each.IsRanked))
        {
            int at = op.Axis(axis, items[0].Rank + (isNew ? 1 : 0));
            FileTensor[] rows = [.. items.Select(each => isNew ? Row(op, each, axis) : each)];
            return Answer.Of(Single(op, Gathering.Tensor(rows[0].Type, Gathering.Joined(rows, at), Joining.Shape(rows, at).Span.ToArray())));
        }

        if (!item.IsRanked)
        {
            throw new UnknownShapeException();
        }

        Quantity[] sizes = isNew ? BodyIteration.Stacked(op, item, op.UnknownSize(0, "length"), axis).Sizes : item.Sizes;
        int joined = op.Axis(axis, sizes.Length);
        sizes[joined] = op.UnknownSize(0, $"{joined}");
        return Answer.Of(Whole(op, new FileTensor(item.Type, sizes)));
    }

    private static FileTensor Row(Operation op, FileTensor item, long axis) =>
        Gathering.Tensor(item.Type, item.Values, BodyIteration.Stacked(op, item, 1, axis).Sizes);

    // Sizes that could differ between the tensors of the sequence now belong to this one tensor.
    private static FileTensor Whole(Operation op, FileTensor tensor) => Single(op, tensor);

    private static Answer Map(Operation op)
    {
        FileTensor first = Sequence(op, 0);
        int count = op.Node.Inputs.Length;
        OnnxBody.Require(op, "body", count, op.OutputCount);
        FileTensor[] inputs = [.. Enumerable.Range(0, count).Select(op.Any)];
        var foreign = new ForeignNames(op);
        string name = op.Scope.Prefix + op.Label;
        if (first.Items is { Length: > 0 and <= MostRuns } items && !op.Scope.Importer.IsBusy)
        {
            BodyResult[] runs = [.. items.Select((_, i) => OnnxBody.Run(op, "body", [.. inputs.Select(input =>
                input.Item is null ? input : input.Items is { } each && i < each.Length ? each[i] : input.Item)]))];
            FileTensor[] outputs = [.. Enumerable.Range(0, op.OutputCount).Select(output => SequenceItems.Sequence(
                [.. runs.Select(run => foreign.Rename(run.Outputs[output], axis => op.UnknownSize(output, $"item.{axis}")))],
                ElementType.Undefined,
                axis => op.UnknownSize(output, axis)))];
            Work work = runs.Aggregate(default(Work), (sum, run) => sum + run.Work);
            work = HasVarying(work) ? Work.Unknown(name) : foreign.Rename(work, name);
            return Answer.Of(outputs).Doing(working => WorkFormula.Given(work, working, "all tensors")).Holding([.. runs.SelectMany(run => run.Weights).DistinctBy(weight => weight.Identity)]);
        }

        BodyResult once = OnnxBody.Run(op, "body", [.. inputs.Select(input => input.Item ?? input)]);
        Quantity times = first.Items?.Length ?? op.UnknownSize(0, "length");
        FileTensor[] sequences = [.. Enumerable.Range(0, op.OutputCount).Select(output =>
        {
            FileTensor item = foreign.Rename(once.Outputs[output], axis => op.UnknownSize(output, $"item.{axis}"));
            return FileTensor.Sequence(item, first.Items is { } each ? [.. Enumerable.Repeat(item, each.Length)] : null);
        })];
        Work each = HasVarying(once.Work) ? Work.Unknown(name) : foreign.Rename(once.Work, name);
        return Answer.Of(sequences).Doing(working => WorkFormula.Repeated(WorkFormula.Given(each, working, "one tensor"), times, working, "T", "all tensors")).Holding(once.Weights);
    }

    private static bool HasVarying(Work work) => SequenceItems.Varies(work.Macs) || SequenceItems.Varies(work.Additions) || SequenceItems.Varies(work.Elementwise);
}
