namespace DeepCalc.Commands;

/// <summary>Adds a layer that takes a part of one axis.</summary>
/// <remarks>
/// The rules are those of Python: the part goes from -Start up to but not including -Stop. Both count from 0, or if negative from the
/// end, and stop at the ends of the axis. An empty part is an error.
/// </remarks>
/// <seealso cref="NewSplitLayerCommand"/>
/// <example>
/// <code>New-InputLayer 197,768 | New-SliceLayer 0 -Stop 1 | New-FlattenLayer | New-DenseLayer 1000 | Get-OutputShape</code>
/// <para>The class token of a vision transformer, and its head.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 100,64 | New-SliceLayer 0 10 -10 -Step 2 | Get-OutputShape</code>
/// <para>Every second step, without the first ten and the last ten.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SliceLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewSliceLayerCommand : LayerCommand
{
    /// <summary>The axis, counted from 0 without the batch axis; negative numbers count from the end.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int), IsNeeded = true)]
    public int Axis { get; set; }

    /// <summary>The first position, counted from 0; negative numbers count from the end. 0 by default.</summary>
    [Parameter(Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 0L)]
    public long Start { get; set; }

    /// <summary>The position before which the part ends; negative numbers count from the end. The end of the axis by default.</summary>
    [Parameter(Position = 2, ParameterSetName = OnLayer)]
    [Parameter(Position = 2, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Stop { get; set; }

    /// <summary>The distance between the positions taken, 1 or more. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Step { get; set; } = 1;

    private protected override LayerDefinition Define() => new Slice(Axis, Start, Stop, Step);
}
