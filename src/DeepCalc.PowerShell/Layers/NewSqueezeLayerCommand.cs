namespace DeepCalc.Commands;

/// <summary>Adds a layer that removes axes of size 1.</summary>
/// <remarks>
/// Without -Axis, all of them are removed, but one axis always remains. An axis of unknown size is removed only if -Axis names it.
/// </remarks>
/// <example>
/// <code>New-InputLayer 1,1,2048 | New-SqueezeLayer | Get-OutputShape</code>
/// <para>A pooled image becomes a vector.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SqueezeLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewSqueezeLayerCommand : LayerCommand
{
    /// <summary>
    /// The axis, counted from 0 without the batch axis; negative numbers count from the end. Its size must be 1. All axes of size 1 by
    /// default.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    private protected override LayerDefinition Define() => new Squeeze(Axis);
}
