namespace DeepCalc.Commands;

/// <summary>Adds an activation function.</summary>
/// <remarks>
/// <para>
/// Most functions keep the shape and have no parameters. The gated linear units (Glu, ReGlu, GeGlu, SwiGlu) halve an axis. PRelu has
/// learned slopes: one for each element, or fewer with -SharedAxis. With the framework PyTorch, it has one slope in all unless
/// -SharedAxis is given.
/// </para>
/// <para>
/// docs/conventions.md has a table of the floating-point operations that each function counts.
/// </para>
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
/// <para>PRelu with one learned slope for each of 64 channels.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ActivationLayer", DefaultParameterSetName = OnLayer)]
[Alias("New-ReluLayer", "New-SoftmaxLayer")]
[OutputType(typeof(Layer))]
public sealed class NewActivationLayerCommand : LayerCommand
{
    /// <summary>The function, such as Relu. The aliases New-ReluLayer and New-SoftmaxLayer name it themselves.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("Kind")]
    [Setting(typeof(ActivationFunction), IsNeeded = true)]
    public ActivationFunction? Function { get; set; }

    /// <summary>
    /// The axis of softmax, log-softmax and the gated units, counted from 0 without the batch axis; negative numbers count from the
    /// end. The channel axis by default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    /// <summary>For PRelu: the axes along which all positions share a slope, counted from 0 without the batch axis.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues? SharedAxis { get; set; }

    private protected override LayerDefinition Define()
    {
        ActivationFunction function = CalledAs.Find(this, nameof(Function), Function, Spelling.Find<ActivationFunction>, isNeeded: false)
            ?? throw Missing(nameof(Function), "Relu");
        SharedAxes? shared = SharedAxis is { } axes ? new SharedAxes(axes)
            : function == ActivationFunction.PRelu && Framework == DeepCalc.Framework.PyTorch ? SharedAxes.All
            : null;
        return DeepCalc.Activation.Define(function, Axis, shared);
    }
}
