using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Measures what a unit of the last layer, or of every layer, sees of the input.</summary>
/// <remarks>
/// One row an axis: the size of the field, the jump (effective stride: how far the fields of neighbouring units are
/// apart), the start (the centre of the first unit's field), the effective padding (how far that field begins before
/// the input) and the share of the input. Through skip connections and concatenations the field is the union over
/// all paths; where paths do not see the same place, the row names the merge and a warning says so. Padding is
/// ignored, so the field can be larger than the input.
/// </remarks>
/// <example>
/// <code>New-ConvLayer 64 7 -Stride 2 | New-PoolLayer 3 -Stride 2 | New-ConvLayer 64 3 | Measure-ReceptiveField</code>
/// <para>The field needs no input shape.</para>
/// </example>
/// <example>
/// <code>
/// New-InputLayer 32,32,3 | New-ConvLayer 8 5 -Name first | New-PoolLayer 2 | New-ConvLayer 8 3 |
///     Measure-ReceptiveField -From first
/// </code>
/// <para>What the last layer sees of the first layer's output.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "ReceptiveField")]
[OutputType(typeof(ReceptiveFieldMeasurement))]
public sealed class MeasureReceptiveFieldCommand : NetworkCommand
{
    /// <summary>Measures every layer, not only the last.</summary>
    [Parameter]
    public SwitchParameter PerLayer { get; set; }

    /// <summary>The name of the layer on whose output the field is measured. Without it, the input.</summary>
    [Parameter]
    public string? From { get; set; }

    /// <inheritdoc/>
    protected override void Answer(Network network)
    {
        var warned = new HashSet<string>();
        Layer? from = string.IsNullOrEmpty(From) ? null : network.Find(From);
        foreach (ReceptiveFieldMeasurement row in ReceptiveFieldMeasurement.Of(network, from, PerLayer))
        {
            if (row.MisalignedAt is { } merge && warned.Add(merge))
            {
                WriteWarning(
                    $"{network.Name}: the branches that {merge} merges do not see the same place: their fields differ in centre or jump. The size is that of the union.");
            }

            WriteObject(row);
        }
    }
}
