namespace DeepCalc.Networks;

/// <summary>The errors of a layer that cannot be made.</summary>
internal static class LayerErrors
{
    /// <summary>The error of a number that does not fit in 64 bits.</summary>
    public static DeepCalcException Overflow(string layer, string what) => new(
        layer, new DeepCalcException(ErrorCode.CountOverflow, $"the {what} does not fit in 64 bits (at most {long.MaxValue})."));

    /// <summary>The error of a layer whose output shape cannot be computed.</summary>
    public static DeepCalcException OfShape(string layer, Exception why) => why is DeepCalcException known
        ? new DeepCalcException(layer, known)
        : Overflow(layer, "output shape");

    /// <summary>The number of an output.</summary>
    /// <exception cref="DeepCalcException">No layer has so many outputs.</exception>
    public static ushort Number(int output) => output is >= 0 and <= ushort.MaxValue
        ? (ushort)output
        : throw new DeepCalcException(ErrorCode.InvalidSize, $"output {output} does not exist: a layer has at most {ushort.MaxValue + 1} outputs, numbered from 0.");

    /// <summary>Checks the inputs of a layer.</summary>
    /// <exception cref="DeepCalcException">There are too few or too many, or one stands for several outputs.</exception>
    public static void RequireInputs(Layer layer)
    {
        int given = layer.InputSpan.Length;
        int least = layer.Definition.LeastInputs;
        int most = layer.Definition.MostInputs;
        DeepCalcException.ThrowIf(given < least, ErrorCode.TooFewInputs, $"a merge needs at least {least} inputs; given {given}.");
        DeepCalcException.ThrowIf(
            given > most, ErrorCode.InvalidSetting,
            $"the layer takes {(most == 1 ? "one input" : $"at most {most} inputs")}; given {given}.");

        foreach (Layer input in layer.InputSpan)
        {
            DeepCalcException.ThrowIf(
                input.Definition is OutputSet && layer.Definition is not OutputSet, ErrorCode.AmbiguousInput,
                $"the input network has {input.Inputs.Count} outputs ({LayerNaming.Few(input.Inputs.Select(output => output.ToString()))}); a layer takes one of them.");
        }
    }
}
