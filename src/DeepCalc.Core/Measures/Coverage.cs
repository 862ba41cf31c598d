namespace DeepCalc;

/// <summary>How much of a network its counts are about.</summary>
/// <param name="Counted">The layers whose parameters and operations are both counted.</param>
/// <param name="All">All layers.</param>
/// <param name="Uncounted">The others.</param>
internal sealed record Coverage(int Counted, int All, IReadOnlyList<string> Uncounted)
{
    /// <summary>The coverage of the counts of a network.</summary>
    public static Coverage Of(Network network, IReadOnlyList<Layer> uncountedParameters, IReadOnlyList<Layer> uncountedWork)
    {
        int all = network.Layers.Count(layer => !layer.IsImplicit);
        string[] names = [.. uncountedParameters.Concat(uncountedWork).Distinct().OrderBy(network.IndexOf).Select(network.NameOf)];
        return new Coverage(all - names.Length, all, names);
    }

    /// <summary><c>412 of 415 layers counted, 3 unknown: a, b, c</c>.</summary>
    public override string ToString() =>
        $"{Counted} of {All} layers counted" + (Uncounted.Count == 0 ? "" : $", {Uncounted.Count} unknown: {LayerNaming.Few(Uncounted)}");
}
