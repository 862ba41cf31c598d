using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Measures every layer of each network: shape, parameters, operations and receptive field in one row a layer.</summary>
/// <remarks>The rows are flat: they go into Sort-Object, Export-Csv and ConvertTo-Json. What depends on a size that is not known is empty, never zero.
/// ReceptiveField, Jump, Start and EffectivePadding are those of the axis where they are largest; ReceptiveFieldPerAxis and its kin have all axes.</remarks>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-ConvLayer 32 3 | New-PoolLayer 2 | New-FlattenLayer | New-DenseLayer 10 | Measure-Layer</code>
/// <para>The table that Keras's summary() prints, and more.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/mobilenet_v2-dynamic.onnx | Measure-Layer -HideTrivial</code>
/// <para>The layers of a file, without those that exporters add to pass values on or to compute shapes.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Layer")]
[OutputType(typeof(LayerMeasurement))]
public sealed class MeasureLayerCommand : WorkCommand
{
    /// <summary>Leaves out the rows of layers that hold no weights, do no work, and only pass on what comes in or compute sizes; files of exporters are full of them. Index still counts them, and so do all totals.</summary>
    [Parameter]
    public SwitchParameter HideTrivial { get; set; }

    /// <inheritdoc/>
    protected override void Answer(Network network) => this.WriteEach(LayerMeasurement.Of(network, BatchSize, HideTrivial));
}
