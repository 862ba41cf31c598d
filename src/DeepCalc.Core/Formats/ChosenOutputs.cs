namespace DeepCalc;

/// <summary>Cuts an imported network at the layers that were asked for.</summary>
internal static class ChosenOutputs
{
    /// <summary>The network as it is, or the part of it that ends in these layers.</summary>
    /// <exception cref="DeepCalcException">There is no layer of a name.</exception>
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
