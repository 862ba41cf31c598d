namespace DeepCalc;

/// <summary>Where a tensor that can be a weight comes from.</summary>
internal enum TensorOrigin
{
    /// <summary>It is one of the graph's initializers.</summary>
    Initializer,

    /// <summary>It stands in a Constant node.</summary>
    Node,

    /// <summary>A node makes it of nothing that the file stores: ConstantOfShape, RandomNormal, Range.</summary>
    Made,
}
