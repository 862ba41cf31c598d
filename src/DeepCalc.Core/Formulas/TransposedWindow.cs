namespace DeepCalc.Formulas;

/// <summary>Applies <see cref="WindowFormula"/> to the settings of an axis of a transposed convolution.</summary>
internal static class TransposedWindow
{
    /// <summary>The size of an axis of the output; an output padding is added to the smallest possible one.</summary>
    public static Quantity Output(
        in WindowAxis window, long? outputPadding, Quantity input, AxisNotation axis, string suffix, Working? working)
    {
        Quantity size = working.Let(axis.Before, input);
        Quantity stride = working.Let("S" + suffix, window.Stride);
        Quantity kernel = SlidingWindow.EffectiveKernel(window, suffix, working);
        Quantity extra = working.Let("Po" + suffix, outputPadding ?? 0);
        bool chosen = window.Mode == PaddingMode.Explicit || outputPadding is not null;
        Quantity output = window.Mode switch
        {
            PaddingMode.Same when !chosen => WindowFormula.TransposedSameOutput(size, stride),
            PaddingMode.Valid when !chosen => WindowFormula.TransposedValidOutput(size, kernel, stride),

            // With an output padding, Keras removes half the kernel on both sides; the output padding corrects the size.
            PaddingMode.Same => WindowFormula.TransposedOutput(size, kernel, 2 * Quantity.FloorDivide(kernel, 2), stride, extra),
            _ => WindowFormula.TransposedOutput(size, kernel, SlidingWindow.ExplicitPadding(window, suffix, working), stride, extra),
        };
        DeepCalcException.ThrowIf(
            output is { IsKnown: true, Value: < 1 }, ErrorCode.PaddingTooLarge,
            $"the padding ({window.Before} before, {window.After} after) removes the whole {axis.Name} axis: {input} positions, stride {window.Stride} and kernel {window.Kernel} give {output}; give less padding.");

        return working.Record(
            axis.OutputName, axis.After, output, window.Mode == PaddingMode.Explicit ? Sources.TransposedConvolution : Sources.KerasTransposed);
    }

    /// <summary>
    /// The positions that a unit sees: position i is spread over the units i·S − before + k·d, k from 0 to F − 1, so the units see
    /// different windows, which repeat after S units.
    /// </summary>
    public static AxisView View(in WindowAxis window, int outputAxis, Quantity input, Quantity output)
    {
        if (window.Stride > Phases.Most || Before(window, input, output) is not { } before)
        {
            return AxisView.Unknown(outputAxis);
        }

        long common = Ratio.Gcd(window.Stride, window.Dilation);
        long kernelStep = window.Stride / common;
        var phases = new PhaseWindow[window.Stride];

        // Kernel element k reaches the units of phase k·d − before modulo S; so does every kernelStep-th after it.
        for (long k = 0; k < Math.Min(kernelStep, window.Kernel); k++)
        {
            Int128 reached = ((Int128)k * window.Dilation) - before;
            long phase = (long)(((reached % window.Stride) + window.Stride) % window.Stride);
            long count = ((window.Kernel - 1 - k) / kernelStep) + 1;
            long last = k + ((count - 1) * kernelStep);
            phases[phase] = new PhaseWindow((phase + before - (last * window.Dilation)) / window.Stride, count);
        }

        return AxisView.Periodic(outputAxis, window.Dilation / common, 1, phases);
    }

    // The positions that Same and Valid remove at the beginning: half of the excess of the spread input; an odd one is removed at the end.
    private static long? Before(in WindowAxis window, Quantity input, Quantity output)
    {
        if (window.Mode == PaddingMode.Explicit)
        {
            return window.Before;
        }

        if (window.Mode == PaddingMode.Valid)
        {
            return 0;
        }

        Quantity kernel = WindowFormula.EffectiveKernel(window.Kernel, window.Dilation);
        Quantity surplus = WindowFormula.RequiredPadding(output, input, kernel, window.Stride);
        return Quantity.FloorDivide(Quantity.Max(surplus, 0), 2).KnownValue;
    }
}
