namespace DeepCalc;

/// <summary>How padding is given.</summary>
public enum PaddingMode
{
    /// <summary>In numbers, before and after each axis.</summary>
    Explicit,

    /// <summary>As much as makes the output ⌈W/S⌉, the odd one after (TensorFlow's SAME, ONNX's SAME_UPPER).</summary>
    Same,

    /// <summary>As much as makes the output ⌈W/S⌉, the odd one before (ONNX's SAME_LOWER).</summary>
    SameLower,

    /// <summary>As much as makes the output ⌈W/S⌉, all before, so that no unit sees what comes after it; in 1-d.</summary>
    Causal,

    /// <summary>None: only whole windows.</summary>
    Valid,
}
