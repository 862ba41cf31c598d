using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>A cmdlet for a layer that works on the spatial axes without a window.</summary>
public abstract class SpatialCommand : LayerCommand
{
    /// <summary>The number of spatial axes, 1 to 3. Without it the input tells; a layer that begins a network has two.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Rank { get; set; }
}
