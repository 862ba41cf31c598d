namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>A named value of a graph: the output of a layer, or a constant.</summary>
/// <param name="Layer">The layer; null for a constant.</param>
/// <param name="Tensor">Its shape, type and known elements.</param>
/// <param name="Weights">The stored tensors that a constant was computed from.</param>
internal sealed record OnnxValue(Layer? Layer, FileTensor Tensor, StoredTensor[] Weights)
{
    /// <summary>The output of a layer.</summary>
    public static OnnxValue Of(Layer layer) => new(layer, (FileTensor)layer.OutputShape, []);

    /// <summary>A constant.</summary>
    public static OnnxValue Of(FileTensor tensor, params StoredTensor[] weights) => new(null, tensor, weights);
}
