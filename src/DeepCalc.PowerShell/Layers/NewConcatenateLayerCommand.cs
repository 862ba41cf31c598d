namespace DeepCalc.Commands;

/// <summary>Concatenates branches along an axis, by default the channel axis.</summary>
/// <remarks>
/// <para>
/// All other axes must be equal. With -With, each piped layer is concatenated with the layers given there. Without -With, all piped
/// layers become one.
/// </para>
/// <para>
/// If a branch fails, its error is reported and the merge does not know that it is missing. In scripts, set $ErrorActionPreference to
/// Stop.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// $x = New-InputLayer 28,28,192
/// $(
///     $x | New-ConvLayer 64 1
///     $x | New-ConvLayer 96 3 -Padding Same
/// ) | New-ConcatenateLayer | Get-OutputShape
/// </code>
/// <para>Two branches of an Inception block: 64 and 96 channels become 160.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ConcatenateLayer")]
[OutputType(typeof(Layer))]
public sealed class NewConcatenateLayerCommand : MergeCommand
{
    /// <inheritdoc cref="NewSplitLayerCommand.Axis"/>
    [Parameter]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    private protected override LayerDefinition Define() => new Concatenate(Axis);
}
