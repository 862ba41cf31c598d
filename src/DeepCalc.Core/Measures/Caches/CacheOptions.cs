namespace DeepCalc;

/// <summary>For what a cache is measured.</summary>
public sealed record CacheOptions
{
    /// <summary>The positions of each sequence, or null for those of the network's input.</summary>
    public long? Length { get; init; }

    /// <summary>The number of sequences.</summary>
    public long BatchSize { get; init; } = 1;

    /// <summary>The format of what has no type of its own, or null for the network's own type.</summary>
    public NumberFormat? Format { get; init; }

    /// <summary>How memory is reserved.</summary>
    public CacheEngine Engine { get; init; }

    /// <summary>The format for a network: the given one, or that of the network's own type, or float32.</summary>
    internal NumberFormat FormatFor(Network network) => Format ?? NumberFormat.Of(network.NumberType) ?? NumberFormat.Float32;
}
