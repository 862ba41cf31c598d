namespace DeepCalc.Layers.Recurrence;

/// <summary>A matrix of a layer that each position is multiplied by.</summary>
/// <param name="Name">What it makes, in words: <c>key</c>.</param>
/// <param name="From">The width of what it takes.</param>
/// <param name="To">The width of what it makes.</param>
/// <param name="UseBias">Whether a bias is added.</param>
internal readonly record struct Projection(string Name, Quantity From, Quantity To, bool UseBias = false)
{
    /// <summary>A projection, or two of them through a narrow middle of low rank.</summary>
    /// <param name="name">What it makes, in words.</param>
    /// <param name="from">The width of what it takes.</param>
    /// <param name="rank">The width of the middle, or null for one matrix.</param>
    /// <param name="to">The width of what it makes.</param>
    /// <param name="useBias">Whether a bias is added to what it makes.</param>
    public static IEnumerable<Projection> Through(string name, Quantity from, Quantity? rank, Quantity to, bool useBias = false) => rank is { } middle
        ? [new(name + "_down", from, middle), new(name + "_up", middle, to, useBias)]
        : [new(name, from, to, useBias)];
}
