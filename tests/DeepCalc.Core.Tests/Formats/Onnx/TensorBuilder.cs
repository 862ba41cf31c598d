namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>A tensor that stands in a file, with its values or, as weights are stored elsewhere, without.</summary>
internal sealed class TensorBuilder(ElementType type, long[] sizes, long[]? values)
{
    /// <summary>Whole numbers on one axis.</summary>
    public static TensorBuilder Of(params long[] values) => new(ElementType.Int64, [values.Length], values);

    /// <summary>One whole number.</summary>
    public static TensorBuilder Scalar(long value, ElementType type = ElementType.Int64) => new(type, [], [value]);

    /// <summary>One truth value.</summary>
    public static TensorBuilder Scalar(bool value) => new(ElementType.Boolean, [], [value ? 1 : 0]);

    /// <summary>A tensor whose values are not there.</summary>
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
