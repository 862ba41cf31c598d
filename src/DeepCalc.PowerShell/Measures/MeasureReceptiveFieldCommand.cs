namespace DeepCalc.Commands;

/// <summary>Measures the receptive field of the last layer, or of every layer: the part of the input that one unit sees.</summary>
/// <remarks>
/// <para>
/// There is one row for each axis. Size is the size of the field in input positions. Jump, also called effective stride, is the
/// distance between the fields of neighbouring units. Start is the centre of the first unit's field. EffectivePadding is the distance
/// by which that field begins before the input. Share is the size over the input size.
/// </para>
/// <para>
/// Through skip connections and concatenations, the field is the union over all paths. Where the paths see different places, the row
/// names the merge and a warning says so.
/// </para>
/// <para>
/// Padding counts as if it were input, so that a field can be larger than the input. Where the units of a layer have fields of
/// different sizes, as after upsampling or adaptive pooling, Size is the largest.
/// </para>
/// <para>
/// A multiplicative gate that sees the whole input makes Size the whole input. LocalSize is the size without the gate.
/// </para>
/// <para>
/// With -Unit, the answer is the part of the input that one unit of the last layer sees, unclipped and clipped to the input. With
/// -Pixel, it is the units of the last layer that see one input position.
/// </para>
/// </remarks>
/// <example>
/// <code>New-ConvLayer 64 7 -Stride 2 | New-PoolLayer 3 -Stride 2 | New-ConvLayer 64 3 | Measure-ReceptiveField</code>
/// <para>The receptive field needs no input shape.</para>
/// </example>
/// <example>
/// <code>
/// New-InputLayer 32,32,3 | New-ConvLayer 8 5 -Name first | New-PoolLayer 2 | New-ConvLayer 8 3 |
///     Measure-ReceptiveField -From first
/// </code>
/// <para>The part of the output of the layer "first" that the last layer sees.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding 3 | New-PoolLayer 3 -Stride 2 -Padding 1 | Measure-ReceptiveField -Unit 0,12</code>
/// <para>The part of the image that the unit in row 0, column 12 sees. It begins before the first row and is clipped at 0.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding 3 | New-PoolLayer 3 -Stride 2 -Padding 1 | Measure-ReceptiveField -Pixel 100,100</code>
/// <para>The units that see the pixel in row 100, column 100.</para>
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

    /// <summary>Measures every layer, not only the last one.</summary>
    [Parameter(ParameterSetName = OfLayer)]
    public SwitchParameter PerLayer { get; set; }

    /// <summary>
    /// The position of a unit of the last layer, from 0: one number for each axis except the channel axis. The answer is the part of
    /// the input that this unit sees.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = OfUnit)]
    public long[] Unit { get; set; } = [];

    /// <summary>
    /// A position on the input, from 0: one number for each axis except the channel axis. The answer is the units of the last layer
    /// that see it.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = OfPixel)]
    public long[] Pixel { get; set; } = [];

    /// <summary>The name of a layer. The field is measured on the output of that layer instead of on the input.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string? From { get; set; }

    private protected override void Answer(Network network)
    {
        Layer? from = string.IsNullOrEmpty(From) ? null : network.Find(From);
        switch (ParameterSetName)
        {
            case OfUnit:
                this.WriteEach(UnitFieldMeasurement.Of(network, Unit, from));
                break;
            case OfPixel:
                this.WriteEach(PixelFieldMeasurement.Of(network, Pixel, from));
                break;
            default:
                WriteFields(network, from);
                break;
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
                    $"{network.Name}: the branches that {merge} merges see different places: their fields differ in centre or jump. The size given is that of the union of the fields.");
            }

            WriteObject(row);
        }
    }
}
