namespace DeepCalc;

/// <summary>
/// A total over the layers of a network. Layers whose count depends on an unknown size are listed instead of counted, so
/// an incomplete total is always marked as a lower bound.
/// </summary>
/// <typeparam name="T">What is counted.</typeparam>
public sealed class Tally<T>
    where T : struct
{
    private Tally(T total, IReadOnlyList<Layer> uncounted)
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

    /// <summary>Adds up the counts of the layers of a network.</summary>
    /// <exception cref="DeepCalcException">A layer's count, or the total, does not fit in 64 bits.</exception>
    internal static Tally<T> Of(
        Network network, Func<Layer, T> measure, Func<T, T, T> add, Func<T, Quantity> whole, string what)
    {
        T total = default;
        List<Layer>? uncounted = null;
        foreach (Layer layer in network.LayerSpan)
        {
            try
            {
                T count = measure(layer);
                if (!whole(count).IsKnown)
                {
                    (uncounted ??= []).Add(layer);
                    continue;
                }

                total = add(total, count);
                _ = whole(total);
            }
            catch (OverflowException)
            {
                throw LayerErrors.Overflow(network.NameOf(layer), $"{what}, up to this layer,");
            }
        }

        return new Tally<T>(total, uncounted ?? (IReadOnlyList<Layer>)[]);
    }
}
