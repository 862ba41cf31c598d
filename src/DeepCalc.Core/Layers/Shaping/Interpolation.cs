namespace DeepCalc;

/// <summary>How upsampling computes values between the positions of its input.</summary>
public enum Interpolation
{
    /// <summary>
    /// Takes the position at or before the unit's place: unit o takes ⌊o/s⌋ (PyTorch's nearest, which ONNX calls asymmetric and floor).
    /// </summary>
    Nearest,

    /// <summary>Mixes the two neighbours on each axis: linear, bilinear, trilinear.</summary>
    Linear,

    /// <summary>Mixes the four neighbours on each of two axes: bicubic.</summary>
    Cubic,

    /// <summary>Takes the position in whose area the centre of a unit lies: ⌊(o + ½)/s⌋ (PyTorch's nearest-exact).</summary>
    NearestExact,
}
