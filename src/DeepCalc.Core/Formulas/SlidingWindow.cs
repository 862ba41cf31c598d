namespace DeepCalc.Formulas;

/// <summary>Applies <see cref="WindowFormula"/> to the settings of an axis, with their symbols and checks.</summary>
internal static class SlidingWindow
{
    /// <summary>The number of window positions on an axis.</summary>
    /// <exception cref="DeepCalcException">The window does not fit.</exception>
    public static Quantity Output(in WindowAxis window, Quantity input, AxisNotation axis, string suffix, Working? working)
    {
        Quantity size = working.Let(axis.Before, input);
        Quantity stride = working.Let("S" + suffix, window.Stride);
        Quantity kernel = EffectiveKernel(window, suffix, working);
        Quantity output = window.Mode switch
        {
            PaddingMode.Same or PaddingMode.SameLower or PaddingMode.Causal => WindowFormula.SameOutput(size, stride),
            PaddingMode.Valid => WindowFormula.ValidOutput(size, kernel, stride),
            _ => ExplicitOutput(window, size, kernel, stride, suffix, working),
        };
        if (output is { IsKnown: true, Value: < 1 })
        {
            throw TooLarge(window, input, axis);
        }

        if (window.Border != BorderMode.Zero)
        {
            (Quantity first, Quantity last) = window.Mode is PaddingMode.Explicit or PaddingMode.Valid
                ? (window.Before, window.After)
                : NamedPadding(window, input, output, axis, suffix, null);
            BorderLimit.RequireEnoughInput(window.Border, input, first, last, axis);
        }

        output = working.Record(axis.OutputName, axis.After, output, SourceOf(window));
        if (working is not null && window.Mode is not (PaddingMode.Explicit or PaddingMode.Valid))
        {
            (Quantity before, Quantity after) = NamedPadding(window, input, output, axis, suffix, working);
            working.Record($"Padding before, {axis.Name}", "Pb" + suffix, before, Sources.TensorFlowPadding);
            working.Record($"Padding after, {axis.Name}", "Pa" + suffix, after, Sources.TensorFlowPadding);
        }

        return output;
    }

    /// <summary>The positions that a unit sees through the window.</summary>
    public static AxisView View(in WindowAxis window, int outputAxis, Quantity input, Quantity output)
    {
        Quantity before = window.Mode is PaddingMode.Explicit or PaddingMode.Valid
            ? window.Before
            : NamedPadding(window, input, output, AxisNotation.For(0, 1), "", null).Before;
        return AxisView.Window(outputAxis, window.Kernel, window.Dilation, window.Stride, before);
    }

    /// <summary>The suffix of the symbols F, S, P and d: empty where all axes have the same settings.</summary>
    public static string Suffix(ReadOnlySpan<WindowAxis> axes, AxisNotation axis) =>
        axes.Length > 1 && axes.ContainsAnyExcept(axes[0]) ? axis.Suffix : "";

    // Without dilation, the kernel is the effective kernel, and the formula has no d.
    public static Quantity EffectiveKernel(in WindowAxis window, string suffix, Working? working)
    {
        Quantity kernel = working.Let("F" + suffix, window.Kernel);
        return window.Dilation == 1
            ? kernel
            : working.Let(
                "F′" + suffix,
                working.Record(
                    "Effective kernel",
                    "F′" + suffix,
                    WindowFormula.EffectiveKernel(kernel, working.Let("d" + suffix, window.Dilation)),
                    Sources.DumoulinVisin));
    }

    private static Quantity ExplicitOutput(
        in WindowAxis window, Quantity size, Quantity kernel, Quantity stride, string suffix, Working? working)
    {
        Quantity before = working.Let("Pb" + suffix, window.Before);
        Quantity padding = ExplicitPadding(window, suffix, working);
        if (window.Rounding == Rounding.Floor)
        {
            return WindowFormula.FloorOutput(size, kernel, padding, stride);
        }

        Quantity output = WindowFormula.CeilingOutput(size, kernel, padding, stride);
        Quantity starts = WindowFormula.WindowStarts(size, before, stride);
        bool allStartInside = output.IsKnown && starts.IsKnown && output.Value <= starts.Value;
        return allStartInside ? output : Quantity.Min(output, starts);
    }

    /// <summary>The padding on both sides: 2P, or Pb + Pa.</summary>
    public static Quantity ExplicitPadding(in WindowAxis window, string suffix, Working? working) => window.Before == window.After
        ? 2 * working.Let("P" + suffix, window.Before)
        : working.Let("Pb" + suffix, window.Before) + working.Let("Pa" + suffix, window.After);

    private static (Quantity Before, Quantity After) NamedPadding(
        in WindowAxis window, Quantity input, Quantity output, AxisNotation axis, string suffix, Working? working)
    {
        Quantity kernel = WindowFormula.EffectiveKernel(window.Kernel, window.Dilation);
        if (window.Mode == PaddingMode.Causal)
        {
            return (working.Let(window.Dilation == 1 ? "F" + suffix : "F′" + suffix, kernel) - 1, 0);
        }

        // (out − 1)S is less than W, so a kernel of 1 needs no padding, even for an unknown W.
        if (kernel == 1)
        {
            return (0, 0);
        }

        Quantity total = WindowFormula.SamePadding(
            working.Let(axis.Before, input),
            working.Let(axis.After, output),
            working.Let(window.Dilation == 1 ? "F" + suffix : "F′" + suffix, kernel),
            working.Let("S" + suffix, window.Stride));
        total = working.Let(
            $"P{suffix}", working.Record($"Total padding, {axis.Name}", $"P{suffix}", total, Sources.TensorFlowPadding), "total padding");

        (Quantity less, Quantity more) = (Quantity.FloorDivide(total, 2), Quantity.CeilingDivide(total, 2));
        return window.Mode == PaddingMode.Same ? (less, more) : (more, less);
    }

    private static string SourceOf(in WindowAxis window) => window switch
    {
        { Mode: PaddingMode.SameLower } => Sources.OnnxPadding,
        { Mode: PaddingMode.Causal } => Sources.KerasPadding,
        { Mode: not PaddingMode.Explicit } => Sources.TensorFlowPadding,
        { Rounding: Rounding.Ceiling } => Sources.PyTorchPooling,
        { Dilation: 1 } => Sources.Notes,
        _ => Sources.DumoulinVisin,
    };

    private static DeepCalcException TooLarge(in WindowAxis window, Quantity input, AxisNotation axis)
    {
        Quantity kernel = WindowFormula.EffectiveKernel(window.Kernel, window.Dilation);
        Quantity padded = input + window.Before + window.After;
        string dilated = window.Dilation == 1 ? "" : $" (kernel {window.Kernel}, dilation {window.Dilation})";
        string paddedText = padded == input ? "" : $" (input {input}, padding {window.Before} before, {window.After} after)";
        return new DeepCalcException(
            ErrorCode.KernelTooLarge,
            $"the kernel covers {kernel} on the {axis.Name} axis{dilated}, but the padded input has only {padded}{paddedText}; "
            + $"use a kernel of at most {padded}, or {kernel - padded} more padding in all, or padding Same.");
    }
}
