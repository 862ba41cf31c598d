using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Measures what a unit of the last layer, or of every layer, sees of the input.</summary>
/// <remarks>
/// One row an axis: the size of the field, the jump (effective stride: how far the fields of neighbouring units are
/// apart), the start (the centre of the first unit's field), the effective padding (how far that field begins before
/// the input) and the share of the input. Through skip connections and concatenations the field is the union over
/// all paths; where paths do not see the same place, the row names the merge and a warning says so. Padding is
/// ignored, so the field can be larger than the input. Where units see differently (after upsampling, adaptive pooling), the size
/// is the largest. A multiplicative gate that sees everything makes the size the whole input; LocalSize is the size without it.
/// With -Unit: the rectangle that one unit of the last layer sees, as it is and clipped to what there is. With -Pixel: the units
/// of the last layer that see a position.
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
/// <example>
/// <code>New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding 3 | New-PoolLayer 3 -Stride 2 -Padding 1 | Measure-ReceptiveField -Unit 0,12</code>
/// <para>What the unit in row 0, column 12 sees: from before the first row, clipped at 0.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding 3 | New-PoolLayer 3 -Stride 2 -Padding 1 | Measure-ReceptiveField -Pixel 100,100</code>
/// <para>Which units see the pixel in row 100, column 100.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "ReceptiveField", DefaultParameterSetName = OfLayer)]
[OutputType(typeof(ReceptiveFieldMeasurement), ParameterSetName = [OfLayer])]
[OutputType(typeof(UnitFieldMeasurement), ParameterSetName = [OfUnit])]
[OutputType(typeof(PixelFieldMeasurement), ParameterSetName = [OfPixel])]
public sealed class MeasureReceptiveFieldCommand : NetworkCommand
{
    private const string OfLayer = "Layer";
    private const string OfUnit = "Unit";
    private const string OfPixel = "Pixel";

    /// <summary>Measures every layer, not only the last.</summary>
    [Parameter(ParameterSetName = OfLayer)]
    public SwitchParameter PerLayer { get; set; }

    /// <summary>The place of a unit of the last layer, from 0: one number for each axis but the channel axis. Tells what it sees.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfUnit)]
    public long[] Unit { get; set; } = [];

    /// <summary>A position on the input, from 0: one number for each axis but the channel axis. Tells which units of the last layer see it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfPixel)]
    public long[] Pixel { get; set; } = [];

    /// <summary>The name of the layer on whose output the field is measured. Without it, the input.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string? From { get; set; }

    /// <inheritdoc/>
    protected override void Answer(Network network)
    {
        Layer? from = string.IsNullOrEmpty(From) ? null : network.Find(From);
        switch (ParameterSetName)
        {
            case OfUnit:
                WriteAll(UnitFieldMeasurement.Of(network, Unit, from));
                break;
            case OfPixel:
                WriteAll(PixelFieldMeasurement.Of(network, Pixel, from));
                break;
            default:
                WriteFields(network, from);
                break;
        }
    }

    private void WriteAll<T>(IEnumerable<T> rows)
    {
        foreach (T row in rows)
        {
            WriteObject(row);
        }
    }

    private void WriteFields(Network network, Layer? from)
    {
        var warned = new HashSet<string>();
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
