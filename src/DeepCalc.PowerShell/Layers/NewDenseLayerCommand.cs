namespace DeepCalc.Commands;

/// <summary>Adds a fully connected layer on the last axis.</summary>
/// <remarks>
/// The layer has in·units weights and units biases. An input with several axes is transformed at each position of the other axes, in
/// either layout.
/// </remarks>
/// <seealso cref="NewEmbeddingLayerCommand"/>
/// <seealso cref="NewPositionEmbeddingLayerCommand"/>
/// <example>
/// <code>New-InputLayer 784 | New-DenseLayer 128 | New-DenseLayer 10 | Measure-Parameter</code>
/// <para>The parameters of a perceptron: 784·128 + 128 + 128·10 + 10.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "DenseLayer", DefaultParameterSetName = OnLayer)]
[Alias("New-LinearLayer")]
[OutputType(typeof(Layer))]
public sealed class NewDenseLayerCommand : LayerCommand
{
    /// <summary>The number of outputs, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Units { get; set; }

    /// <summary>Leaves out the biases.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }

    private protected override LayerDefinition Define() => new Dense(Units, !NoBias);
}
