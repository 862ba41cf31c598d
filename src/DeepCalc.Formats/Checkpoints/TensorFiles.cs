namespace DeepCalc.Formats.Checkpoints;

/// <summary>Reads the network of a file of tensors, or of the set of files that it is part of.</summary>
internal static class TensorFiles
{
    /// <summary>The network, one layer for each module.</summary>
    /// <param name="stream">The file, at its beginning.</param>
    /// <param name="name">The network's name.</param>
    /// <param name="options">The import options, with the folder of the file.</param>
    /// <param name="format">The format of the files.</param>
    /// <exception cref="DeepCalcException">A file is damaged, or the files contradict each other.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options, TensorFormat format)
    {
        if (options.Place is { } place && ShardName.Parse(place.Name) is { Count: > 1 } shard)
        {
            return ReadShard(stream, shard, place, name, options, format);
        }

        IReadOnlyList<ListedTensor> tensors = format.Read(stream, options, PackedValues.Wanted(options));
        return TensorModules.Gather(name, format.IsSorted ? [.. tensors.OrderBy(tensor => tensor.Name, NaturalOrder.Instance)] : tensors, options);
    }

    // The index lists the files of the set. Without an index, the numbers in the file name do.
    private static Layer ReadShard(Stream stream, ShardName shard, FilePlace place, string name, ImportOptions options, TensorFormat format)
    {
        using (Stream? index = place.OpenBeside(ShardIndex.NameFor(shard)))
        {
            if (index is not null && ShardIndex.ReadFrom(index, place.Name, name, options, _ => format) is { } network)
            {
                return network;
            }
        }

        var shards = new ShardedTensors(shard.Count, options);
        ImportOptions quiet = options with { Fact = null };
        PackedValues values = PackedValues.Wanted(options);
        for (int number = 1; number <= shard.Count; number++)
        {
            if (number == shard.Number)
            {
                shards.Add(place.Name, format.Read(stream, options, values));
            }
            else
            {
                shards.Add(number, shard.Of(number), (other, _) => format.Read(other, quiet, values));
            }
        }

        return shards.Gather(name, format.IsSorted);
    }
}
