namespace DeepCalc.Measures.Memory;

/// <summary>The greatest of several sizes, which can be expressions of unknown sizes.</summary>
/// <param name="Total">The greatest size; for several candidates, their maximum.</param>
/// <param name="Moment">The moment that has it, or null where that depends on an unknown size.</param>
internal readonly record struct MemoryPeak(Quantity Total, MemoryMoment? Moment)
{
    // Each is compared with all others.
    private const int MostCandidates = 64;

    /// <summary>The greatest size of some moments.</summary>
    public static MemoryPeak Of(IEnumerable<MemoryMoment> moments, Func<MemoryMoment, Quantity> size, CancellationToken cancellation)
    {
        List<(Quantity Size, MemoryMoment Moment)> candidates = [];

        // The blocks of a network have equal moments, and a difference of expressions is slow to judge.
        List<Quantity> open = [];
        long known = -1;
        foreach (MemoryMoment moment in moments)
        {
            cancellation.ThrowIfCancellationRequested();
            Quantity own = size(moment);
            if (own.KnownValue is { } number ? number <= known : open.Contains(own))
            {
                continue;
            }

            if (own.IsKnown)
            {
                known = own.Value;
            }
            else
            {
                open.Add(own);
            }

            if (candidates.TrueForAll(candidate => !IsAtLeast(candidate.Size, own)))
            {
                candidates.RemoveAll(candidate => IsAtLeast(own, candidate.Size));
                candidates.Add((own, moment));
            }

            if (candidates.Count > MostCandidates)
            {
                break;
            }
        }

        return candidates switch
        {
            [] => new MemoryPeak(0, null),
            [var only] => new MemoryPeak(only.Size, only.Moment),
            { Count: <= MostCandidates } => new MemoryPeak(candidates.Select(candidate => candidate.Size).Aggregate(Quantity.Max), null),
            _ => new MemoryPeak(Quantity.Unknown("peak"), null),
        };
    }

    private static bool IsAtLeast(Quantity size, Quantity other) =>
        size.IsKnown && other.IsKnown ? size.Value >= other.Value : size == other || (size - other).LowerBound >= 0;
}
