namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>
/// What a layer keeps of its node; equal nodes of a file share it. It has the operands that are layers, in the order of the layer's inputs, and
/// as settings the attributes that are shown: no tensors and graphs, which would be kept with them.
/// </summary>
internal sealed record KeptNode(string Kind, OnnxOperator? Operator, int OutputCount, int[] LayerOperands, bool HasBodies, OnnxAttribute[] Settings)
{
    /// <summary>The attributes as text: <c>kernel_shape 3x3, strides 2x2</c>.</summary>
    public string Attributes => OnnxSettings.Describe(Settings);

    /// <summary>The file to read the node from, once it is let go.</summary>
    public GraphSource? Source { get; init; }
}
