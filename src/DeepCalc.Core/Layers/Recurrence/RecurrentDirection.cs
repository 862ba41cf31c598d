namespace DeepCalc;

/// <summary>The direction in which a recurrent layer processes the steps.</summary>
public enum RecurrentDirection
{
    /// <summary>From the first step to the last.</summary>
    Forward,

    /// <summary>From the last step to the first.</summary>
    Backward,

    /// <summary>Both directions, each with its own weights.</summary>
    Bidirectional,
}
