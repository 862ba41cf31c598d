using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds batch normalisation of each channel.</summary>
/// <remarks>It has a scale and an offset a channel, which are trained, and a running mean and variance, which are not.</remarks>
/// <example>
/// <code>New-InputLayer 32,32,3 | New-ConvLayer 64 3 -NoBias | New-BatchNormalizationLayer | Measure-Parameter</code>
/// <para>The running statistics are not trainable.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BatchNormalizationLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewBatchNormalizationLayerCommand : LayerCommand
{
    /// <summary>Leaves out the scale, gamma.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoScale { get; set; }

    /// <summary>Leaves out the offset, beta.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoCenter { get; set; }

    /// <summary>Leaves out the running mean and variance.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoStatistics { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new BatchNormalization(!NoScale, !NoCenter, !NoStatistics);
}
