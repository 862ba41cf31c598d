namespace DeepCalc;

/// <summary>
/// Finds the padding, and optionally the stride, that gives a transposed convolution a wanted output size: symmetric, with an output
/// padding where the size needs one.
/// </summary>
public static class TransposedPaddingSearch
{
    /// <summary>
    /// The padding with which the output is W·S for every input size W: F′ − S in all, since (W − 1)S − (F′ − S) + F′ = W·S.
    /// </summary>
    /// <exception cref="DeepCalcException">A setting is out of its range.</exception>
    public static PaddingSolution KeepingSize(long kernel, long stride = 1, long dilation = 1)
    {
        long extent = PaddingSearch.EffectiveKernel(kernel, stride, dilation).Value;
        return Solution(kernel, stride, dilation, null, null, extent - stride);
    }

    /// <summary>The paddings that turn an input size into an output size, one for each stride.</summary>
    /// <param name="kernel">The kernel size.</param>
    /// <param name="inputSize">The input size.</param>
    /// <param name="outputSize">The wanted output size, or null for input size·stride.</param>
    /// <param name="stride">The stride, or null to try all; null is 1 where no output size is given.</param>
    /// <param name="dilation">The dilation.</param>
    /// <exception cref="DeepCalcException">There is no such padding, or a setting is out of its range.</exception>
    public static IEnumerable<PaddingSolution> Giving(long kernel, long inputSize, long? outputSize, long? stride = null, long dilation = 1)
    {
        PaddingSearch.Require("the input size", inputSize);
        PaddingSearch.Require("the output size", outputSize ?? 1);
        Quantity extent = PaddingSearch.EffectiveKernel(kernel, stride ?? 1, dilation);
        try
        {
            long wanted = outputSize ?? WindowFormula.TransposedSameOutput(inputSize, stride ?? 1).Value;
            long? given = outputSize is null ? stride ?? 1 : stride;
            List<PaddingSolution> found = [.. Strides(inputSize, wanted, extent, given, dilation)
                .Select(candidate => Solution(kernel, candidate, dilation, inputSize, wanted, Surplus(inputSize, wanted, extent, candidate)))];
            return found.Count > 0 ? found : throw new DeepCalcException(
                ErrorCode.PaddingNotFound,
                $"no {(given is null ? "stride and padding turn" : "padding turns")} an input of {inputSize} into an output of {wanted} by a transposed convolution with kernel {kernel}{(dilation == 1 ? "" : $", dilation {dilation}")}: "
                + $"at stride {given ?? 1} the output is {WindowFormula.TransposedOutput(inputSize, extent, 0, given ?? 1, 0)} without padding, and the padding must be less than the kernel on each side.");
        }
        catch (OverflowException)
        {
            throw PaddingSearch.Overflow(kernel, inputSize, outputSize, dilation);
        }
    }

    // The excess of the output without padding; negative where an output padding must add to it.
    private static long Surplus(long inputSize, long outputSize, Quantity extent, long stride) =>
        WindowFormula.TransposedOutput(inputSize, extent, 0, stride, 0).Value - outputSize;

    // The surplus grows with the stride. It must not exceed the largest padding, nor fall below what an output padding adds. One position
    // has no neighbour and so no stride; only the smallest stride is returned for it.
    private static IEnumerable<long> Strides(long inputSize, long outputSize, Quantity extent, long? given, long dilation)
    {
        long most = checked(2 * (extent.Value - 1));
        long first = given ?? Math.Max(Quantity.CeilingDivide((Quantity)outputSize - extent + 1 - dilation, inputSize).Value, 1);
        for (long stride = first; given is null || stride == given; stride++)
        {
            long surplus = Surplus(inputSize, outputSize, extent, stride);
            if (surplus > most)
            {
                yield break;
            }

            if (-surplus < Math.Max(stride, dilation))
            {
                yield return stride;
                if (inputSize == 1)
                {
                    yield break;
                }
            }
        }
    }

    private static PaddingSolution Solution(long kernel, long stride, long dilation, long? inputSize, long? outputSize, long surplus)
    {
        // An output padding must be less than the stride or the dilation. Where both are 1 there is none, and the odd padding is after.
        bool isOdd = surplus > 0 && surplus % 2 == 1;
        bool mayAdd = Math.Max(stride, dilation) > 1;
        long extra = surplus < 0 ? -surplus : isOdd && mayAdd ? 1 : 0;
        return PaddingSolution.Of(kernel, stride, dilation, inputSize, outputSize, surplus + extra, extra);
    }
}
