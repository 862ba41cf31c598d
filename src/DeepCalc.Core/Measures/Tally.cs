namespace DeepCalc;

/// <summary>
/// A total over the layers of a network. Layers whose count depends on an unknown size are listed instead of counted, so
/// an incomplete total is always marked as a lower bound.
/// </summary>
/// <typeparam name="T">What is counted.</typeparam>
public sealed class Tally<T>
{
    internal Tally(T total, IReadOnlyList<Layer> uncounted)
    {
        Total = total;
        Uncounted = uncounted;
    }

    /// <summary>The total of the layers that could be counted.</summary>
    public T Total { get; }

    /// <summary>The layers whose count depends on an unknown size.</summary>
    public IReadOnlyList<Layer> Uncounted { get; }

    /// <summary>Whether the total is only a lower bound.</summary>
    public bool IsLowerBound => Uncounted.Count > 0;
}
