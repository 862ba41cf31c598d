namespace DeepCalc.Formats.Checkpoints;

/// <summary>What a tensor is to its module, where a file says so.</summary>
internal enum TensorRole
{
    /// <summary>A parameter that is trained.</summary>
    Trained,

    /// <summary>A parameter that is not trained.</summary>
    Frozen,

    /// <summary>A buffer.</summary>
    Buffer,

    /// <summary>The positions of the values of a sparse tensor.</summary>
    Positions,

    /// <summary>A part of another tensor, which is counted there.</summary>
    View,
}
