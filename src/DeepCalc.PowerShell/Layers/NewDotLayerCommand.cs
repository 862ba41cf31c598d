using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Sums the products of two inputs along an axis of each.</summary>
/// <remarks>The other axes of both remain, those of the first in front. It is Keras's Dot layer; with -Normalize and two vectors, their cosine.</remarks>
/// <example>
/// <code>
/// $(
///     New-InputLayer 10,64 -Name query
///     New-InputLayer 20,64 -Name key
/// ) | New-DotLayer | Get-OutputShape
/// </code>
/// <para>How well each of 10 queries fits each of 20 keys: 10x20.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "DotLayer")]
[OutputType(typeof(Layer))]
public sealed class NewDotLayerCommand : MergeCommand
{
    /// <summary>The axis, or one of each input (1,2): the batch axis not counted, negative from the end. The last ones by default.</summary>
    [Parameter]
    [AxisValuesTransformation]
    public AxisValues? Axis { get; set; }

    /// <summary>Divides both inputs by their length along the axis first.</summary>
    [Parameter]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Normalize { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define()
    {
        AxisValues axes = Axis ?? -1;
        return axes.Fits(2)
            ? new Dot(checked((int)axes[0]), checked((int)axes[1]), Normalize)
            : throw new DeepCalcException(ErrorCode.RankMismatch, $"-Axis is one number for both inputs, or one for each; given {axes}.");
    }
}
