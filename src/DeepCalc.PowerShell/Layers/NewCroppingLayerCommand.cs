namespace DeepCalc.Commands;

/// <summary>Adds a layer that removes positions from the ends of the spatial axes.</summary>
/// <remarks>
/// At least one position must remain on every axis.
/// </remarks>
/// <example>
/// <code>New-InputLayer 64,64,128 | New-CroppingLayer 4 | Get-OutputShape</code>
/// <para>A skip connection of the first U-Net, cropped to the size of the decoder.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "CroppingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewCroppingLayerCommand : SpatialCommand
{
    /// <summary>
    /// The number of positions to remove: one number for both ends of all axes (4), one for each axis (1,2), or numbers before and
    /// after: '0:1', (0,1),(2,3).
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Padding))]
    public Padding Cropping { get; set; } = Padding.None;

    private protected override LayerDefinition Define() => new Cropping(Cropping, Rank);
}
