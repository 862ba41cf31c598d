using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds an activation function.</summary>
/// <remarks>An activation keeps the shape and has no parameters. What it adds to the FLOPs is in the table of conventions.</remarks>
/// <example>
/// <code>New-InputLayer 32,32,3 | New-ConvLayer 64 3 | New-ActivationLayer Relu | Measure-Layer</code>
/// <para>An activation keeps the shape and has no parameters.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ActivationLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewActivationLayerCommand : LayerCommand
{
    /// <summary>The function that is applied to every element; softmax and its logarithm work along the channel axis.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(ActivationFunction), IsNeeded = true)]
    public ActivationFunction Function { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Activation(Function);
}
