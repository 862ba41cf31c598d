using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a layer that puts in an axis of size 1.</summary>
/// <remarks>
/// Keras's expand_dims, PyTorch's unsqueeze.
/// </remarks>
/// <seealso cref="NewPermuteLayerCommand"/>
/// <seealso cref="NewReshapeLayerCommand"/>
/// <seealso cref="NewSqueezeLayerCommand"/>
/// <seealso cref="NewFlattenLayerCommand"/>
/// <example>
/// <code>New-InputLayer 28,28 | New-ExpandLayer -1 | New-ConvLayer 8 3 | Get-OutputShape</code>
/// <para>A channel axis for a grey image.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ExpandLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewExpandLayerCommand : LayerCommand
{
    /// <summary>Where the axis stands in the output, the batch axis not counted: from 0, or negative from the end (-1 is last).</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int), IsNeeded = true)]
    public int Axis { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new ExpandDims(Axis);
}
