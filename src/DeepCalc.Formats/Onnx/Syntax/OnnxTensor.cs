namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>A tensor of a file. Values are known only for small tensors, from which shapes may be computed.</summary>
internal sealed class OnnxTensor(string name, FileTensor tensor)
{
    public string Name { get; set; } = name;

    public FileTensor Tensor => tensor;
}
