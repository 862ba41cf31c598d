using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that moves everything along an axis; what leaves it at one end comes in at the other.</summary>
/// <remarks>
/// Position o of the output is position (o − shift) mod N of the input, as torch.roll has it. The shape stays, and there is no work. A
/// window that lies across the seam sees both ends of the axis, so that its receptive field is the whole of it.
/// </remarks>
/// <seealso cref="NewPermuteLayerCommand"/>
/// <seealso cref="NewSliceLayerCommand"/>
/// <example>
/// <code>New-InputLayer 56,56,96 | New-RollLayer -3,-3 0,1 | Get-OutputShape</code>
/// <para>The shift of a Swin block with windows of 7x7.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "RollLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewRollLayerCommand : LayerCommand
{
    /// <summary>How far it moves: a number for each axis of -Axis; negative is backwards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues Shift { get; set; }

    /// <summary>The axes, the batch axis not counted: from 0, or negative from the end.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues Axis { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Roll(Shift, Axis);
}
