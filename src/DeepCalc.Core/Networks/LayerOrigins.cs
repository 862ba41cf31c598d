namespace DeepCalc.Networks;

/// <summary>Finds the input layers that a layer depends on.</summary>
internal static class LayerOrigins
{
    /// <summary>The input layers of a layer that knows its inputs. A layer without inputs is its own origin.</summary>
    /// <exception cref="DeepCalcException">It joins inputs whose open sizes cannot be told apart.</exception>
    public static Layer[] Of(Layer layer)
    {
        ReadOnlySpan<Layer> inputs = layer.InputSpan;
        if (inputs.Length == 0)
        {
            return [layer];
        }

        Layer[] first = inputs[0].Origins;
        foreach (Layer input in inputs[1..])
        {
            if (input.Origins != first)
            {
                Layer[] origins = [.. layer.Inputs.SelectMany(input => input.Origins).Distinct()];
                RequireNamedSizes(origins);
                return origins;
            }
        }

        return first;
    }

    // Open sizes of several inputs could get the same name and would then silently be equal.
    private static void RequireNamedSizes(Layer[] origins)
    {
        var open = new HashSet<string>();
        foreach (Layer origin in origins)
        {
            foreach (string size in (origin.Definition as Input)?.OpenSizes ?? [])
            {
                DeepCalcException.ThrowIf(
                    !open.Add(size), ErrorCode.InvalidSetting,
                    $"two inputs leave their size {size} open as None, so it is unknown whether the two sizes are equal; give names in place of None: two names, such as S and T, or one name if they are equal.");
            }
        }
    }
}
