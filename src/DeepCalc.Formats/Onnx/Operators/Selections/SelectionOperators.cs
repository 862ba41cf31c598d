using DeepCalc.Formats.Onnx.Operators.Elementwise;
using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Selections;

/// <summary>Selections that depend on the elements, and so may the resulting sizes.</summary>
internal static class SelectionOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("TopK", TopK),
        new("NonZero", NonZeroRule.Of) { Type = static _ => ElementType.Int64 },
        new("Compress", Compress),
        new("Unique", UniqueRule.Of),
        new("OneHot", OneHot) { Settings = [2], Type = static op => op.TypeOf(2) },
        new("GatherElements", GatherElements),
        new("GatherND", GatherNd),
        new("Scatter", ScatterElements),
        new("ScatterElements", ScatterElements),
        new("ScatterND", op => Scatter(op, (data, indices, named, updates) => Scattering.Slices(data, indices, named, updates))),
        new("ReverseSequence", op => ElementwiseOperators.Unary(op, 0).SeeingFirst(axis =>
            axis != op.Int("time_axis", 0) ? AxisView.Same(axis) : AxisView.Everything)),
        new("Trilu", op => ElementwiseOperators.Unary(op, 0)) { SizesOnly = [1] },
        new("EyeLike", op => Answer.Of(new FileTensor(op.Type("dtype", op.TypeOf(0)), op[0].Sizes))) { SizesOnly = [0] },
    ];

    // Counted as one comparison for each element, since the real number depends on the algorithm.
    private static Answer TopK(Operation op)
    {
        FileTensor input = op[0];
        int at = op.Axis(op.Int("axis", -1), input.Rank);
        Quantity count = op.Opset < 10 ? op.Int("k", 0) : op.Sizes(1) is [var given] ? given : op.UnknownSize(0, "count");
        if (count.IsKnown && input[at].IsKnown && count.Value > input[at].Value)
        {
            throw op.Fail($"k is {count}; it must be at most {input[at]}, the size of axis {at} of {input}");
        }

        FileTensor output = input.Sized(at, count);
        return Answer.Of(output, output.WithType(ElementType.Int64))
            .Doing(working => new Work(0, 0, 0, working.Record("Element-wise operations", "E", working.ProductOf(input, isInput: true), Sources.Elementwise)))
            .SeeingFirst(axis => axis != at ? AxisView.Same(axis) : AxisView.Everything);
    }

    // The elements, or the slices along an axis, that a list of booleans selects; those after its end are left out.
    private static Answer Compress(Operation op)
    {
        FileTensor input = op[0];
        int? given = op.Int("axis") is { } named ? op.Axis(named, input.Rank) : null;
        FileTensor all = given is null ? Gathering.Tensor(input.Type, input.Values, input.ElementCount) : input;
        int at = given ?? 0;
        FileTensor output = op.Numbers(1) is { } flags
            ? Gathering.Taken(all, at, [.. Enumerable.Range(0, (int)Math.Min(flags.Length, all[at].KnownValue ?? flags.Length)).Where(i => flags[i] != 0).Select(i => (long)i)])
            : all.Sized(at, op.UnknownSize(0, "count"));
        return Answer.Of(output).SeeingFirst(axis => given is not null && axis != at ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static Answer OneHot(Operation op)
    {
        FileTensor indices = op[0];
        Quantity depth = op.Values(1) is { Count: 1 } values && ScalarMath.Cast(values[0], ElementType.Int64) is { } whole ? whole.Whole : op.UnknownSize(0, "depth");
        int at = op.Axis(op.Int("axis", -1), indices.Rank + 1);
        Quantity[] sizes = [.. indices.Sizes.Take(at), depth, .. indices.Sizes.Skip(at)];
        return Answer.Of(new FileTensor(op.TypeOf(2), sizes)).SeeingFirst(axis => AxisView.Same(axis < at ? axis : axis + 1));
    }

    private static Answer GatherElements(Operation op)
    {
        FileTensor data = op[0];
        FileTensor indices = op[1];
        int at = op.Axis(op.Int("axis", 0), data.Rank);
        return indices.Rank != data.Rank
            ? throw op.Fail($"{data} and the indices {indices} must have the same number of axes")
            : Answer.Of(new FileTensor(data.Type, indices.Sizes)).Seeing((operand, axis) => operand > 1 || (operand == 0 && axis == at) ? AxisView.Everything : AxisView.Same(axis));
    }

    // The last axis of the indices gives positions on the axes after the batch axes.
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
            throw op.Fail($"the indices {indices} address {named} axes after the first {batch} of {data}, which has only {data.Rank}");
        }

        Quantity[] sizes = [.. indices.Sizes.SkipLast(1), .. data.Sizes.Skip(batch + (int)named)];
        TensorValues? values = named > 0 && named == data.Rank && batch == 0 && data.Values is { } elements && op.Numbers(1) is { } numbers
            && Array.ConvertAll([.. numbers.Chunk((int)named)], position => Scattering.Place(data, position) ?? elements.Count) is var places
                ? Gathering.Taken(FileTensor.Of(data.Type, elements, elements.Count), 0, places).Values
                : null;
        int moved = indices.Rank - 1 - batch - (int)named;
        return Answer.Of(Gathering.Tensor(data.Type, values, sizes)).Seeing((operand, axis) =>
            operand > 1 ? AxisView.Everything
            : operand == 1 ? axis < indices.Rank - 1 ? AxisView.Same(axis) : AxisView.Everything
            : axis < batch ? AxisView.Same(axis)
            : axis < batch + named ? AxisView.Everything
            : AxisView.Same(axis + moved));
    }

    private static Answer ScatterElements(Operation op)
    {
        int at = op.Axis(op.Int("axis", 0), op[0].Rank);
        return Scatter(op, (data, indices, named, updates) => indices.Rank == data.Rank ? Scattering.Elements(data, indices, named, updates, at) : null);
    }

    // Elements that no index addresses stay. If updates are added instead of written, each costs one addition.
    private static Answer Scatter(Operation op, Func<FileTensor, FileTensor, long[], FileTensor, TensorValues?> write)
    {
        FileTensor data = op[0];
        bool adds = op.Text("reduction", "none") != "none";
        TensorValues? values = !adds && data.Values is not null && op.Numbers(1) is { } named && op.Optional(2) is { } over ? write(data, op[1], named, over) : null;
        Answer answer = Answer.Of(data.With(data.Type, values)).SeeingFirst(AxisView.Same);
        return adds && op.Optional(2) is { } updates && op.TypeOf(0).IsCounted()
            ? answer.Doing(working => WorkFormula.Elementwise(working.ProductOf(updates, isInput: true), 1, working))
            : answer;
    }
}
