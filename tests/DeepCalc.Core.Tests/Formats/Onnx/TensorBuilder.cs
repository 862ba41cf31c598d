namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>A tensor in a file, with values, or without them, as for weights stored elsewhere.</summary>
internal sealed class TensorBuilder(ElementType type, long[] sizes, long[]? values)
{
    /// <summary>Integers on one axis.</summary>
    public static TensorBuilder Of(params long[] values) => new(ElementType.Int64, [values.Length], values);

    /// <summary>A scalar integer.</summary>
    public static TensorBuilder Scalar(long value, ElementType type = ElementType.Int64) => new(type, [], [value]);

    /// <summary>A scalar boolean.</summary>
    public static TensorBuilder Scalar(bool value) => new(ElementType.Boolean, [], [value ? 1 : 0]);

    /// <summary>A tensor without values.</summary>
    public static TensorBuilder Weight(params long[] sizes) => new(ElementType.Float32, sizes, null);

    public WireWriter Message(string name = "")
    {
        var tensor = new WireWriter();
        foreach (long size in sizes)
        {
            tensor.Number(1, size);
        }

        tensor.Number(2, (int)type);
        foreach (long value in values ?? [])
        {
            tensor.Number(type == ElementType.Int64 ? 7 : 5, value);
        }

        return tensor.Text(8, name);
    }
}
