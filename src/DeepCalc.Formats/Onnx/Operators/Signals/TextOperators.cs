namespace DeepCalc.Formats.Onnx.Operators.Signals;

/// <summary>Operators on text, and decoding of bytes: no arithmetic.</summary>
internal static class TextOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("StringNormalizer", StringNormalizer),
        new("StringConcat", op => ElementwiseOperators.Combined(op, 0).Typed(ElementType.String)),
        new("RegexFullMatch", op => ElementwiseOperators.Unary(op, 0).Typed(ElementType.Boolean)),
        new("StringSplit", op =>
        {
            FileTensor input = op[0];
            return new Answer(new FileTensor(ElementType.String, [.. input, op.UnknownSize(0, "parts")]), new FileTensor(ElementType.Int64, input.Sizes))
                .Seeing((_, axis) => AxisView.Same(axis));
        }),
        new("TfIdfVectorizer", TfIdfVectorizer),
        new("ImageDecoder", op => new Answer(new FileTensor(
            ElementType.UInt8,
            op.UnknownSize(0, "height"),
            op.UnknownSize(0, "width"),
            op.Text("pixel_format", "RGB") == "Grayscale" ? 1 : 3))),
    ];

    // Each stop word that is removed shortens the axis, down to one word, which may be empty.
    private static Answer StringNormalizer(Operation op)
    {
        FileTensor input = op[0].With(ElementType.String, null);
        bool leavesOut = op.Node.Attribute("stopwords")?.Texts is { Count: > 0 };
        return new Answer(leavesOut && input.Rank > 0 ? input.Sized(input.Rank - 1, op.UnknownSize(0, "words")) : input);
    }

    private static Answer TfIdfVectorizer(Operation op)
    {
        FileTensor input = op[0];
        long[] places = op.Ints("ngram_indexes") is { Length: > 0 } given ? given : throw op.Fail("the node needs the attribute ngram_indexes");
        Quantity length = places.Max() + 1;
        return new Answer(input.Rank < 2 ? new FileTensor(ElementType.Float32, length) : new FileTensor(ElementType.Float32, input[0], length))
            .Seeing((_, axis) => axis == 0 && input.Rank == 2 ? AxisView.Same(0) : AxisView.Everything);
    }
}
