namespace DeepCalc.Formulas;

/// <summary>The amount that an axis can be padded by from its own positions.</summary>
internal static class BorderLimit
{
    /// <summary>
    /// An error unless the axis is long enough for the padding. PyTorch's rule: reflection takes less than the size, circular padding at
    /// most the size.
    /// </summary>
    public static void RequireEnoughInput(BorderMode mode, Quantity input, Quantity before, Quantity after, AxisNotation axis)
    {
        if (mode is BorderMode.Zero or BorderMode.Replicate || input.KnownValue is not { } size)
        {
            return;
        }

        long most = mode == BorderMode.Reflect ? size - 1 : size;
        DeepCalcException.ThrowIf(
            before.KnownValue > most || after.KnownValue > most, ErrorCode.PaddingTooLarge,
            $"{mode} padding of {before} before and {after} after the {axis.Name} axis needs more than its {size} positions; at most {most} on each side is valid.");
    }
}
