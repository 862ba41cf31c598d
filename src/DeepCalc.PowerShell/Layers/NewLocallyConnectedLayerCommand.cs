using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a convolution whose weights are not shared: each output position has a kernel of its own.</summary>
/// <remarks>The work is that of a convolution; the parameters are as many times more as there are output positions.</remarks>
/// <example>
/// <code>New-InputLayer 32,32,3 | New-LocallyConnectedLayer 8 3 | Measure-Parameter</code>
/// <para>30·30 kernels of 3·3·3·8, and a bias for each output.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "LocallyConnectedLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewLocallyConnectedLayerCommand : FilterCommand
{
    /// <inheritdoc/>
    protected override LayerDefinition Define() => new LocallyConnected(Filters, Window(), !NoBias);
}
