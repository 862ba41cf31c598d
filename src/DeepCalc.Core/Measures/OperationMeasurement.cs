namespace DeepCalc;

/// <summary>The arithmetic operations of a network: one flat row.</summary>
public sealed record OperationMeasurement
{
    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>The number of samples.</summary>
    public required long BatchSize { get; init; }

    /// <summary>The multiplications of contractions.</summary>
    public required long Multiplications { get; init; }

    /// <summary>The additions of contractions, bias included.</summary>
    public required long Additions { get; init; }

    /// <summary>Multiply-adds: the multiplications of contractions, each with its addition; no bias.</summary>
    public required long Macs { get; init; }

    /// <summary>Element-wise, normalisation, activation and pooling operations.</summary>
    public required long ElementwiseOperations { get; init; }

    /// <summary>Floating-point operations: multiplications, additions and element-wise operations.</summary>
    public required long Flops { get; init; }

    /// <summary>The operations of a network on a batch.</summary>
    /// <exception cref="DeepCalcException">They depend on an unknown size, or do not fit in 64 bits.</exception>
    public static OperationMeasurement Of(Network network, long batchSize = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        var count = new BatchCount(network, batchSize);
        Tally<Work> tally = OperationMeasure.Of(network, count);
        UnknownSize.ThrowIfAny(network, tally.Uncounted, "The number of operations", layer => count.Of(layer).Flops);
        return new OperationMeasurement
        {
            Network = network.Name,
            BatchSize = batchSize,
            Multiplications = tally.Total.Multiplications.Value,
            Additions = tally.Total.Additions.Value,
            Macs = tally.Total.Macs.Value,
            ElementwiseOperations = tally.Total.Elementwise.Value,
            Flops = tally.Total.Flops.Value,
        };
    }
}
