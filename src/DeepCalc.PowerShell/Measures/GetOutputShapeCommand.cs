using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Gets the output shape of each network, or of every layer.</summary>
/// <remarks>Shapes are written without the batch axis. A size that is not known stays a name, or an expression such as ⌈H/2⌉.</remarks>
/// <example>
/// <code>New-InputLayer 227,227,3 | New-ConvLayer 96 11 -Stride 4 | Get-OutputShape</code>
/// <para>The first layer of AlexNet as its paper has it: 55x55x96.</para>
/// </example>
/// <example>
/// <code>New-ConvLayer 64 3 -Padding Same | New-PoolLayer 2 | Get-OutputShape -InputShape 224,224,3 -PerLayer</code>
/// <para>A network without an input layer, on an input given later.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OutputShape")]
[OutputType(typeof(OutputShapeMeasurement))]
public sealed class GetOutputShapeCommand : NetworkCommand
{
    /// <summary>Gets the shape after every layer, not only the last.</summary>
    [Parameter]
    public SwitchParameter PerLayer { get; set; }

    /// <inheritdoc/>
    protected override void Answer(Network network)
    {
        foreach (Layer layer in PerLayer ? network.Layers : network.Outputs)
        {
            if (!layer.IsImplicit)
            {
                WriteObject(OutputShapeMeasurement.Of(network, layer));
            }
        }
    }
}
