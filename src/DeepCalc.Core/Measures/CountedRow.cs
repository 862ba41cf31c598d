namespace DeepCalc;

/// <summary>The row of a layer or of a network: its numbers of parameters and operations, and its receptive field.</summary>
public abstract class CountedRow : MeasurementRow
{
    /// <summary>All parameters; with buffers, except in a network whose framework is PyTorch.</summary>
    public long? Parameters { get; internal init; }

    /// <summary>The same as a formula of the open sizes on which the number depends; null for a known number, as each of these columns.</summary>
    public string? ParametersFormula { get; internal init; }

    /// <summary>The parameters that training changes.</summary>
    public long? TrainableParameters { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? TrainableParametersFormula { get; internal init; }

    /// <summary>
    /// The parameters that training does not change: frozen ones, and buffers except in a network whose framework is PyTorch.
    /// </summary>
    public long? NonTrainableParameters { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? NonTrainableParametersFormula { get; internal init; }

    /// <summary>
    /// The elements of buffers, such as running statistics; in a network whose framework is PyTorch, they are not counted as
    /// parameters.
    /// </summary>
    public long? Buffers { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? BuffersFormula { get; internal init; }

    /// <summary>The number of samples for which the operations are counted.</summary>
    public long BatchSize { get; internal init; }

    /// <summary>The positions that are remembered from earlier steps of decoding; null where the operations are those of a whole pass.</summary>
    public long? Past { get; internal init; }

    /// <summary>The multiplications of contractions.</summary>
    public long? Multiplications { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? MultiplicationsFormula { get; internal init; }

    /// <summary>The additions of contractions, bias included.</summary>
    public long? Additions { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? AdditionsFormula { get; internal init; }

    /// <summary>Multiply-adds.</summary>
    public long? Macs { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? MacsFormula { get; internal init; }

    /// <summary>Floating-point operations.</summary>
    public long? Flops { get; internal init; }

    /// <summary>The same as a formula of open sizes.</summary>
    public string? FlopsFormula { get; internal init; }

    /// <summary>
    /// The receptive field on the first input that a layer depends on, for a network on its first input: the largest number of positions that a
    /// unit sees on any axis; null where the field on an axis is unknown.
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

    /// <summary>Parameters, or the lower bound of those of a network.</summary>
    internal (ParameterCount Count, bool IsLowerBound) CountedParameters
    {
        init
        {
            (Parameters, ParametersFormula) = Known(value.Count.Total, value.IsLowerBound);
            (TrainableParameters, TrainableParametersFormula) = Known(value.Count.Trainable, value.IsLowerBound);
            (NonTrainableParameters, NonTrainableParametersFormula) = Known(value.Count.NonTrainable, value.IsLowerBound);
            (Buffers, BuffersFormula) = Known(value.Count.Buffers, value.IsLowerBound);
        }
    }

    /// <summary>Operations, or the lower bound of those of a network.</summary>
    internal (Work Work, bool IsLowerBound) CountedWork
    {
        init
        {
            (Multiplications, MultiplicationsFormula) = Known(value.Work.Multiplications, value.IsLowerBound);
            (Additions, AdditionsFormula) = Known(value.Work.Additions, value.IsLowerBound);
            (Macs, MacsFormula) = Known(value.Work.Macs, value.IsLowerBound);
            (Flops, FlopsFormula) = Known(value.Work.Flops, value.IsLowerBound);
        }
    }

    /// <summary>The receptive field.</summary>
    internal FieldNumbers Field
    {
        init
        {
            (ReceptiveFieldPerAxis, ReceptiveField) = value.Size;
            (LocalReceptiveFieldPerAxis, LocalReceptiveField) = value.LocalSize;
            SeesEverything = value.SeesEverything;
            (JumpPerAxis, Ratio? jump) = value.Jump;
            Jump = jump?.ToDouble();
            (StartPerAxis, Start) = value.Start;
            (EffectivePaddingPerAxis, EffectivePadding) = value.EffectivePadding;
        }
    }

    /// <summary>A number of a row, and its formula where it depends on open sizes. A lower bound of zero is no information, so it is unknown.</summary>
    private protected static (long? Number, string? Formula) Known(Quantity number, bool isLowerBound) =>
        (number.KnownValue is var value && value == 0 && isLowerBound ? null : value, number.Formula);
}
