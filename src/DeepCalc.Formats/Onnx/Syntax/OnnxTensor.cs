namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>A tensor of a file: name, sizes and type. Values are kept only for small tensors, from which shapes may be computed.</summary>
internal sealed class OnnxTensor
{
    private FileTensor? _tensor;

    public string Name { get; set; } = "";

    public ElementType Type { get; set; }

    public long[] Sizes { get; set; } = [];

    public TensorValues? Values { get; set; }

    /// <summary>The tensor as a shape with a type and values.</summary>
    public FileTensor ToTensor() => _tensor ??= Values is null
        ? new FileTensor(Type, Array.ConvertAll(Sizes, size => (Quantity)size))
        : FileTensor.Of(Type, Values, Array.ConvertAll(Sizes, size => (Quantity)size));
}
