namespace DeepCalc.Measures;

/// <summary>Finds the layers of a network whose counts depend on unknown sizes, and explains what to do.</summary>
internal static class UnknownSize
{
    /// <summary>An error if a total leaves layers out.</summary>
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
        if (network.Inputs.Count == 0 && !unknown.UnknownNames.Intersect(network.Layers.SelectMany(layer => layer.Weights()).SelectMany(weight => weight.Count.UnknownNames)).Any())
        {
            return "the connections of the tensors, which a file of weights does not hold. Measure-Parameter counts the tensors.";
        }

        string[] names = [.. unknown.UnknownNames.Except(network.OpenSizes)];
        bool isOfFile = network.Inputs.Count == 0 || network.Inputs.Any(input => input.OutputShape is FileTensor);
        return $"{string.Join(", ", names)} (it is {unknown}), which {(isOfFile ? "does not follow from the file" : "cannot be computed")}. Measure-Network counts the rest and names the layers that it leaves out.";
    }

    /// <summary>The names of the layers that a total leaves out, or null.</summary>
    public static string? Describe(Network network, IReadOnlyList<Layer> uncounted) =>
        uncounted.Count == 0 ? null : LayerNaming.Few(uncounted.Select(network.NameOf));
}
