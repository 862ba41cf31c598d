namespace DeepCalc;

/// <summary>
/// A total over the layers of a network: an expression where counts depend on open sizes of its inputs. Layers whose count depends on another
/// unknown size are listed instead of counted, so an incomplete total is always marked as a lower bound.
/// </summary>
/// <typeparam name="T">What is counted.</typeparam>
public sealed class Tally<T>
    where T : struct
{
    private Tally(T total, IReadOnlyList<Layer> open, IReadOnlyList<Layer> uncounted)
    {
        Total = total;
        Open = open;
        Uncounted = uncounted;
    }

    /// <summary>The total of the layers that could be counted.</summary>
    public T Total { get; }

    /// <summary>The layers whose count is an expression of open sizes.</summary>
    public IReadOnlyList<Layer> Open { get; }

    /// <summary>The layers whose count depends on another unknown size.</summary>
    public IReadOnlyList<Layer> Uncounted { get; }

    /// <summary>Whether the total is only a lower bound.</summary>
    public bool IsLowerBound => Uncounted.Count > 0;

    /// <summary>Adds up the counts of the layers of a network.</summary>
    /// <exception cref="DeepCalcException">A layer's count, or the total, does not fit in 64 bits.</exception>
    internal static Tally<T> Of(
        Network network, Func<Layer, T> measure, Func<T, T, T> add, Func<T, Quantity> whole, string what)
    {
        T total = default;
        List<Layer>? open = null;
        List<Layer>? uncounted = null;
        foreach (Layer layer in network.LayerSpan)
        {
            try
            {
                T count = measure(layer);
                if (whole(count) is { IsKnown: false } unknown)
                {
                    bool isOpen = unknown.UnknownNames.All(network.OpenSizes.Contains);
                    (isOpen ? open ??= [] : uncounted ??= []).Add(layer);
                    if (!isOpen)
                    {
                        continue;
                    }
                }

                total = add(total, count);
                _ = whole(total);
            }
            catch (OverflowException)
            {
                throw LayerErrors.Overflow(network.NameOf(layer), $"{what}, up to this layer,");
            }
        }

        return new Tally<T>(total, open ?? (IReadOnlyList<Layer>)[], uncounted ?? (IReadOnlyList<Layer>)[]);
    }
}
