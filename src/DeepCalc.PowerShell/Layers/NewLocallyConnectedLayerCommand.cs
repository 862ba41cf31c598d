namespace DeepCalc.Commands;

/// <summary>Adds a convolution that shares no weights: each output position has its own kernel.</summary>
/// <remarks>
/// It does the work of a convolution, and has the kernel of a convolution once for each output position.
/// </remarks>
/// <example>
/// <code>New-InputLayer 32,32,3 | New-LocallyConnectedLayer 8 3 | Measure-Parameter</code>
/// <para>30·30 kernels of 3·3·3·8 weights, and a bias for each output.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "LocallyConnectedLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewLocallyConnectedLayerCommand : ConvolutionCommand
{
    private protected override LayerDefinition Define() => new LocallyConnected(Filters, Window(), !NoBias);
}
