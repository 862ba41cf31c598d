namespace DeepCalc.Formats.Onnx.Operators.Moves;

/// <summary>Constant tensors in nodes, and tensors whose sizes come from numbers, also random ones: to draw them does not count as arithmetic.</summary>
internal static class ConstantOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Constant", Constant),
        new("ConstantOfShape", ConstantOfShape) { Settings = [0] },
        new("Shape", Shape) { SizesOnly = [0] },
        new("Size", op => new Answer(FileTensor.Of(
            ElementType.Int64, op.Any(0) is { IsRanked: true } input ? TensorValues.Of([input.ElementCount]) : null))) { SizesOnly = [0] },
        new("Range", Range) { Settings = [0, 1, 2] },
        new("RandomNormal", Drawn),
        new("RandomUniform", Drawn),
        new("RandomNormalLike", Like) { SizesOnly = [0] },
        new("RandomUniformLike", Like) { SizesOnly = [0] },
        new("Bernoulli", Like),
        new("Multinomial", op => new Answer(new FileTensor(op.Type("dtype", ElementType.Int32), op[0][0], op.Int("sample_size", 1)))
            .Seeing((_, axis) => axis == 0 ? AxisView.Same(0) : AxisView.Everything)),
    ];

    private static Answer Constant(Operation op)
    {
        OnnxNode node = op.Node;
        return new Answer(
            (node.Attribute("value") ?? node.Attribute("sparse_value"))?.Tensor is { } tensor ? tensor.Tensor
            : op.Int("value_int") is { } number ? Tensor(ElementType.Int64, [number])
            : op.Float("value_float") is { } real ? Tensor(ElementType.Float32, [Scalar.Real(real)])
            : node.Attribute("value_ints") is { } ints && (ints.Ints?.ToArray() ?? []) is var numbers ? Tensor(ElementType.Int64, Array.ConvertAll(numbers, value => (Scalar)value), numbers.Length)
            : node.Attribute("value_floats") is { } floats && (floats.Floats?.ToArray() ?? []) is var reals ? Tensor(ElementType.Float32, Array.ConvertAll(reals, value => Scalar.Real(value)), reals.Length)
            : node.Attribute("value_string") is not null ? new FileTensor(ElementType.String)
            : node.Attribute("value_strings") is { } texts ? new FileTensor(ElementType.String, texts.Texts?.Count ?? 0)
            : throw op.Fail("the node needs one of the attributes value, sparse_value, value_float, value_floats, value_int, value_ints, value_string and value_strings"));

        static FileTensor Tensor(ElementType type, Scalar[] values, params Quantity[] sizes) =>
            FileTensor.Of(type, values.Length <= TensorValues.Most ? new TensorValues(values) : null, sizes);
    }

    private static Answer ConstantOfShape(Operation op)
    {
        FileTensor? value = op.Node.Attribute("value")?.Tensor?.Tensor;
        ElementType type = value?.Type ?? ElementType.Float32;
        if (op.Sizes(0) is not { } sizes)
        {
            return new Answer(op.HasKnownCount(0) ? new FileTensor(type, op.UnknownSizes(0)) : FileTensor.Unranked(type));
        }

        op.FailIf(Array.Exists(sizes, size => size.KnownValue < 0), $"the shape is {string.Join('x', sizes)}; sizes must be at least 0");

        Scalar? element = value is null ? 0 : value.Values is { Count: 1 } values ? values[0] : null;
        TensorValues? filled = element is { } known && TensorValues.CountOf(sizes) is { } count ? new TensorValues([.. Enumerable.Repeat(known, count)]) : null;
        return new Answer(FileTensor.Of(type, filled, sizes).FilledWith(element));
    }

    private static Answer Shape(Operation op)
    {
        FileTensor input = op.Any(0);
        (Quantity begin, Quantity count) = Slicing.Of(input.Rank, op.Int("start", 0), op.Int("end"), 1, mayBeEmpty: true);
        ReadOnlySpan<Quantity> sizes = input.Span.Slice((int)begin.Value, (int)count.Value);
        return new Answer(input.IsRanked
            ? FileTensor.Of(ElementType.Int64, TensorValues.Of(sizes), sizes.Length)
            : new FileTensor(ElementType.Int64, op.UnknownSize(0, "rank")));
    }

    private static Answer Range(Operation op)
    {
        ElementType type = op.TypeOf(0);
        if (op.Single(0) is not { } start || op.Single(1) is not { } limit || op.Single(2) is not { } delta
            || ScalarMath.Subtract(limit, start, ElementType.Float64) is not { } span
            || ScalarMath.Divide(span, delta, ElementType.Float64) is not { } steps
            || ScalarMath.Ceiling(steps) is not { IsWhole: true } count)
        {
            return new Answer(new FileTensor(type, op.UnknownSize(0, "length")));
        }

        Quantity length = Quantity.Max(count.Whole, 0);
        TensorValues? values = length.KnownValue is <= TensorValues.Most and var known && start.IsWhole && delta.IsWhole
            ? new TensorValues([.. Enumerable.Range(0, (int)known).Select(i => (Scalar)(start.Whole + (delta.Whole * i)))])
            : null;
        return new Answer(FileTensor.Of(type, values, length));
    }

    private static Answer Drawn(Operation op) => new Answer(new FileTensor(
        op.Type("dtype", ElementType.Float32), [.. (op.Ints("shape") ?? throw op.Fail("the node needs the attribute shape")).Select(size => (Quantity)size)]));

    private static Answer Like(Operation op) =>
        new Answer(new FileTensor(op.Type("dtype", op.TypeOf(0)), op[0].Sizes)).Seeing((_, axis) => AxisView.Same(axis));
}
