namespace DeepCalc;

/// <summary>Says which layers of a network depend on sizes that are not known.</summary>
internal static class UnknownSize
{
    /// <summary>An error if a total would leave layers out.</summary>
    public static void ThrowIfAny(Network network, IReadOnlyList<Layer> uncounted, string what, Func<Layer, Quantity> count)
    {
        if (uncounted.Count == 0)
        {
            return;
        }

        Layer first = uncounted[0];
        Quantity unknown = count(first);
        throw new DeepCalcException(
            network.NameOf(first), new DeepCalcException(ErrorCode.SizeUnknown, $"{what} depends on {Reason(network, unknown)}"));
    }

    private static string Reason(Network network, Quantity unknown)
    {
        string names = $"{string.Join(", ", unknown.UnknownNames)} (it is {unknown}), which";
        FileTensor[] files = [.. network.Inputs.Select(input => input.OutputShape).OfType<FileTensor>()];
        if (files.Length == 0)
        {
            return $"{names} the input shape leaves open. Begin the network with New-InputLayer and its sizes, or give -InputShape; Measure-Layer shows what is known without.";
        }

        string[] open = [.. unknown.UnknownNames.Intersect(files.SelectMany(file => file.Sizes).SelectMany(size => size.UnknownNames))];
        return open.Length > 0
            ? $"{names} the file leaves open. Give Import-Network -Size @{{ {string.Join("; ", open.Select(name => $"'{name}' = 1"))} }} with the sizes that you want; Measure-Layer shows what is known without."
            : $"{names} cannot be told from the file. Measure-Network counts the rest, and says what it leaves out.";
    }

    /// <summary>The layers that a total leaves out, or null.</summary>
    public static string? Describe(Network network, IReadOnlyList<Layer> uncounted) =>
        uncounted.Count == 0 ? null : LayerNaming.Few(uncounted.Select(network.NameOf));
}
