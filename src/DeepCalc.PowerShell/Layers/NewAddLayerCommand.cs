using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds branches up, element by element: the skip connection.</summary>
/// <remarks>
/// Shapes must be equal, or differ by axes of size 1, which are stretched. With -With, each layer that is piped in
/// is added to the layers named there; without it, all that is piped in becomes one sum. A branch that failed to be made is
/// an error of its own and not among them; in scripts, set $ErrorActionPreference to Stop.
/// </remarks>
/// <example>
/// <code>
/// $x = New-InputLayer 56,56,64 | New-ConvLayer 64 3 -Padding Same
/// $x | New-ConvLayer 64 3 -Padding Same | New-AddLayer -With $x | Measure-Layer
/// </code>
/// <para>A residual block.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "AddLayer")]
[OutputType(typeof(Layer))]
public sealed class NewAddLayerCommand : MergeCommand
{
    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Add();
}
