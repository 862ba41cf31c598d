using DeepCalc.Formats.Onnx.Syntax;
using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Constant tensors in nodes, and tensors whose sizes come from numbers.</summary>
internal static class ConstantOperators
{
    private const int MostInRange = TensorValues.Most;

    public static IEnumerable<OnnxOperator> All =>
    [
        new("Constant", Constant),
        new("ConstantOfShape", ConstantOfShape) { Settings = [0] },
        new("Shape", Shape) { SizesOnly = [0] },
        new("Size", op => op.Any(0) is { IsRanked: true } input
            ? Answer.Of(FileTensor.Of(ElementType.Int64, TensorValues.Of([input.ElementCount])))
            : Answer.Of(new FileTensor(ElementType.Int64))) { SizesOnly = [0] },
        new("Range", Range) { Settings = [0, 1, 2] },
    ];

    private static Answer Constant(Operation op)
    {
        OnnxNode node = op.Node;
        if (node.Attribute("value")?.Tensor is { } tensor)
        {
            return Answer.Of(tensor.ToTensor());
        }

        if (node.Attribute("sparse_value")?.Tensor is { } sparse)
        {
            return Answer.Of(sparse.ToTensor());
        }

        if (op.Int("value_int") is { } number)
        {
            return Answer.Of(FileTensor.Of(ElementType.Int64, TensorValues.Of([number])));
        }

        if (op.Float("value_float") is { } real)
        {
            return Answer.Of(FileTensor.Of(ElementType.Float32, new TensorValues([Scalar.Real(real)])));
        }

        if (node.Attribute("value_ints") is { } ints)
        {
            long[] numbers = ints.Ints?.ToArray() ?? [];
            return Answer.Of(Gathering.Tensor(ElementType.Int64, numbers.Length <= TensorValues.Most ? TensorValues.Of(numbers) : null, numbers.Length));
        }

        if (node.Attribute("value_floats") is { } floats)
        {
            float[] reals = floats.Floats?.ToArray() ?? [];
            return Answer.Of(Gathering.Tensor(
                ElementType.Float32, reals.Length <= TensorValues.Most ? new TensorValues([.. reals.Select(value => Scalar.Real(value))]) : null, reals.Length));
        }

        if (node.Attribute("value_string") is not null)
        {
            return Answer.Of(new FileTensor(ElementType.String));
        }

        return node.Attribute("value_strings") is { } texts
            ? Answer.Of(new FileTensor(ElementType.String, texts.Texts?.Count ?? 0))
            : throw op.Fail("the node needs one of the attributes value, sparse_value, value_float, value_floats, value_int, value_ints, value_string and value_strings");
    }

    private static Answer ConstantOfShape(Operation op)
    {
        OnnxTensor? value = op.Node.Attribute("value")?.Tensor;
        ElementType type = value?.Type ?? ElementType.Float32;
        if (op.Sizes(0) is not { } sizes)
        {
            return op.Optional(0) is { Rank: 1 } shape && shape[0].KnownValue is >= 0 and <= 64 and var rank
                ? Answer.Of(new FileTensor(type, [.. Enumerable.Range(0, (int)rank).Select(axis => op.UnknownSize(0, $"{axis}"))]))
                : Answer.Of(FileTensor.Unranked(type));
        }

        if (sizes.FirstOrDefault(size => size is { IsKnown: true, Value: < 0 }) is { IsKnown: true, Value: < 0 } negative)
        {
            throw op.Fail($"the shape {string.Join('x', sizes)} has the size {negative}; sizes must be at least 0");
        }

        Scalar? element = value is null ? 0 : value.Values is { Count: 1 } values ? values[0] : null;
        TensorValues? filled = element is { } known && TensorMath.CountOf(sizes) is { } count ? new TensorValues([.. Enumerable.Repeat(known, count)]) : null;
        return Answer.Of(Gathering.Tensor(type, filled, sizes).FilledWith(element));
    }

    private static Answer Shape(Operation op)
    {
        FileTensor input = op.Any(0);
        if (!input.IsRanked)
        {
            return Answer.Of(new FileTensor(ElementType.Int64, op.UnknownSize(0, "rank")));
        }

        int first = Bound(op.Int("start", 0), input.Rank);
        int last = Bound(op.Int("end", input.Rank), input.Rank);
        Quantity[] sizes = first < last ? input.Sizes[first..last] : [];
        return Answer.Of(FileTensor.Of(ElementType.Int64, TensorValues.Of(sizes), sizes.Length));
    }

    private static int Bound(long place, int rank) => (int)Math.Clamp(place < 0 ? place + rank : place, 0, rank);

    private static Answer Range(Operation op)
    {
        ElementType type = op.TypeOf(0);
        if (op.Values(0) is not { Count: 1 } start || op.Values(1) is not { Count: 1 } limit || op.Values(2) is not { Count: 1 } delta)
        {
            return Answer.Of(new FileTensor(type, op.UnknownSize(0, "length")));
        }

        Scalar? count = ScalarMath.Subtract(limit[0], start[0], ElementType.Float64) is { } span && ScalarMath.Divide(span, delta[0], ElementType.Float64) is { } steps
            ? ScalarMath.Ceiling(steps)
            : null;
        if (count is not { IsWhole: true } whole)
        {
            return Answer.Of(new FileTensor(type, op.UnknownSize(0, "length")));
        }

        Quantity length = Quantity.Max(whole.Whole, 0);
        TensorValues? values = length.KnownValue is <= MostInRange and var known && start[0].IsWhole && delta[0].IsWhole
            ? new TensorValues([.. Enumerable.Range(0, (int)known).Select(i => (Scalar)(start[0].Whole + (delta[0].Whole * i)))])
            : null;
        return Answer.Of(Gathering.Tensor(type, values, length));
    }
}
