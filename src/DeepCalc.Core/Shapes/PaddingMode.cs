namespace DeepCalc;

/// <summary>How the padding is chosen.</summary>
public enum PaddingMode
{
    /// <summary>By numbers, before and after each axis.</summary>
    Explicit,

    /// <summary>
    /// Padding that makes the output ⌈W/S⌉; of an odd total, the extra position is after (TensorFlow's SAME, ONNX's SAME_UPPER).
    /// </summary>
    Same,

    /// <summary>Padding that makes the output ⌈W/S⌉; of an odd total, the extra position is before (ONNX's SAME_LOWER).</summary>
    SameLower,

    /// <summary>
    /// Padding that makes the output ⌈W/S⌉, all of it before, so that no unit sees later positions; for one spatial axis.
    /// </summary>
    Causal,

    /// <summary>No padding: only whole windows count.</summary>
    Valid,
}
