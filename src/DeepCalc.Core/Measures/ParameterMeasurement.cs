namespace DeepCalc;

/// <summary>The parameters of a network: one flat row.</summary>
public sealed class ParameterMeasurement : MeasurementRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>All parameters; with buffers, except in a network whose framework is PyTorch.</summary>
    public long? Parameters { get; internal init; }

    /// <summary>The same as a formula of the open sizes on which the number depends; null for a known number, as each of these columns.</summary>
    public string? ParametersFormula { get; internal init; }

    /// <summary>The parameters that training changes.</summary>
    public long? TrainableParameters { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? TrainableParametersFormula { get; internal init; }

    /// <summary>The parameters that training does not change: frozen ones, and buffers where those are parameters.</summary>
    public long? NonTrainableParameters { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? NonTrainableParametersFormula { get; internal init; }

    /// <summary>The elements of buffers, such as running statistics.</summary>
    public long? Buffers { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? BuffersFormula { get; internal init; }

    /// <summary>The parameters that work on one position: all except those of experts that are not chosen.</summary>
    public long? ActiveParameters { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? ActiveParametersFormula { get; internal init; }

    /// <summary>
    /// The size of all weights in the file in bytes, buffers and tables included; null where the size of any weight is unknown.
    /// </summary>
    public long? Bytes { get; internal init; }

    /// <summary>
    /// The parameters that the files of the network store, also those that its architecture does not have; null where no file stores its weights
    /// or their number is unknown.
    /// </summary>
    public long? StoredParameters { get; internal init; }

    /// <summary>The bytes of all tensors in these files, scales and tables included; null where no file stores its weights.</summary>
    public long? StoredBytes { get; internal init; }

    /// <summary>8 · <see cref="StoredBytes"/> / <see cref="StoredParameters"/>, to six places.</summary>
    public double? BitsPerWeight { get; internal init; }

    /// <summary>The parameters of a network.</summary>
    /// <exception cref="DeepCalcException">They depend on an unknown size that is no open size of an input, or do not fit in 64 bits.</exception>
    public static ParameterMeasurement Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Tally<ParameterCount> tally = ParameterMeasure.Of(network);
        UnknownSize.ThrowIfAny(network, tally.Uncounted, "The number of parameters", layer => ParameterMeasure.Of(layer).Whole);
        Checkpoint? stored = StorageMeasure.Stored(network, tally);
        return new ParameterMeasurement
        {
            Source = network.Token,
            Network = network.Name,
            Parameters = tally.Total.Total.KnownValue,
            ParametersFormula = tally.Total.Total.Formula,
            TrainableParameters = tally.Total.Trainable.KnownValue,
            TrainableParametersFormula = tally.Total.Trainable.Formula,
            NonTrainableParameters = tally.Total.NonTrainable.KnownValue,
            NonTrainableParametersFormula = tally.Total.NonTrainable.Formula,
            Buffers = tally.Total.Buffers.KnownValue,
            BuffersFormula = tally.Total.Buffers.Formula,
            ActiveParameters = tally.Total.Active.KnownValue,
            ActiveParametersFormula = tally.Total.Active.Formula,
            Bytes = StorageMeasure.Of(network),
            StoredParameters = stored?.Parameters,
            StoredBytes = stored?.Bytes,
            BitsPerWeight = stored?.BitsPerWeight,
        };
    }

    /// <summary>The network and its parameters: <c>ResNet-18 11689512</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network} {(object?)Parameters ?? ParametersFormula}");
}
