namespace DeepCalc;

/// <summary>The arithmetic operations of a network: one flat row.</summary>
public sealed class OperationMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The number of samples.</summary>
    public long BatchSize { get; internal init; }

    /// <summary>The multiplications of contractions.</summary>
    public long Multiplications { get; internal init; }

    /// <summary>The additions of contractions, bias included.</summary>
    public long Additions { get; internal init; }

    /// <summary>Multiply-adds: the multiplications of contractions, each with its addition; biases are not counted.</summary>
    public long Macs { get; internal init; }

    /// <summary>Element-wise, normalisation, activation and pooling operations.</summary>
    public long ElementwiseOperations { get; internal init; }

    /// <summary>Floating-point operations: multiplications, additions and element-wise operations.</summary>
    public long Flops { get; internal init; }

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
            Source = network.Token,
            Network = network.Name,
            BatchSize = batchSize,
            Multiplications = tally.Total.Multiplications.Value,
            Additions = tally.Total.Additions.Value,
            Macs = tally.Total.Macs.Value,
            ElementwiseOperations = tally.Total.Elementwise.Value,
            Flops = tally.Total.Flops.Value,
        };
    }

    /// <summary>The network and its multiply-adds: <c>ResNet-18 1814073344</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network} {Macs}");
}
