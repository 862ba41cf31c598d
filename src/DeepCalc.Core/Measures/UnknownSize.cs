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
        if (network.Inputs.Count == 0 && !unknown.UnknownNames.Intersect(network.Layers.SelectMany(layer => layer.Weights()).SelectMany(weight => weight.Count.UnknownNames)).Any())
        {
            return "how the tensors of the file are connected, which a file of weights does not tell. Measure-Parameter counts them.";
        }

        string names = $"{string.Join(", ", unknown.UnknownNames)} (it is {unknown}), which";
        bool isOfFile = network.Inputs.Count == 0 || network.Inputs.Any(input => input.OutputShape is FileTensor);
        string[] open = [.. unknown.UnknownNames.Intersect(network.Inputs.SelectMany(input => input.OutputShape.Sizes).SelectMany(size => size.UnknownNames))];
        string sizes = $"-Size @{{ {string.Join("; ", open.Select(name => $"'{name}' = 1"))} }}";
        if (isOfFile)
        {
            return open.Length > 0
                ? $"{names} the file leaves open. Give Import-Network {sizes} with the sizes that you want; Measure-Layer shows what is known without."
                : $"{names} cannot be told from the file. Measure-Network counts the rest, and says what it leaves out.";
        }

        // Keras and Hugging Face have shapes as composed networks do, and layers that nobody knows.
        string ofFile = open.Length > 0 && !network.Inputs.Any(input => input.IsImplicit) ? $", or Import-Network {sizes} if it comes from a file" : "";
        return open.Length > 0 || unknown.UnknownNames.Any(IsShort)
            ? $"{names} the input shape leaves open. Begin the network with New-InputLayer and its sizes, or give -InputShape{ofFile}; Measure-Layer shows what is known without."
            : $"{names} cannot be told. Measure-Network counts the rest, and says what it leaves out.";
    }

    // What stands for an expression that is too long, which has sizes in it.
    private static bool IsShort(string name) => name.StartsWith('‹');

    /// <summary>The layers that a total leaves out, or null.</summary>
    public static string? Describe(Network network, IReadOnlyList<Layer> uncounted) =>
        uncounted.Count == 0 ? null : LayerNaming.Few(uncounted.Select(network.NameOf));
}
