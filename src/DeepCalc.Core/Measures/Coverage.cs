namespace DeepCalc.Measures;

/// <summary>The layers of a network that its counts include.</summary>
/// <param name="Counted">The layers whose parameters and operations are both counted.</param>
/// <param name="All">All layers.</param>
/// <param name="Text"><c>412 of 415 layers counted, 3 unknown: a, b, c</c>; <c>3 of 101 layers counted, 98 depend on height, width</c>.</param>
internal sealed record Coverage(int Counted, int All, string Text)
{
    /// <summary>The coverage of the counts of a network.</summary>
    public static Coverage Of(Network network, Tally<ParameterCount> parameters, Tally<Work> work, BatchCount count)
    {
        int all = network.Layers.Count(layer => !layer.IsImplicit);
        Layer[] uncounted = [.. parameters.Open.Concat(parameters.Uncounted).Concat(work.Open).Concat(work.Uncounted).Distinct().OrderBy(network.IndexOf)];
        string text = $"{all - uncounted.Length} of {all} layers counted";
        if (uncounted.Length == 0)
        {
            return new Coverage(all, all, text);
        }

        // Open sizes of the inputs can be given; other unknown sizes cannot.
        IReadOnlyCollection<string> open = network.OpenSizes;
        var needed = new SortedSet<string>(StringComparer.Ordinal);
        HashSet<Layer> unknown = new(ReferenceEqualityComparer.Instance);
        foreach (Layer layer in uncounted)
        {
            string[] names = [.. ParameterMeasure.Of(network, layer).Whole.UnknownNames.Concat(count.Of(layer).Flops.UnknownNames)];
            if (Array.TrueForAll(names, open.Contains))
            {
                needed.UnionWith(names);
            }
            else
            {
                unknown.Add(layer);
            }
        }

        text += needed.Count == 0 ? "" : $", {Depending(uncounted.Length - unknown.Count)} on {LayerNaming.Few(needed)}";
        text += unknown.Count == 0 ? "" : $", {unknown.Count} unknown{Why(network, unknown, open)}";
        return new Coverage(all - uncounted.Length, all, text);
    }

    private static string Depending(int count) => count == 1 ? "1 depends" : $"{count} depend";

    // The first unknown layers: everything behind an unknown layer is unknown as well.
    private static string Why(Network network, HashSet<Layer> unknown, IReadOnlyCollection<string> open)
    {
        Layer[] roots = [.. network.Layers.Where(layer => (unknown.Contains(layer) || !IsComputed(layer)) && layer.Inputs.All(IsComputed))];
        return (roots.Length == unknown.Count && Array.TrueForAll(roots, unknown.Contains) ? ": " : ", from here on: ") + LayerNaming.Few(roots.Select(network.NameOf));

        bool IsComputed(Layer layer) => layer.OutputShape is FileTensor { Item: not null }
            || (layer.OutputShape.IsRanked && layer.OutputShape.Sizes.All(size => size.UnknownNames.All(open.Contains)));
    }
}
