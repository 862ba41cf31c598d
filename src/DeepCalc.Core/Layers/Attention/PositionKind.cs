namespace DeepCalc;

/// <summary>How positions are told apart.</summary>
public enum PositionKind
{
    /// <summary>A vector for each position is learned and added.</summary>
    Learned,

    /// <summary>Sines and cosines are added.</summary>
    Sinusoidal,

    /// <summary>Pairs of features are turned by an angle of the position.</summary>
    Rotary,
}
