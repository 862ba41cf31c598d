namespace DeepCalc.Commands;

/// <summary>Adds a layer that shifts its input along an axis; elements that leave one end enter at the other.</summary>
/// <remarks>
/// Position o of the output is position (o − shift) mod N of the input, as in torch.roll. The shape stays the same, and the layer does
/// no work. A window across the seam sees both ends of the axis, so its receptive field is the whole axis.
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
    /// <summary>The distance of the shift in positions, one for each axis of -Axis; a negative number shifts towards the start.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues Shift { get; set; }

    /// <summary>The axes, counted from 0 without the batch axis; negative numbers count from the end.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues Axis { get; set; }

    private protected override LayerDefinition Define() => new Roll(Shift, Axis);
}
