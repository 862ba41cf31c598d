namespace DeepCalc.Commands;

/// <summary>Adds a layer that flattens all axes into one.</summary>
/// <remarks>
/// The output size is the product of all sizes. A unit behind it still has a receptive field of known size, but no known position.
/// </remarks>
/// <seealso cref="NewPermuteLayerCommand"/>
/// <seealso cref="NewReshapeLayerCommand"/>
/// <seealso cref="NewSqueezeLayerCommand"/>
/// <example>
/// <code>New-InputLayer 7,7,512 | New-FlattenLayer | New-DenseLayer 4096 | Measure-Layer</code>
/// <para>The first dense layer of VGG-16.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "FlattenLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewFlattenLayerCommand : LayerCommand
{
    private protected override LayerDefinition Define() => new Flatten();
}
