namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>
/// The origin of a tensor that may be a weight: an initializer, a Constant node, or a node that makes it from nothing stored, such as
/// ConstantOfShape, RandomNormal and Range.
/// </summary>
internal enum TensorOrigin
{
    Initializer,
    Node,
    Made,
}
