namespace DeepCalc;

/// <summary>How the outputs of both directions of a recurrent layer are merged: Keras's merge_mode.</summary>
public enum DirectionMerge
{
    /// <summary>They are concatenated, which doubles the features. PyTorch has only this mode.</summary>
    Concatenate,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product.</summary>
    Multiply,

    /// <summary>Half of their sum.</summary>
    Average,
}
