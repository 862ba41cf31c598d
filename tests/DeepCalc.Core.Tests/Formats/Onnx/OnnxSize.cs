namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>A size as a file declares it: a number or a name.</summary>
internal readonly record struct OnnxSize(long? Number, string? Name)
{
    public static implicit operator OnnxSize(long number) => new(number, null);

    public static implicit operator OnnxSize(string name) => new(null, name);

    /// <summary>A size of a test's data.</summary>
    public static OnnxSize Of(object size) => size is string name ? name : Convert.ToInt64(size, null);
}
