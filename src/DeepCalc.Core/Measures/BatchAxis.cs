namespace DeepCalc.Measures;

/// <summary>
/// Finds the batch of a file: an open axis of its inputs along which the samples stay apart. Every layer that depends on the axis treats
/// each sample separately, and all work is proportional to the size of the axis or independent of it. The name of the axis does not matter.
/// </summary>
internal static class BatchAxis
{
    /// <summary>
    /// The names of the batch size: several where inputs name the same axis differently. None where no axis is open, where no open axis is
    /// the batch by its use, or where inputs have different batches.
    /// </summary>
    public static IReadOnlyList<string> NamesIn(Network network, Func<Layer, Work> workOf)
    {
        Layer[] inputs = [.. network.Inputs.Where(input => input.OutputShape is FileTensor { IsRanked: true } && input.OutputShape.Sizes.Any(size => !size.IsKnown))];

        // A vector can hold the samples only where no input has more axes.
        bool hasTensors = network.Inputs.Any(input => input.OutputShape.Rank > 1);
        var walk = new SampleWalk(network, workOf);
        try
        {
            List<HashSet<string>> batches = [];
            foreach (Layer input in inputs.Where(input => !hasTensors || input.OutputShape.Rank > 1))
            {
                if (FirstOf(input, walk) is { } names)
                {
                    Add(names, batches);
                }
            }

            return batches is [var batch] && AreApart(batch, inputs, walk) && IsProportional(network, workOf, batch)
                ? [.. batch.Order(StringComparer.Ordinal)]
                : [];
        }
        catch (OverflowException)
        {
            // The counts report this error, with its layer.
            return [];
        }
    }

    // Names of one axis are together.
    private static void Add(HashSet<string> names, List<HashSet<string>> batches)
    {
        foreach (HashSet<string> same in batches.FindAll(names.Overlaps))
        {
            names.UnionWith(same);
            batches.Remove(same);
        }

        batches.Add(names);
    }

    // The names of the first axis of an input along which samples stay apart, there and in later layers.
    private static HashSet<string>? FirstOf(Layer input, SampleWalk walk) => AxesOf(input)
        .Select(axis => input.OutputShape[axis].Name is null ? null : walk.Along(input, axis)).FirstOrDefault(names => names is not null);

    // The names must not have another meaning on any axis of any input; inputs that are not used are ignored.
    private static bool AreApart(HashSet<string> names, Layer[] inputs, SampleWalk walk) => inputs.All(input => AxesOf(input).All(axis =>
        !input.OutputShape[axis].DependsOn(names)
        || (input.OutputShape[axis].Name is not null && (!walk.Uses(input) || walk.Along(input, axis) is not null))));

    private static IEnumerable<int> AxesOf(Layer input) => Enumerable.Range(0, input.OutputShape.Rank);

    private static bool IsProportional(Network network, Func<Layer, Work> workOf, HashSet<string> names)
    {
        HashSet<object> asked = new(ReferenceEqualityComparer.Instance);
        foreach (Layer layer in network.LayerSpan)
        {
            if (asked.Add(layer.Definition.SharedAnswers ?? layer) && !IsProportional(workOf(layer), names))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsProportional(Work work, HashSet<string> names) =>
        IsProportional(work.Macs, names) && IsProportional(work.Multiplications, names) && IsProportional(work.Additions, names) && IsProportional(work.Elementwise, names);

    private static bool IsProportional(Quantity count, HashSet<string> names) => !count.DependsOn(names) || count.PowerOf(names) is 0 or 1;
}
