namespace DeepCalc.Commands;

/// <summary>Merges branches element by element: skip connections, gates.</summary>
/// <remarks>
/// <para>
/// The shapes must be equal, or differ only in axes of size 1, which are broadcast. With -With, each piped layer is merged with the
/// layers given there. Without -With, all piped layers become one.
/// </para>
/// <para>
/// If a branch fails, its error is reported and the merge does not know that it is missing. In scripts, set $ErrorActionPreference to
/// Stop.
/// </para>
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
/// <para>A gate that sees everything: Size is the whole image, LocalSize the field without the gate.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "MergeLayer")]
[Alias("New-AddLayer", "New-MultiplyLayer")]
[OutputType(typeof(Layer))]
public sealed class NewMergeLayerCommand : MergeCommand
{
    /// <summary>
    /// The operation: Add (the default), Subtract, Multiply, Average, Maximum or Minimum. The aliases New-AddLayer and
    /// New-MultiplyLayer name it themselves.
    /// </summary>
    [Parameter]
    [Setting(typeof(MergeKind))]
    [PSDefaultValue(Help = "Add")]
    public MergeKind? Kind { get; set; }

    private protected override LayerDefinition Define() =>
        new Merge(CalledAs.Find(this, nameof(Kind), Kind, Spelling.Find<MergeKind>) ?? MergeKind.Add);
}
