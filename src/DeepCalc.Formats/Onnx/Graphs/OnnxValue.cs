namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>A named value of a graph: the output of a layer; or a constant, with the stored tensors that it was computed from.</summary>
internal sealed record OnnxValue(Layer? Layer, FileTensor Tensor, StoredTensor[] Weights)
{
    /// <summary>In a function, an input that the call omits.</summary>
    public static OnnxValue None { get; } = Of(FileTensor.Unranked());

    public static OnnxValue Of(Layer layer) => new(layer, (FileTensor)layer.OutputShape, []);

    public static OnnxValue Of(FileTensor tensor, params StoredTensor[] weights) => new(null, tensor, weights);
}
