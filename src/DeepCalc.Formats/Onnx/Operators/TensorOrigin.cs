namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>The origin of a tensor that may be a weight.</summary>
internal enum TensorOrigin
{
    /// <summary>An initializer of the graph.</summary>
    Initializer,

    /// <summary>A Constant node.</summary>
    Node,

    /// <summary>A node that makes it from nothing stored: ConstantOfShape, RandomNormal, Range.</summary>
    Made,
}
