namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>A tensor of a file. Values are known only for small tensors, from which shapes may be computed.</summary>
internal sealed class OnnxTensor(string name, FileTensor tensor, TensorOrigin origin = TensorOrigin.Initializer)
{
    public string Name { get; set; } = name;

    public FileTensor Tensor => tensor;

    public TensorOrigin Origin { get; set; } = origin;

    /// <summary>Whether a consumer uses it as a weight by definition.</summary>
    public bool IsWeight { get; set; }

    /// <summary>Whether it has been counted where the file stores its weights.</summary>
    public bool IsCounted { get; set; }
}
