namespace DeepCalc;

/// <summary>Finds the padding, and optionally the stride, that gives a window a wanted output size.</summary>
public static class PaddingSearch
{
    /// <summary>
    /// The padding with which the output is W/S for every input size W that the stride S divides; at stride 1 the size is unchanged. F′ − 1
    /// in all gives ⌈W/S⌉ for every W, since ⌊(W − F′ + F′ − 1)/S⌋ + 1 = ⌊(W − 1)/S⌋ + 1 = ⌈W/S⌉. Where that is odd and the stride is more
    /// than 1, one less is symmetric and gives the same for every W that S divides: kernel 4, stride 2 has padding 1. At stride 1 the odd
    /// one is after.
    /// </summary>
    /// <exception cref="DeepCalcException">A setting is out of its range.</exception>
    public static PaddingSolution KeepingSize(long kernel, long stride = 1, long dilation = 1)
    {
        long most = EffectiveKernel(kernel, stride, dilation).Value - 1;
        bool isLess = stride > 1 && most % 2 == 1;
        return PaddingSolution.Of(kernel, stride, dilation, null, null, isLess ? most - 1 : most);
    }

    /// <summary>
    /// The paddings that turn an input size into an output size, one for each stride: symmetric where
    /// possible, otherwise with the odd position after. No padding is as wide as the kernel: a window that sees
    /// nothing but padding is of no use.
    /// </summary>
    /// <param name="kernel">The kernel size.</param>
    /// <param name="inputSize">The input size.</param>
    /// <param name="outputSize">The wanted output size, or null for ⌈input size/stride⌉.</param>
    /// <param name="stride">The stride, or null to try all.</param>
    /// <param name="dilation">The dilation.</param>
    /// <exception cref="DeepCalcException">There is no such padding, or a setting is out of its range.</exception>
    public static IEnumerable<PaddingSolution> Giving(
        long kernel, long inputSize, long? outputSize, long? stride = null, long dilation = 1)
    {
        Require("the input size", inputSize);
        Require("the output size", outputSize ?? 1);
        Quantity extent = EffectiveKernel(kernel, stride ?? 1, dilation);
        long wanted = outputSize ?? WindowFormula.SameOutput(inputSize, stride ?? 1).Value;
        stride = outputSize is null ? stride ?? 1 : stride;
        try
        {
            long most = 2 * (extent - 1).Value;
            (long first, long last) = stride is { } given ? (given, given) : Strides(inputSize, wanted, extent.Value, most);
            long least = WindowFormula.RequiredPadding(inputSize, wanted, extent, first).Value;
            return first <= last && least <= most && least + (first - 1) >= 0
                ? Solutions(first, last)
                : throw new DeepCalcException(
                    ErrorCode.PaddingNotFound, NoneExists(kernel, inputSize, wanted, stride, dilation, extent, most));
        }
        catch (OverflowException)
        {
            throw Overflow(kernel, inputSize, wanted, dilation);
        }

        IEnumerable<PaddingSolution> Solutions(long first, long last)
        {
            for (long more = 0; more <= last - first; more++)
            {
                long candidate = first + more;

                // Any total from low to high gives the output; an even one is symmetric.
                long least = WindowFormula.RequiredPadding(inputSize, wanted, extent, candidate).Value;
                long low = Math.Max(least, 0);
                long high = Math.Min(least + (candidate - 1), 2 * (extent - 1).Value);
                long total = low % 2 == 1 && low < high ? low + 1 : low;
                yield return PaddingSolution.Of(kernel, candidate, dilation, inputSize, wanted, total);
            }
        }
    }

    // The strides with a valid padding: S·out ≥ W − F′ + 1, and (out − 1)·S + F′ − W is within the limit.
    // A single window has no stride, so only the smallest stride is returned.
    private static (long First, long Last) Strides(long inputSize, long outputSize, long extent, long mostPadding)
    {
        long first = Math.Max(Quantity.CeilingDivide(inputSize - extent + 1, outputSize), 1);
        return (first, outputSize == 1 ? first : Quantity.FloorDivide(inputSize - extent + mostPadding, outputSize - 1));
    }

    private static string NoneExists(
        long kernel, long inputSize, long outputSize, long? stride, long dilation, Quantity extent, long most)
    {
        string window = $"kernel {kernel}{(dilation == 1 ? "" : $", dilation {dilation}")}";
        // Without a given stride, the smallest stride gives the largest output.
        long step = stride ?? 1;
        long largest = WindowFormula.FloorOutput(inputSize, extent, most, step).Value;
        long smallest = Math.Max(WindowFormula.FloorOutput(inputSize, extent, Math.Max(extent.Value - inputSize, 0), step).Value, 1);
        return $"no {(stride is null ? "stride and padding turn" : "padding turns")} an input of {inputSize} into an output of {outputSize} with {window}: "
            + $"at stride {step} the output is {smallest} without padding, and {largest} with the largest useful padding, {most / 2} on each side.";
    }

    internal static Quantity EffectiveKernel(long kernel, long stride, long dilation)
    {
        Require("the kernel", kernel);
        Require("the stride", stride);
        Require("the dilation", dilation);
        try
        {
            return WindowFormula.EffectiveKernel(kernel, dilation);
        }
        catch (OverflowException)
        {
            throw new DeepCalcException(ErrorCode.CountOverflow, $"the effective kernel of kernel {kernel}, dilation {dilation} does not fit in 64 bits.");
        }
    }

    internal static DeepCalcException Overflow(long kernel, long inputSize, long? outputSize, long dilation) => new(
        ErrorCode.CountOverflow,
        $"the padding from {inputSize} to {outputSize} with kernel {kernel}, dilation {dilation} needs numbers that do not fit in 64 bits.");

    internal static void Require(string what, long value) =>
        DeepCalcException.ThrowIf(value < 1, ErrorCode.InvalidSize, $"{what} must be at least 1; given {value}.");
}
