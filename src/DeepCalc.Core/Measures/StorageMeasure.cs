namespace DeepCalc;

/// <summary>Adds up the bytes that weights take in the file that they come from.</summary>
public static class StorageMeasure
{
    /// <summary>The bytes of all weights of a network, shared ones counted once; null where those of one are not known.</summary>
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
                throw Layer.Overflow(network.NameOf(layer), "bytes of the weights, with all before it,");
            }
        }

        return total;
    }

    /// <summary>The bytes of a weight: 0 of one that another layer holds.</summary>
    internal static long? Of(Weight weight, Layer? holder) => holder is null ? weight.Bytes?.KnownValue : 0;
}
