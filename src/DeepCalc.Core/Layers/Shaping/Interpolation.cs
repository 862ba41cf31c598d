namespace DeepCalc;

/// <summary>How upsampling finds the values between the positions of its input.</summary>
public enum Interpolation
{
    /// <summary>Takes the nearest position before.</summary>
    Nearest,

    /// <summary>Mixes the two neighbours on each axis: linear, bilinear, trilinear.</summary>
    Linear,

    /// <summary>Mixes the four neighbours on each of two axes: bicubic.</summary>
    Cubic,
}
