using DeepCalc.Networks;

namespace DeepCalc.Measures;

/// <summary>Makes <see cref="Tally{T}"/>.</summary>
internal static class Tallies
{
    /// <summary>Adds up the counts of the layers of a network.</summary>
    /// <exception cref="DeepCalcException">A layer's count, or the total, does not fit in 64 bits.</exception>
    public static Tally<T> Of<T>(
        Network network, Func<Layer, T> measure, Func<T, T, T> add, Func<T, Quantity> whole, string what)
        where T : struct
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
