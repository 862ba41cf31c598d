using DeepCalc.Measures;
using DeepCalc.Measures.Fields;

namespace DeepCalc;

/// <summary>All numbers of a network in one flat row; null is unknown or without meaning for the network.</summary>
public sealed class NetworkMeasurement : MeasurementRow
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

    /// <summary>The number of samples for which the operations are counted.</summary>
    public long BatchSize { get; internal init; }

    /// <summary>All parameters; with buffers, except in a network whose framework is PyTorch.</summary>
    public long? Parameters { get; internal init; }

    /// <summary>The parameters that training changes.</summary>
    public long? TrainableParameters { get; internal init; }

    /// <summary>The parameters that training does not change: frozen ones, and buffers where those are parameters.</summary>
    public long? NonTrainableParameters { get; internal init; }

    /// <summary>The elements of buffers, such as running statistics.</summary>
    public long? Buffers { get; internal init; }

    /// <summary>The parameters that work on one position: all except those of experts that are not chosen.</summary>
    public long? ActiveParameters { get; internal init; }

    /// <summary>
    /// The size of all weights in the file in bytes, buffers and tables included; null where the size of any weight is unknown.
    /// </summary>
    public long? Bytes { get; internal init; }

    /// <summary>The multiplications of contractions.</summary>
    public long? Multiplications { get; internal init; }

    /// <summary>The additions of contractions, bias included.</summary>
    public long? Additions { get; internal init; }

    /// <summary>Multiply-adds.</summary>
    public long? Macs { get; internal init; }

    /// <summary>Floating-point operations.</summary>
    public long? Flops { get; internal init; }

    /// <summary>
    /// The receptive field on the first input: the largest number of positions that a unit sees on any axis; null where the field on an
    /// axis is unknown.
    /// </summary>
    public long? ReceptiveField { get; internal init; }

    /// <summary>
    /// The receptive field of each axis: <c>11x7</c>; <c>all</c> where every unit sees the whole of an axis of unknown size, <c>?</c> where
    /// the field is unknown.
    /// </summary>
    public string? ReceptiveFieldPerAxis { get; internal init; }

    /// <summary>The receptive field without multiplicative gates that see everything, on the axis where it is largest.</summary>
    public long? LocalReceptiveField { get; internal init; }

    /// <summary>The same of each axis.</summary>
    public string? LocalReceptiveFieldPerAxis { get; internal init; }

    /// <summary>Whether every unit depends on the whole of every axis.</summary>
    public bool SeesEverything { get; internal init; }

    /// <summary>The distance between the fields of neighbouring units (the effective stride), on the axis where it is largest.</summary>
    public double? Jump { get; internal init; }

    /// <summary>The same of each axis: <c>4/3x2</c>.</summary>
    public string? JumpPerAxis { get; internal init; }

    /// <summary>The centre of the first unit's field, in positions from 0, on the axis where it is largest.</summary>
    public double? Start { get; internal init; }

    /// <summary>The same of each axis.</summary>
    public string? StartPerAxis { get; internal init; }

    /// <summary>The number of positions by which the first unit's field begins before the axis, on the axis where it is largest.</summary>
    public long? EffectivePadding { get; internal init; }

    /// <summary>The same of each axis.</summary>
    public string? EffectivePaddingPerAxis { get; internal init; }

    /// <summary>Whether a count leaves layers out and is therefore only a lower bound.</summary>
    public bool IsLowerBound { get; internal init; }

    /// <summary>The layers that the parameters leave out because a size is unknown, or null.</summary>
    public string? UncountedParameters { get; internal init; }

    /// <summary>The layers that the operations leave out because a size is unknown, or null.</summary>
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
        var fields = new FieldNumbers(map, network.PlaceOf(network.Output));
        AxisNumbers<long> size = fields.Size;
        AxisNumbers<long> local = fields.LocalSize;
        AxisNumbers<Ratio> jump = fields.Jump;
        AxisNumbers<double> start = fields.Start;
        AxisNumbers<long> padding = fields.EffectivePadding;
        return new NetworkMeasurement
        {
            Source = network.Token,
            Network = network.Name,
            InputShape = string.Join(", ", network.Inputs.Select(input => input.OutputShape)),
            OutputShape = string.Join(", ", network.Outputs.Where(output => output.Definition is not TensorSet).Select(output => output.OutputShape)),
            LayerCount = coverage.All,
            Coverage = coverage.ToString(),
            CountedLayers = coverage.Counted,
            Assumed = Assumptions.Of(network, count),
            BatchSize = batchSize,
            Parameters = Known(parameters, total => total.Total),
            TrainableParameters = Known(parameters, total => total.Trainable),
            NonTrainableParameters = Known(parameters, total => total.NonTrainable),
            Buffers = Known(parameters, total => total.Buffers),
            ActiveParameters = Known(parameters, total => total.Active),
            Bytes = StorageMeasure.Of(network),
            Multiplications = Known(work, total => total.Multiplications),
            Additions = Known(work, total => total.Additions),
            Macs = Known(work, total => total.Macs),
            Flops = Known(work, total => total.Flops),
            ReceptiveField = size.Largest,
            ReceptiveFieldPerAxis = size.PerAxis,
            LocalReceptiveField = local.Largest,
            LocalReceptiveFieldPerAxis = local.PerAxis,
            SeesEverything = fields.SeesEverything,
            Jump = jump.Largest?.ToDouble(),
            JumpPerAxis = jump.PerAxis,
            Start = start.Largest,
            StartPerAxis = start.PerAxis,
            EffectivePadding = padding.Largest,
            EffectivePaddingPerAxis = padding.PerAxis,
            IsLowerBound = parameters.IsLowerBound || work.IsLowerBound,
            UncountedParameters = UnknownSize.Describe(network, parameters.Uncounted),
            UncountedOperations = UnknownSize.Describe(network, work.Uncounted),
        };
    }

    // A lower bound of zero is no information, so it is unknown.
    private static long? Known<T>(Tally<T> tally, Func<T, Quantity> part) =>
        part(tally.Total).Value is var value && value == 0 && tally.IsLowerBound ? null : value;

    /// <summary>The network and its output shape: <c>ResNet-18 1000</c>.</summary>
    public override string ToString() => $"{Network} {OutputShape}";
}
