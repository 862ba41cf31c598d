namespace DeepCalc.Commands;

/// <summary>Adds a layer that repeats its input along its axes, or as the steps of a sequence.</summary>
/// <remarks>
/// Along an axis, the whole input is repeated (tile). With -NewAxis, a vector becomes a sequence of equal steps: RepeatVector in Keras.
/// </remarks>
/// <seealso cref="NewSliceLayerCommand"/>
/// <seealso cref="NewSplitLayerCommand"/>
/// <example>
/// <code>New-InputLayer 64 | New-RepeatLayer 10 -NewAxis | New-LstmLayer 32 | Get-OutputShape</code>
/// <para>The code of an autoencoder becomes a sequence of 10 steps.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 8,8,3 | New-RepeatLayer 2,2,1 | Get-OutputShape</code>
/// <para>Four copies of an image in a square.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "RepeatLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewRepeatLayerCommand : LayerCommand
{
    /// <summary>
    /// The number of repetitions, 1 or more: one for each axis (2,2,1), or one number for -Axis, for -NewAxis or for a vector.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues Count { get; set; }

    /// <summary>The axis that one -Count is for, counted from 0 without the batch axis; negative numbers count from the end.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    /// <summary>Repeats a vector along a new first axis.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NewAxis { get; set; }

    private protected override LayerDefinition Define()
    {
        if (!NewAxis)
        {
            return new Repeat(Count, Axis);
        }

        DeepCalcException.ThrowIf(
            Axis is not null, ErrorCode.InvalidSetting,
            "-NewAxis adds an axis in front, and -Axis names an existing one. Leave one of them out.");

        return Count.Count == 1
            ? new RepeatVector(Count[0])
            : throw new DeepCalcException(ErrorCode.InvalidSetting, $"-NewAxis takes one number of repetitions, such as 10; {Count} was given.");
    }
}
