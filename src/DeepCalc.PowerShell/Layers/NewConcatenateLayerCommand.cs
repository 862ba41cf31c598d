using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Puts branches one after another on an axis, by default the channel axis.</summary>
/// <remarks>
/// All other axes must be equal. With -With, each layer that is piped in is joined with the layers named there;
/// without it, all that is piped in becomes one. A branch that failed to be made is an error of its own and not among
/// them; in scripts, set $ErrorActionPreference to Stop.
/// </remarks>
/// <example>
/// <code>
/// $x = New-InputLayer 28,28,192
/// $(
///     $x | New-ConvLayer 64 1
///     $x | New-ConvLayer 96 3 -Padding Same
/// ) | New-ConcatenateLayer | Get-OutputShape
/// </code>
/// <para>Two branches of an inception block.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ConcatenateLayer")]
[OutputType(typeof(Layer))]
public sealed class NewConcatenateLayerCommand : MergeCommand
{
    /// <summary>The axis, the batch axis not counted: from 0, or negative from the end. The channel axis by default.</summary>
    [Parameter]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Concatenate(Axis);
}
