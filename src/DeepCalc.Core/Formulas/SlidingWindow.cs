namespace DeepCalc;

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
            PaddingMode.Same => WindowFormula.SameOutput(size, stride),
            PaddingMode.Valid => WindowFormula.ValidOutput(size, kernel, stride),
            _ => ExplicitOutput(window, size, kernel, stride, suffix, working),
        };
        if (output is { IsKnown: true, Value: < 1 })
        {
            throw TooLarge(window, input, axis);
        }

        output = working.Record(axis.OutputName, axis.After, output, SourceOf(window));
        if (working is not null && window.Mode == PaddingMode.Same)
        {
            (Quantity before, Quantity after) = SamePadding(window, input, output, axis, suffix, working);
            working.Record($"Padding before, {axis.Name}", "Pb" + suffix, before, Sources.TensorFlowPadding);
            working.Record($"Padding after, {axis.Name}", "Pa" + suffix, after, Sources.TensorFlowPadding);
        }

        return output;
    }

    /// <summary>What a unit sees through the window.</summary>
    public static AxisView View(in WindowAxis window, int outputAxis, Quantity input, Quantity output)
    {
        Quantity before = window.Mode == PaddingMode.Same
            ? SamePadding(window, input, output, AxisNotation.For(0, 1), "", null).Before
            : window.Before;
        return AxisView.Window(outputAxis, window.Kernel, window.Dilation, window.Stride, before);
    }

    /// <summary>The suffix of the symbols F, S, P and d: none while all axes have the same settings.</summary>
    public static string Suffix(ReadOnlySpan<WindowAxis> axes, AxisNotation axis)
    {
        for (int i = 1; i < axes.Length; i++)
        {
            if (axes[i] != axes[0])
            {
                return axis.Suffix;
            }
        }

        return "";
    }

    // The undilated kernel is its own effective kernel; the formula only shows d where there is one.
    private static Quantity EffectiveKernel(in WindowAxis window, string suffix, Working? working)
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
        Quantity padding = window.Before == window.After
            ? 2 * working.Let("P" + suffix, window.Before)
            : before + working.Let("Pa" + suffix, window.After);
        if (window.Rounding == Rounding.Floor)
        {
            return WindowFormula.FloorOutput(size, kernel, padding, stride);
        }

        Quantity output = WindowFormula.CeilingOutput(size, kernel, padding, stride);
        Quantity starts = WindowFormula.WindowStarts(size, before, stride);
        bool allStartInside = output.IsKnown && starts.IsKnown && output.Value <= starts.Value;
        return allStartInside ? output : Quantity.Min(output, starts);
    }

    private static (Quantity Before, Quantity After) SamePadding(
        in WindowAxis window, Quantity input, Quantity output, AxisNotation axis, string suffix, Working? working)
    {
        Quantity kernel = WindowFormula.EffectiveKernel(window.Kernel, window.Dilation);
        Quantity total = WindowFormula.SamePadding(
            working.Let(axis.Before, input),
            working.Let(axis.After, output),
            working.Let(window.Dilation == 1 ? "F" + suffix : "F′" + suffix, kernel),
            working.Let("S" + suffix, window.Stride));
        if (working is not null)
        {
            total = working.Record($"Total padding, {axis.Name}", "P" + suffix, total, Sources.TensorFlowPadding)
                .As("P" + suffix);
        }

        return (Quantity.FloorDivide(total, 2), Quantity.CeilingDivide(total, 2));
    }

    private static string SourceOf(in WindowAxis window) => window switch
    {
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
            + $"a kernel of at most {padded} fits, or {kernel - padded} more padding, or padding Same.");
    }
}
