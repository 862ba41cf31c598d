namespace DeepCalc;

/// <summary>Adds up the stored bytes of the weights of a file.</summary>
public static class StorageMeasure
{
    /// <summary>
    /// The stored bytes of all weights of a network, shared ones counted once; null where those of any weight are unknown.
    /// </summary>
    /// <exception cref="DeepCalcException">They do not fit in 64 bits.</exception>
    public static long? Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        long total = 0;
        foreach (Layer layer in network.Layers)
        {
            try
            {
                IReadOnlyList<Weight> weights = layer.Weights();
                for (int i = 0; i < weights.Count; i++)
                {
                    if (Of(weights[i], network.SharedWeights?.HolderOf(layer, i)) is not { } bytes)
                    {
                        return null;
                    }

                    total = checked(total + bytes);
                }
            }
            catch (OverflowException)
            {
                throw LayerErrors.Overflow(network.NameOf(layer), "number of bytes of the weights, up to this layer,");
            }
        }

        return total;
    }

    /// <summary>
    /// What the files of a network store: the totals of its checkpoint, or else those of its own weights; null where no file stores them all.
    /// </summary>
    /// <exception cref="DeepCalcException">A number does not fit in 64 bits.</exception>
    internal static Checkpoint? Stored(Network network, Tally<ParameterCount> parameters) =>
        network.Checkpoint ?? (Of(network) is > 0 and var bytes ? new Checkpoint(parameters.IsLowerBound ? null : parameters.Total.Total.KnownValue, bytes) : null);

    /// <summary>The bytes of a weight; 0 for a weight held by another layer.</summary>
    internal static long? Of(Weight weight, Layer? holder) => holder is null ? weight.Bytes?.KnownValue : 0;
}
