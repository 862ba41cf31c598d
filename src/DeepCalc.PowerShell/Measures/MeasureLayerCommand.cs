namespace DeepCalc.Commands;

/// <summary>Measures every layer of each network: one row with shape, parameters, operations and receptive field.</summary>
/// <remarks>
/// <para>
/// The rows are flat, so they go into Sort-Object, Where-Object, Export-Csv and ConvertTo-Json. A value that depends on an unknown size
/// is empty, never zero.
/// </para>
/// <para>
/// ReceptiveField, Jump, Start and EffectivePadding are the values of the axis where they are largest. ReceptiveFieldPerAxis,
/// JumpPerAxis and the like have all axes.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-ConvLayer 32 3 | New-PoolLayer 2 | New-FlattenLayer | New-DenseLayer 10 | Measure-Layer</code>
/// <para>The table that summary() of Keras prints, with operations and receptive fields beside it.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/mobilenet_v2-dynamic.onnx | Measure-Layer -HideTrivial</code>
/// <para>The layers of a file, without those that exporters add to pass values on or to compute shapes.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Layer")]
[OutputType(typeof(LayerMeasurement))]
public sealed class MeasureLayerCommand : WorkCommand
{
    /// <summary>
    /// Hides the rows of trivial layers: those that hold no weights, do no work, and only pass their input on or compute sizes.
    /// Exported files have many of them. The totals and the column Index still count them.
    /// </summary>
    [Parameter]
    public SwitchParameter HideTrivial { get; set; }

    /// <summary>
    /// Adds the rows of the layers inside the branches of If and the bodies of Loop and Scan, behind the row of the layer that runs them. The
    /// column Body names the layer and the body. Work and parameters are counted in these rows, for all turns of a loop, and no longer in
    /// the row of the layer, so that a sum counts nothing twice. Runs is the number of turns; where it is unknown, the work is empty.
    /// </summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    private protected override void Answer(Network network) =>
        this.WriteEach(LayerMeasurement.Of(network, BatchSize, HideTrivial, Recurse));
}
