namespace DeepCalc.Measures;

/// <summary>What the numbers of a network take for granted.</summary>
internal static class Assumptions
{
    // A network that joins branches of different sizes at many places would fill a row with them.
    private const int MostEqualities = 8;

    /// <summary>The number that stands for the batch, and the sizes that are assumed to be equal: <c>batch = 1, 2·⌊N/2⌋ = N</c>; null for nothing.</summary>
    public static string? Of(Network network, BatchCount count)
    {
        string? batch = count.Assumed;
        if (!network.Inputs.Any(input => input.OutputShape.IsRanked && input.OutputShape.Sizes.Any(size => !size.IsKnown)))
        {
            return batch;
        }

        string[] sizes = [.. network.Layers.DistinctBy(layer => layer.Definition.SharedAnswers ?? layer).SelectMany(layer => layer.Equalities())
            .Where(pair => pair.First.Bind(count.Names) != pair.Second.Bind(count.Names))
            .Select(pair => $"{pair.First} = {pair.Second}").Distinct()];
        IEnumerable<string> shown = sizes.Length <= MostEqualities
            ? sizes
            : [.. sizes[..MostEqualities], string.Create(CultureInfo.InvariantCulture, $"{sizes.Length - MostEqualities} more")];
        string all = string.Join(", ", batch is null ? shown : shown.Prepend(batch));
        return all.Length == 0 ? null : all;
    }
}
