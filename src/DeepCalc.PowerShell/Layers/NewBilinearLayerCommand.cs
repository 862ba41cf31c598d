namespace DeepCalc.Commands;

/// <summary>Adds a bilinear layer: every output is xᵀWy, with its own matrix W, for two inputs x and y.</summary>
/// <remarks>
/// The last axes of both inputs are multiplied; their other axes must be equal. PyTorch calls the layer nn.Bilinear.
/// </remarks>
/// <seealso cref="NewDenseLayerCommand"/>
/// <seealso cref="NewEmbeddingLayerCommand"/>
/// <seealso cref="NewPositionEmbeddingLayerCommand"/>
/// <example>
/// <code>
/// $y = New-InputLayer 30
/// New-InputLayer 20 | New-BilinearLayer 10 -With $y | Measure-Parameter
/// </code>
/// <para>10·20·30 weights and 10 biases.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BilinearLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewBilinearLayerCommand : LayerCommand
{
    /// <inheritdoc cref="NewDenseLayerCommand.Units"/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Units { get; set; }

    /// <summary>The second input y, kept in a variable.</summary>
    [Parameter(Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Position = 1, ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? With { get; set; }

    /// <inheritdoc cref="NewDenseLayerCommand.NoBias"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }

    private protected override IReadOnlyList<Layer> OtherInputs => [With ?? throw Errors.Null(nameof(With))];

    private protected override LayerDefinition Define() => new Bilinear(Units, !NoBias);
}
