namespace DeepCalc.Commands;

/// <summary>Adds a layer that multiplies each channel by a learned factor.</summary>
/// <remarks>
/// It is the layer scale of ConvNeXt and deep transformers; with -Offset it is the layer Scale of Caffe.
/// </remarks>
/// <example>
/// <code>New-InputLayer 56,56,96 | New-ScaleLayer | Measure-Parameter</code>
/// <para>A factor for each of 96 channels.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ScaleLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewScaleLayerCommand : LayerCommand
{
    /// <summary>
    /// The axis whose positions each have a factor, counted from 0 without the batch axis; negative numbers count from the end. The
    /// channel axis by default.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    /// <summary>Also adds a learned offset.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Offset { get; set; }

    private protected override LayerDefinition Define() => new Scale(Axis, Offset);
}
