namespace DeepCalc;

/// <summary>Which way a recurrent layer goes over the steps.</summary>
public enum RecurrentDirection
{
    /// <summary>From the first step to the last.</summary>
    Forward,

    /// <summary>From the last step to the first.</summary>
    Backward,

    /// <summary>Both ways, each with weights of its own.</summary>
    Bidirectional,
}
