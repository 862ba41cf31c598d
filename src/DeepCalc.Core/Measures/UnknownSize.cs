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
            network.NameOf(first),
            new DeepCalcException(
                ErrorCode.SizeUnknown,
                $"{what} depends on {string.Join(", ", unknown.UnknownNames)} (it is {unknown}), which the input shape leaves open. "
                + "Begin the network with New-InputLayer and its sizes, or give -InputShape; Measure-Layer shows what is known without."));
    }

    /// <summary>The layers that a total leaves out, or null.</summary>
    public static string? Describe(Network network, IReadOnlyList<Layer> uncounted) =>
        uncounted.Count == 0 ? null : LayerNaming.Few(uncounted.Select(network.NameOf));
}
