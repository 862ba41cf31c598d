namespace DeepCalc;

/// <summary>
/// The arithmetic of a sliding window on one axis. W is the input size, F the kernel, d the dilation,
/// F′ the effective kernel, S the stride, P the padding.
/// </summary>
public static class WindowFormula
{
    /// <summary>The extent of a dilated kernel: F′ = d(F − 1) + 1.</summary>
    public static Quantity EffectiveKernel(Quantity kernel, Quantity dilation) => (dilation * (kernel - 1)) + 1;

    /// <summary>⌊(W − F′ + padding)/S⌋ + 1. Source: Dumoulin and Visin, relationship 6.</summary>
    public static Quantity FloorOutput(Quantity input, Quantity kernel, Quantity padding, Quantity stride) =>
        Quantity.FloorDivide(input - kernel + padding, stride) + 1;

    /// <summary>⌈(W − F′ + padding)/S⌉ + 1, before <see cref="WindowStarts"/> limits it. Source: PyTorch, pooling_output_shape.</summary>
    public static Quantity CeilingOutput(Quantity input, Quantity kernel, Quantity padding, Quantity stride) =>
        Quantity.CeilingDivide(input - kernel + padding, stride) + 1;

    /// <summary>
    /// ⌈(W + padding before)/S⌉: the windows that start inside the input or the padding before it. Source: PyTorch, pooling_output_shape.
    /// </summary>
    public static Quantity WindowStarts(Quantity input, Quantity before, Quantity stride) =>
        Quantity.CeilingDivide(input + before, stride);

    /// <summary>⌈W/S⌉. Source: TensorFlow's SAME.</summary>
    public static Quantity SameOutput(Quantity input, Quantity stride) => Quantity.CeilingDivide(input, stride);

    /// <summary>max((output − 1)S + F′ − W, 0): the total padding of SAME. Source: TensorFlow.</summary>
    public static Quantity SamePadding(Quantity input, Quantity output, Quantity kernel, Quantity stride) =>
        Quantity.Max(RequiredPadding(input, output, kernel, stride), 0);

    /// <summary>(output − 1)S + F′ − W: the smallest total padding that gives the output; negative where none is needed.</summary>
    public static Quantity RequiredPadding(Quantity input, Quantity output, Quantity kernel, Quantity stride) =>
        ((output - 1) * stride) + kernel - input;

    /// <summary>⌈(W − F′ + 1)/S⌉. Source: TensorFlow's VALID.</summary>
    public static Quantity ValidOutput(Quantity input, Quantity kernel, Quantity stride) =>
        Quantity.CeilingDivide(input - kernel + 1, stride);

    /// <summary>
    /// (W − 1)S − padding + F′ + extra: the input size of a window whose output size is W. Source: PyTorch, ConvTranspose.
    /// </summary>
    public static Quantity TransposedOutput(Quantity input, Quantity kernel, Quantity padding, Quantity stride, Quantity extra) =>
        ((input - 1) * stride) - padding + kernel + extra;

    /// <summary>W·S: the output of a transposed window with padding SAME. Source: Keras.</summary>
    public static Quantity TransposedSameOutput(Quantity input, Quantity stride) => input * stride;

    /// <summary>W·S + max(F′ − S, 0): the output of a transposed window with padding VALID. Source: Keras.</summary>
    public static Quantity TransposedValidOutput(Quantity input, Quantity kernel, Quantity stride) =>
        (input * stride) + Quantity.Max(kernel - stride, 0);
}
