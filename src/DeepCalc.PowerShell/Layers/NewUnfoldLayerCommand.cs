namespace DeepCalc.Commands;

/// <summary>Adds a layer that lists the contents of a sliding window at each of its positions.</summary>
/// <remarks>
/// <para>
/// Each of the L positions of the window becomes a vector of C·Fh·Fw values: the output is LxC·Fh·Fw, or C·Fh·FwxL with channels first.
/// PyTorch calls the layer Unfold; it is also called im2col.
/// </para>
/// <para>
/// For receptive fields, the positions are lost, unless the window moves along one axis only.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 3,224,224 -Layout ChannelsFirst | New-UnfoldLayer 16 -Stride 16 | Get-OutputShape</code>
/// <para>The patches of a vision transformer: 768x196.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "UnfoldLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewUnfoldLayerCommand : FilterCommand
{
    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("KernelSize")]
    [Setting(typeof(AxisValues))]
    public override AxisValues Kernel { get; set; }

    private protected override LayerDefinition Define() => new Unfold(Window());
}
