namespace DeepCalc.Commands;

/// <summary>Adds a layer that inserts an axis of size 1.</summary>
/// <remarks>
/// Keras calls the operation expand_dims, PyTorch unsqueeze.
/// </remarks>
/// <seealso cref="NewPermuteLayerCommand"/>
/// <seealso cref="NewReshapeLayerCommand"/>
/// <seealso cref="NewSqueezeLayerCommand"/>
/// <seealso cref="NewFlattenLayerCommand"/>
/// <example>
/// <code>New-InputLayer 28,28 | New-ExpandLayer -1 | New-ConvLayer 8 3 | Get-OutputShape</code>
/// <para>A grey image gets a channel axis.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ExpandLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewExpandLayerCommand : LayerCommand
{
    /// <summary>
    /// The position of the new axis in the output, counted from 0 without the batch axis; negative numbers count from the end (-1 is
    /// last).
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int), IsNeeded = true)]
    public int Axis { get; set; }

    private protected override LayerDefinition Define() => new ExpandDims(Axis);
}
