namespace DeepCalc;

/// <summary>All numbers of a network in one flat row; null is unknown or without meaning for the network.</summary>
public sealed class NetworkMeasurement : CountedRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The input shape, or the shapes of all inputs; empty for a file of weights, which has no input.</summary>
    public string InputShape { get; internal init; } = "";

    /// <summary>The output shape, or the shapes of all outputs.</summary>
    public string OutputShape { get; internal init; } = "";

    /// <summary>The number of layers, inputs included: the rows of Measure-Layer.</summary>
    public int LayerCount { get; internal init; }

    /// <summary>
    /// How many layers are counted, and which are not, or on which open sizes they depend: <c>412 of 415 layers counted, 3 unknown: …</c>.
    /// </summary>
    public string Coverage { get; internal init; } = "";

    /// <summary>The layers whose parameters and operations are both counted.</summary>
    public int CountedLayers { get; internal init; }

    /// <summary>
    /// The open batch axis and its assumed size: <c>batch = 1</c>. Where a file has open axes and
    /// none is the batch, a note that a batch size above 1 multiplies all counts. Then the unknown sizes that branches
    /// need to be equal: <c>2·⌊N/2⌋ = N</c>. Otherwise null.
    /// </summary>
    public string? Assumed { get; internal init; }

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

    /// <summary>Whether a count leaves layers out and is therefore only a lower bound.</summary>
    public bool IsLowerBound { get; internal init; }

    /// <summary>The layers that the parameters leave out because a size is unknown that is no open size of an input, or null.</summary>
    public string? UncountedParameters { get; internal init; }

    /// <summary>The layers that the operations leave out for the same reason, or null.</summary>
    public string? UncountedOperations { get; internal init; }

    /// <summary>
    /// The row of a network, for <paramref name="batchSize"/> samples; for a file with a fixed batch, for that many batches.
    /// </summary>
    /// <exception cref="DeepCalcException">A count does not fit in 64 bits.</exception>
    public static NetworkMeasurement Of(Network network, long batchSize = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        Tally<ParameterCount> parameters = ParameterMeasure.Of(network);
        var count = new BatchCount(network, batchSize);
        Tally<Work> work = OperationMeasure.Of(network, count);
        Coverage coverage = Measures.Coverage.Of(network, parameters, work, count);
        ReceptiveFieldMap? map = network.Inputs.Count > 0 ? new ReceptiveFieldMap(network, network.Inputs[0]) : null;
        Checkpoint? stored = StorageMeasure.Stored(network, parameters);
        return new NetworkMeasurement
        {
            Source = network.Token,
            Network = network.Name,
            InputShape = string.Join(", ", network.Inputs.Select(input => input.OutputShape)),
            OutputShape = string.Join(", ", network.Outputs.Where(output => output.Definition is not TensorSet).Select(output => output.OutputShape)),
            LayerCount = coverage.All,
            Coverage = coverage.Text,
            CountedLayers = coverage.Counted,
            Assumed = Assumptions.Of(network, count),
            BatchSize = batchSize,
            Past = network.Past?.KnownValue,
            CountedParameters = (parameters.Total, parameters.IsLowerBound),
            ActiveParameters = Known(parameters.Total.Active, parameters.IsLowerBound).Number,
            ActiveParametersFormula = parameters.Total.Active.Formula,
            Bytes = StorageMeasure.Of(network),
            StoredParameters = stored?.Parameters,
            StoredBytes = stored?.Bytes,
            BitsPerWeight = stored?.BitsPerWeight,
            CountedWork = (work.Total, work.IsLowerBound),
            Field = new FieldNumbers(map, network.PlaceOf(network.Output)),
            IsLowerBound = parameters.IsLowerBound || work.IsLowerBound,
            UncountedParameters = UnknownSize.Describe(network, parameters.Uncounted),
            UncountedOperations = UnknownSize.Describe(network, work.Uncounted),
        };
    }

    /// <summary>The network and its output shape: <c>ResNet-18 1000</c>.</summary>
    public override string ToString() => $"{Network} {OutputShape}";
}
