using System.Globalization;

namespace DeepCalc;

/// <summary>All numbers of a network in one flat row; null is unknown or has no meaning there.</summary>
public sealed record NetworkMeasurement
{
    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>The shape that goes in; of several inputs, all of them; empty for a file of weights, which has none.</summary>
    public required string InputShape { get; init; }

    /// <summary>The shape that comes out.</summary>
    public required string OutputShape { get; init; }

    /// <summary>The number of layers, inputs included: the rows of Measure-Layer.</summary>
    public required int LayerCount { get; init; }

    /// <summary>How many of them are counted, and which are not, or on which open sizes they depend: <c>412 of 415 layers counted, 3 unknown: …</c>.</summary>
    public required string Coverage { get; init; }

    /// <summary>The layers whose parameters and operations are both counted.</summary>
    public required int CountedLayers { get; init; }

    /// <summary>The names of sizes that the counts take for the number of samples, and that number: <c>batch = 1</c>; or null.</summary>
    public required string? Assumed { get; init; }

    /// <summary>All parameters.</summary>
    public required long? Parameters { get; init; }

    /// <summary>Those that training changes.</summary>
    public required long? TrainableParameters { get; init; }

    /// <summary>Those that it does not, such as running statistics.</summary>
    public required long? NonTrainableParameters { get; init; }

    /// <summary>Those that work on one position: all but the experts of a mixture that are not chosen.</summary>
    public required long? ActiveParameters { get; init; }

    /// <summary>The bytes that all weights take in a file, buffers and tables included; null where no file tells those of all.</summary>
    public required long? Bytes { get; init; }

    /// <summary>The multiplications of contractions.</summary>
    public required long? Multiplications { get; init; }

    /// <summary>The additions of contractions, bias included.</summary>
    public required long? Additions { get; init; }

    /// <summary>Multiply-adds.</summary>
    public required long? Macs { get; init; }

    /// <summary>Floating-point operations.</summary>
    public required long? Flops { get; init; }

    /// <summary>The receptive field of each axis of the first input.</summary>
    public required string? ReceptiveField { get; init; }

    /// <summary>The same without multiplicative gates that see everything.</summary>
    public required string? LocalReceptiveField { get; init; }

    /// <summary>The distance of neighbouring units' fields on each axis: the effective stride.</summary>
    public required string? Jump { get; init; }

    /// <summary>The effective padding of each axis.</summary>
    public required string? EffectivePadding { get; init; }

    /// <summary>Whether a count leaves layers out and is only a lower bound.</summary>
    public required bool IsLowerBound { get; init; }

    /// <summary>The layers that the parameters leave out because a size is unknown, or null.</summary>
    public required string? UncountedParameters { get; init; }

    /// <summary>The layers that the operations leave out because a size is unknown, or null.</summary>
    public required string? UncountedOperations { get; init; }

    /// <summary>
    /// The row of a network, for <paramref name="batchSize"/> samples; for as many times the batch of a file that fixes its own.
    /// </summary>
    /// <exception cref="DeepCalcException">A count does not fit in 64 bits.</exception>
    public static NetworkMeasurement Of(Network network, long batchSize = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        Tally<ParameterCount> parameters = ParameterMeasure.Of(network);
        var count = new BatchCount(network, batchSize);
        Tally<Work> work = OperationMeasure.Of(network, count);
        Coverage coverage = DeepCalc.Coverage.Of(network, parameters, work, count);
        ReceptiveFieldMap? map = network.Inputs.Count > 0 ? new ReceptiveFieldMap(network, network.Inputs[0]) : null;
        int last = network.IndexOf(network.Output);
        return new NetworkMeasurement
        {
            Network = network.Name,
            InputShape = string.Join(", ", network.Inputs.Select(input => input.OutputShape)),
            OutputShape = string.Join(", ", network.Outputs.Where(output => output.Definition is not TensorSet).Select(output => output.OutputShape)),
            LayerCount = coverage.All,
            Coverage = coverage.ToString(),
            CountedLayers = coverage.Counted,
            Assumed = count.Names.Count == 0 ? null : string.Join(", ", count.Names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name.Key} = {name.Value}"))),
            Parameters = Known(parameters, total => total.Total),
            TrainableParameters = Known(parameters, total => total.Trainable),
            NonTrainableParameters = Known(parameters, total => total.NonTrainable),
            ActiveParameters = Known(parameters, total => total.Active),
            Bytes = StorageMeasure.Of(network),
            Multiplications = Known(work, total => total.Multiplications),
            Additions = Known(work, total => total.Additions),
            Macs = Known(work, total => total.Macs),
            Flops = Known(work, total => total.Flops),
            ReceptiveField = FieldText.Size(map, last),
            LocalReceptiveField = FieldText.LocalSize(map, last),
            Jump = FieldText.Jump(map, last),
            EffectivePadding = FieldText.EffectivePadding(map, last),
            IsLowerBound = parameters.IsLowerBound || work.IsLowerBound,
            UncountedParameters = UnknownSize.Describe(network, parameters.Uncounted),
            UncountedOperations = UnknownSize.Describe(network, work.Uncounted),
        };
    }

    // A lower bound of zero says nothing, so it is unknown.
    private static long? Known<T>(Tally<T> tally, Func<T, Quantity> part) =>
        part(tally.Total).Value is var value && value == 0 && tally.IsLowerBound ? null : value;
}
