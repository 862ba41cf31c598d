using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that repeats its input: on its axes, or as the steps of a sequence.</summary>
/// <remarks>
/// On an axis the whole input stands there again and again (tile). With -NewAxis, a vector becomes a sequence of equal steps, which is
/// Keras's RepeatVector.
/// </remarks>
/// <seealso cref="NewSliceLayerCommand"/>
/// <seealso cref="NewSplitLayerCommand"/>
/// <seealso cref="NewClassTokenLayerCommand"/>
/// <example>
/// <code>New-InputLayer 64 | New-RepeatLayer 10 -NewAxis | New-LstmLayer 32 | Get-OutputShape</code>
/// <para>The code of an autoencoder as a sequence of 10 steps.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 8,8,3 | New-RepeatLayer 2,2,1 | Get-OutputShape</code>
/// <para>Four images in a square.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "RepeatLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewRepeatLayerCommand : LayerCommand
{
    /// <summary>How many times: one number for each axis (2,2,1), or one number for -Axis, for -NewAxis, or for a vector.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues Count { get; set; }

    /// <summary>The axis of the one number, the batch axis not counted: from 0, or negative from the end.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    /// <summary>Repeats a vector on a new axis before it.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NewAxis { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define()
    {
        if (!NewAxis)
        {
            return new Repeat(Count, Axis);
        }

        if (Axis is not null)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "-NewAxis puts the new axis first; -Axis names one that is there. Leave one of them out.");
        }

        return Count.Count == 1
            ? new RepeatVector(Count[0])
            : throw new DeepCalcException(ErrorCode.InvalidSetting, $"a new axis has one number of times; given {Count}.");
    }
}
