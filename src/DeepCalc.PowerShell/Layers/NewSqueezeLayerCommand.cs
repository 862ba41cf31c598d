using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that takes out axes of size 1.</summary>
/// <remarks>
/// Without -Axis all of them go, but one axis stays. An axis whose size is not known only goes if -Axis says so.
/// </remarks>
/// <seealso cref="NewPermuteLayerCommand"/>
/// <seealso cref="NewReshapeLayerCommand"/>
/// <seealso cref="NewExpandLayerCommand"/>
/// <seealso cref="NewFlattenLayerCommand"/>
/// <example>
/// <code>New-InputLayer 1,1,2048 | New-SqueezeLayer | Get-OutputShape</code>
/// <para>A pooled image as a vector.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SqueezeLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewSqueezeLayerCommand : LayerCommand
{
    /// <summary>The axis, the batch axis not counted: from 0, or negative from the end. It must have size 1. All axes of size 1 by default.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Squeeze(Axis);
}
