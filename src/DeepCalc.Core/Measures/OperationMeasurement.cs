namespace DeepCalc;

/// <summary>The arithmetic operations of a network: one flat row.</summary>
public sealed class OperationMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The number of samples.</summary>
    public long BatchSize { get; internal init; }

    /// <summary>The positions that are remembered from earlier steps of decoding; null where the operations are those of a whole pass.</summary>
    public long? Past { get; internal init; }

    /// <summary>The multiplications of contractions.</summary>
    public long? Multiplications { get; internal init; }

    /// <summary>The same as a formula of the open sizes on which the number depends; null for a known number, as each of these columns.</summary>
    public string? MultiplicationsFormula { get; internal init; }

    /// <summary>The additions of contractions, bias included.</summary>
    public long? Additions { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? AdditionsFormula { get; internal init; }

    /// <summary>Multiply-adds: the multiplications of contractions, each with its addition; biases are not counted.</summary>
    public long? Macs { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? MacsFormula { get; internal init; }

    /// <summary>Element-wise, normalisation, activation and pooling operations.</summary>
    public long? ElementwiseOperations { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? ElementwiseOperationsFormula { get; internal init; }

    /// <summary>Floating-point operations: multiplications, additions and element-wise operations.</summary>
    public long? Flops { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? FlopsFormula { get; internal init; }

    /// <summary>The operations of a network on a batch.</summary>
    /// <exception cref="DeepCalcException">They depend on an unknown size that is no open size of an input, or do not fit in 64 bits.</exception>
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
            Past = network.Past?.KnownValue,
            Multiplications = tally.Total.Multiplications.KnownValue,
            MultiplicationsFormula = tally.Total.Multiplications.Formula,
            Additions = tally.Total.Additions.KnownValue,
            AdditionsFormula = tally.Total.Additions.Formula,
            Macs = tally.Total.Macs.KnownValue,
            MacsFormula = tally.Total.Macs.Formula,
            ElementwiseOperations = tally.Total.Elementwise.KnownValue,
            ElementwiseOperationsFormula = tally.Total.Elementwise.Formula,
            Flops = tally.Total.Flops.KnownValue,
            FlopsFormula = tally.Total.Flops.Formula,
        };
    }

    /// <summary>The network and its multiply-adds: <c>ResNet-18 1814073344</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network} {(object?)Macs ?? MacsFormula}");
}
