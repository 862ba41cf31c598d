namespace DeepCalc;

/// <summary>How the positions of a sequence are marked.</summary>
public enum PositionKind
{
    /// <summary>A learned vector for each position is added.</summary>
    Learned,

    /// <summary>Sines and cosines are added.</summary>
    Sinusoidal,

    /// <summary>Pairs of features are rotated by an angle that grows with the position.</summary>
    Rotary,
}
