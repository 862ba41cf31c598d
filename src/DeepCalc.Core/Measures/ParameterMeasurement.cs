namespace DeepCalc;

/// <summary>The parameters of a network: one flat row.</summary>
public sealed record ParameterMeasurement
{
    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>All parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Those that training changes.</summary>
    public required long TrainableParameters { get; init; }

    /// <summary>Those that it does not, such as running statistics.</summary>
    public required long NonTrainableParameters { get; init; }

    /// <summary>Those that work on one position: all but the experts of a mixture that are not chosen.</summary>
    public required long ActiveParameters { get; init; }

    /// <summary>The bytes that all weights take in a file, buffers and tables included; null where no file tells those of all.</summary>
    public required long? Bytes { get; init; }

    /// <summary>The parameters of a network.</summary>
    /// <exception cref="DeepCalcException">They depend on an unknown size, or do not fit in 64 bits.</exception>
    public static ParameterMeasurement Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Tally<ParameterCount> tally = ParameterMeasure.Of(network);
        UnknownSize.ThrowIfAny(network, tally.Uncounted, "The number of parameters", layer => ParameterMeasure.Of(layer).Total);
        return new ParameterMeasurement
        {
            Network = network.Name,
            Parameters = tally.Total.Total.Value,
            TrainableParameters = tally.Total.Trainable.Value,
            NonTrainableParameters = tally.Total.NonTrainable.Value,
            ActiveParameters = tally.Total.Active.Value,
            Bytes = StorageMeasure.Of(network),
        };
    }
}
