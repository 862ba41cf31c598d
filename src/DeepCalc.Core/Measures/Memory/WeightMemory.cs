namespace DeepCalc.Measures.Memory;

/// <summary>The bytes of the weights of a network, shared ones counted once.</summary>
internal static class WeightMemory
{
    /// <summary>The bytes of all weights.</summary>
    /// <exception cref="DeepCalcException">They do not fit in 64 bits.</exception>
    public static Quantity Of(Network network, MemoryOptions options)
    {
        Quantity total = 0;
        foreach (Layer layer in network.Layers)
        {
            total += Of(network, layer, options, null);
        }

        return total;
    }

    /// <summary>The bytes of the weights that a layer holds itself. With a working, each has the name of the weight.</summary>
    /// <exception cref="DeepCalcException">They do not fit in 64 bits.</exception>
    public static Quantity Of(Network network, Layer layer, MemoryOptions options, Working? working)
    {
        try
        {
            Quantity? total = null;
            IReadOnlyList<Weight> weights = layer.Weights();
            for (int i = 0; i < weights.Count; i++)
            {
                if (network.SharedWeights?.HolderOf(layer, i) is null)
                {
                    Quantity bytes = BytesOf(weights[i], network, options, working);
                    bytes = working is null ? bytes : bytes.As(weights[i].Name);
                    total = total is { } before ? before + bytes : bytes;
                }
            }

            return total ?? 0;
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(network.NameOf(layer), "number of bytes of the weights");
        }
    }

    /// <summary>
    /// The bytes of a weight: the file's, unless another format is asked for. Formats with scales are those of matrices: vectors have that of
    /// what layers compute. Another format has no use for the scales of the file's.
    /// </summary>
    public static Quantity BytesOf(Weight weight, Network network, MemoryOptions options, Working? working)
    {
        if (weight.IsEncoding && options.WeightFormat is not null)
        {
            return 0;
        }

        bool isNumber = weight.ElementType == ElementType.Undefined ? weight.StorageType is null || options.WeightFormat is not null : weight.ElementType.IsFloat();
        if (weight.Bytes is { } stored && (options.WeightFormat is null || !isNumber))
        {
            return working is null ? stored : working.Record($"Bytes of {weight.Name}, as stored", "bytes", stored, Sources.File);
        }

        NumberFormat format = options.WeightFormatFor(network);
        format = format.HasScales && weight.Shape.Rank < 2 ? options.ActivationFormatFor(network) : format;
        return working is null ? format.BytesOf(weight.Count) : working.Record($"Bytes of {weight.Name}", "bytes", format.BytesOf(working.Let("n", weight.Count, $"elements of {weight.Name}"), working), Sources.Definition);
    }
}
