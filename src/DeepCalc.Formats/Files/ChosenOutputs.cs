namespace DeepCalc.Formats.Files;

/// <summary>Cuts an imported network at the requested layers.</summary>
internal static class ChosenOutputs
{
    /// <summary>The whole network, or the part that ends in the requested layers.</summary>
    /// <exception cref="DeepCalcException">A requested layer does not exist.</exception>
    public static Layer Of(Layer network, ImportOptions options)
    {
        if (options.Outputs.Count == 0)
        {
            return network;
        }

        var whole = new Network(network);
        Layer[] chosen = [.. options.Outputs.Select(whole.Find).Distinct()];
        return chosen.Length == 1 ? chosen[0] : new Layer(new OutputSet(), null, chosen);
    }
}
