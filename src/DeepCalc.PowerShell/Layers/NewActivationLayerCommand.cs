using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds an activation function.</summary>
/// <remarks>
/// Most keep the shape and have no parameters. The gated linear units (Glu, ReGlu, GeGlu, SwiGlu) halve an axis. PRelu has slopes
/// to learn: one for each element, less what -SharedAxis says; in networks of the framework PyTorch one in all, unless that is
/// given. What a function adds to the FLOPs is in the table of conventions.
/// </remarks>
/// <seealso cref="NewNormalizationLayerCommand"/>
/// <seealso cref="NewScaleLayerCommand"/>
/// <seealso cref="NewDropoutLayerCommand"/>
/// <example>
/// <code>New-InputLayer 32,32,3 | New-ConvLayer 64 3 | New-ActivationLayer Relu | Measure-Layer</code>
/// <para>An activation keeps the shape and has no parameters.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 32,32,64 | New-ActivationLayer PRelu -SharedAxis 0,1 | Measure-Parameter</code>
/// <para>A slope for each of 64 channels.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ActivationLayer", DefaultParameterSetName = OnLayer)]
[Alias("New-ReluLayer", "New-SoftmaxLayer")]
[OutputType(typeof(Layer))]
public sealed class NewActivationLayerCommand : LayerCommand
{
    /// <summary>The function, such as Relu; New-ReluLayer and New-SoftmaxLayer say it by their names.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("Kind")]
    [Setting(typeof(ActivationFunction), IsNeeded = true)]
    public ActivationFunction? Function { get; set; }

    /// <summary>The axis of softmax, its logarithm and the gated units, the batch axis not counted, negative from the end. The channel axis by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    /// <summary>With PRelu: the axes along which one slope is for all positions, the batch axis not counted.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues? SharedAxis { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define()
    {
        ActivationFunction function = CalledAs.Find(this, nameof(Function), Function, Spelling.Find<ActivationFunction>, isNeeded: false)
            ?? throw Missing(nameof(Function), "Relu");
        SharedAxes? shared = SharedAxis is { } axes ? new SharedAxes(axes)
            : function == ActivationFunction.PRelu && Framework == DeepCalc.Framework.PyTorch ? SharedAxes.All
            : null;
        return DeepCalc.Activation.Define(function, Axis, shared);
    }
}
