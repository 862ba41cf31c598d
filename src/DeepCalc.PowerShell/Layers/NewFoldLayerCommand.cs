namespace DeepCalc.Commands;

/// <summary>Adds a layer that puts unfolded windows back into their places and sums them where they overlap.</summary>
/// <remarks>
/// <para>
/// L positions of C·Fh·Fw values become C channels of the output size: Fold in PyTorch, also called col2im. L must be the number of
/// window positions that unfolding the output with the same settings gives. Each value counts as one addition.
/// </para>
/// <para>
/// There are two spatial axes, unless -Rank or the number of values in a setting says otherwise.
/// </para>
/// </remarks>
/// <seealso cref="NewUnfoldLayerCommand"/>
/// <example>
/// <code>New-InputLayer 768,196 -Layout ChannelsFirst | New-FoldLayer 224 16 -Stride 16 | Get-OutputShape</code>
/// <para>The patches of a vision transformer become an image again: 3x224x224.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 32,32,8 | New-UnfoldLayer 3 -Padding 1 | New-FoldLayer 32,32 3 -Padding 1 | Measure-Layer</code>
/// <para>Overlapping windows are taken out and summed again.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "FoldLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewFoldLayerCommand : FilterCommand
{
    /// <summary>The output size: one number for all spatial axes, or one for each axis (32,48 or '32x48').</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues OutputSize { get; set; }

    private protected override LayerDefinition Define() => new Fold(OutputSize, Window());
}
