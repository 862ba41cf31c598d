using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Merges branches element by element: the skip connection, the gate.</summary>
/// <remarks>
/// Shapes must be equal, or differ by axes of size 1, which are stretched. With -With, each layer that is piped in
/// is merged with the layers named there; without it, all that is piped in becomes one. A branch that failed to be made is
/// an error of its own and not among them; in scripts, set $ErrorActionPreference to Stop.
/// </remarks>
/// <example>
/// <code>
/// $x = New-InputLayer 56,56,64 | New-ConvLayer 64 3 -Padding Same
/// $x | New-ConvLayer 64 3 -Padding Same | New-MergeLayer -With $x | Measure-Layer
/// </code>
/// <para>A residual block.</para>
/// </example>
/// <example>
/// <code>
/// $x = New-InputLayer 56,56,64
/// $x | New-PoolLayer -Global -KeepDimension | New-ConvLayer 64 1 | New-ActivationLayer Sigmoid |
///     New-MergeLayer -With $x -Kind Multiply | Measure-ReceptiveField
/// </code>
/// <para>A gate that sees everything: Size is the whole image, LocalSize what is seen without the gate.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "MergeLayer")]
[Alias("New-AddLayer", "New-MultiplyLayer")]
[OutputType(typeof(Layer))]
public sealed class NewMergeLayerCommand : MergeCommand
{
    /// <summary>How elements become one: Add (the default), Subtract, Multiply, Average, Maximum or Minimum. New-AddLayer and New-MultiplyLayer say so by their names.</summary>
    [Parameter]
    [Setting(typeof(MergeKind))]
    [PSDefaultValue(Help = "Add")]
    public MergeKind? Kind { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Merge(CalledAs.Kind(this, nameof(Kind), Kind, MergeKind.Add, Spelling.Find<MergeKind>));
}
