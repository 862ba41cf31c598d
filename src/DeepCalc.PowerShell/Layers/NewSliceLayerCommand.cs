using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that takes a part of one axis.</summary>
/// <remarks>
/// Python's rules: the part goes from -Start to before -Stop, both from 0 or negative from the end, and what goes beyond an end stops there.
/// A part of nothing is an error.
/// </remarks>
/// <seealso cref="NewRepeatLayerCommand"/>
/// <seealso cref="NewSplitLayerCommand"/>
/// <seealso cref="NewClassTokenLayerCommand"/>
/// <example>
/// <code>New-InputLayer 197,768 | New-SliceLayer 0 -Stop 1 | New-FlattenLayer | New-DenseLayer 1000 | Get-OutputShape</code>
/// <para>The class token of a vision transformer, and its head.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 100,64 | New-SliceLayer 0 10 -10 -Step 2 | Get-OutputShape</code>
/// <para>Every second step, but not the first and last ten.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SliceLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewSliceLayerCommand : LayerCommand
{
    /// <summary>The axis, the batch axis not counted: from 0, or negative from the end.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int), IsNeeded = true)]
    public int Axis { get; set; }

    /// <summary>The first position, from 0, or negative from the end. 0 by default.</summary>
    [Parameter(Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 0L)]
    public long Start { get; set; }

    /// <summary>The position before which it stops; negative from the end. The end by default.</summary>
    [Parameter(Position = 2, ParameterSetName = OnLayer)]
    [Parameter(Position = 2, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Stop { get; set; }

    /// <summary>How far the positions are apart. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Step { get; set; } = 1;

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Slice(Axis, Start, Stop, Step);
}
