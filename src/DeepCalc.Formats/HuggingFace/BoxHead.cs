namespace DeepCalc.Formats.HuggingFace;

/// <summary>The head of DETR and YOLOS on the vector of each object: three layers with activations between them.</summary>
internal static class BoxHead
{
    /// <summary>Adds the head, of which each layer is as wide as the vectors but the last.</summary>
    /// <param name="layer">The vectors.</param>
    /// <param name="name">The checkpoint's name for the head.</param>
    /// <param name="width">The width of the vectors.</param>
    /// <param name="outputs">The width of the last layer.</param>
    public static Layer Of(Layer layer, string name, long width, long outputs)
    {
        layer = ModelScope.Add(name + ".layers.0", new Dense(width), layer);
        layer = ModelScope.Add(name + ".relu.0", new Activation(ActivationFunction.Relu), layer);
        layer = ModelScope.Add(name + ".layers.1", new Dense(width), layer);
        layer = ModelScope.Add(name + ".relu.1", new Activation(ActivationFunction.Relu), layer);
        return ModelScope.Add(name + ".layers.2", new Dense(outputs), layer);
    }
}
