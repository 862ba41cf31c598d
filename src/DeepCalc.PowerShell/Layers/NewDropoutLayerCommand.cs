namespace DeepCalc.Commands;

/// <summary>Adds dropout, which does nothing in inference.</summary>
/// <remarks>
/// Dropout keeps the shape, has no parameters and does no work, since DeepCalc counts inference.
/// </remarks>
/// <seealso cref="NewNormalizationLayerCommand"/>
/// <seealso cref="NewScaleLayerCommand"/>
/// <example>
/// <code>New-InputLayer 4096 | New-DropoutLayer 0.5 | New-DenseLayer 1000 | Measure-Network</code>
/// <para>Dropout has no parameters and does no work.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "DropoutLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewDropoutLayerCommand : LayerCommand
{
    /// <summary>The fraction of elements that training drops, from 0 to 1. 0.5 by default.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(double), Default = 0.5)]
    public double Rate { get; set; } = 0.5;

    private protected override LayerDefinition Define() => new Dropout(Rate);
}
