namespace DeepCalc;

/// <summary>How the outputs of both directions of a recurrent layer become one: Keras's merge_mode.</summary>
public enum DirectionMerge
{
    /// <summary>One after another: twice the features. PyTorch has only this.</summary>
    Concatenate,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product.</summary>
    Multiply,

    /// <summary>Half of their sum.</summary>
    Average,
}
