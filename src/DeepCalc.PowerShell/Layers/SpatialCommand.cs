namespace DeepCalc.Commands;

/// <summary>A cmdlet for a layer that works on the spatial axes without a window.</summary>
public abstract class SpatialCommand : LayerCommand
{
    /// <summary>The number of spatial axes, 1 to 3. By default, that of the input; 2 for a layer that begins a network.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Rank { get; set; }
}
