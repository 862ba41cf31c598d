namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>The type of a value, as a file declares it.</summary>
internal sealed class TypeBuilder
{
    private TypeBuilder(WireWriter message) => Message = message;

    public WireWriter Message { get; }

    public static TypeBuilder Tensor(ElementType element, params OnnxSize[] sizes)
    {
        var shape = new WireWriter();
        foreach (OnnxSize size in sizes)
        {
            shape.Message(1, size.Number is { } number ? new WireWriter().Number(1, number) : new WireWriter().Text(2, size.Name!));
        }

        return new(new WireWriter().Message(1, new WireWriter().Number(1, (int)element).Message(2, shape)));
    }

    public static TypeBuilder Unranked(ElementType element) => new(new WireWriter().Message(1, new WireWriter().Number(1, (int)element)));

    public static TypeBuilder Sequence(TypeBuilder item) => new(new WireWriter().Message(4, new WireWriter().Message(1, item.Message)));

    public static TypeBuilder Optional(TypeBuilder element) => new(new WireWriter().Message(9, new WireWriter().Message(1, element.Message)));
}
