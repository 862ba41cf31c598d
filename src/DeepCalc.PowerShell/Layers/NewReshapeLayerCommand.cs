namespace DeepCalc.Commands;

/// <summary>Adds a layer that arranges the same elements in another shape.</summary>
/// <remarks>
/// The number of elements must stay the same. For receptive fields, units of an unchanged axis keep their positions. Units of axes that
/// are joined or divided lose them.
/// </remarks>
/// <seealso cref="NewSqueezeLayerCommand"/>
/// <example>
/// <code>New-InputLayer 14,14,768 | New-ReshapeLayer 196,768 | Get-OutputShape</code>
/// <para>The patches of a vision transformer as a sequence.</para>
/// </example>
/// <example>
/// <code>New-InputLayer H,W,768 | New-ReshapeLayer '-1x768' | Get-OutputShape</code>
/// <para>The same for an image of any size: H·W patches.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ReshapeLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewReshapeLayerCommand : LayerCommand
{
    /// <summary>
    /// The new sizes, without the batch axis: 196,768 or '196x768'. One of them may be -1, which is computed from the others.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("TargetShape")]
    [Setting(typeof(AxisValues))]
    public AxisValues Shape { get; set; }

    private protected override LayerDefinition Define() => new Reshape(Shape);
}
