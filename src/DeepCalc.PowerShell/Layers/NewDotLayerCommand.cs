namespace DeepCalc.Commands;

/// <summary>Adds the dot products of two inputs along an axis of each.</summary>
/// <remarks>
/// The other axes of both inputs remain, those of the first input in front. It is the layer Dot of Keras. With -Normalize, the dot
/// product of two vectors is their cosine similarity.
/// </remarks>
/// <example>
/// <code>
/// $(
///     New-InputLayer 10,64 -Name query
///     New-InputLayer 20,64 -Name key
/// ) | New-DotLayer | Get-OutputShape
/// </code>
/// <para>The scores of 10 queries against 20 keys: 10x20.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "DotLayer")]
[OutputType(typeof(Layer))]
public sealed class NewDotLayerCommand : MergeCommand
{
    /// <summary>
    /// The axis of both inputs, or one for each input (1,2), counted from 0 without the batch axis; negative numbers count from the
    /// end. The last axes by default.
    /// </summary>
    [Parameter]
    [Setting(typeof(AxisValues))]
    public AxisValues? Axis { get; set; }

    /// <summary>First divides both inputs by their length along the axis.</summary>
    [Parameter]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Normalize { get; set; }

    private protected override LayerDefinition Define()
    {
        AxisValues axes = Axis ?? -1;
        return axes.Fits(2)
            ? new Dot(checked((int)axes[0]), checked((int)axes[1]), Normalize)
            : throw new DeepCalcException(ErrorCode.RankMismatch, $"-Axis takes one number for both inputs or one for each input, such as 1,2; {axes} was given.");
    }
}
