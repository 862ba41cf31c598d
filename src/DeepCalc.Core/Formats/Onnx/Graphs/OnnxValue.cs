namespace DeepCalc;

/// <summary>A named value of a graph: what a layer puts out, or a constant.</summary>
/// <param name="Layer">The layer; null for a constant.</param>
/// <param name="Tensor">What is known of it.</param>
/// <param name="Weights">The tensors of the file that a constant was made of.</param>
internal sealed record OnnxValue(Layer? Layer, FileTensor Tensor, StoredTensor[] Weights)
{
    /// <summary>What a layer puts out.</summary>
    public static OnnxValue Of(Layer layer) => new(layer, (FileTensor)layer.OutputShape, []);

    /// <summary>A constant.</summary>
    public static OnnxValue Of(FileTensor tensor, params StoredTensor[] weights) => new(null, tensor, weights);
}
