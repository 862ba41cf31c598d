namespace DeepCalc.Commands;

/// <summary>Adds a transformer block: attention and a feed-forward network, each with a skip connection and a normalisation.</summary>
/// <remarks>
/// <para>
/// With -Memory it is a decoder block, which also attends to the memory.
/// </para>
/// <para>
/// The normalisations follow the additions, as in the first transformers. With -PreNorm, they come before attention and feed-forward
/// network.
/// </para>
/// <para>
/// The block is composed of ordinary layers, which Measure-Layer lists one by one.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 197,768 | New-TransformerBlock 12 3072 -PreNorm -Activation Gelu | Measure-Network</code>
/// <para>A block of ViT-B/16: 7,087,872 parameters.</para>
/// </example>
/// <example>
/// <code>
/// New-InputLayer 2048,4096 |
///     New-TransformerBlock 32 14336 -KeyValueHeads 8 -Causal -Rotary -PreNorm -Normalization Rms -Activation Silu -Gated -NoBias |
///     Measure-Layer
/// </code>
/// <para>A block of Llama 3 8B, layer by layer.</para>
/// </example>
/// <example>
/// <code>
/// $memory = New-InputLayer 10,512 -Name source
/// New-InputLayer 12,512 -Name target | New-TransformerBlock 8 2048 -Memory $memory -Causal | Measure-Parameter
/// </code>
/// <para>A decoder block with its cross-attention.</para>
/// </example>
/// <example>
/// <code>
/// $attention = New-LatentAttentionLayer 128 512 128 -RotaryWidth 64 -QueryLatentWidth 1536 -Causal
/// New-InputLayer 4096,7168 |
///     New-TransformerBlock -Attention $attention -Hidden 18432 -PreNorm -Normalization Rms -Activation Silu -Gated -NoBias |
///     Measure-Network
/// </code>
/// <para>A dense block of DeepSeek-V3.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "TransformerBlock", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewTransformerBlockCommand : FeedForwardCommand, IAttentionSettings
{
    // The settings of an attention that the block makes itself.
    private static readonly string[] OwnAttention = [.. typeof(IAttentionSettings).GetProperties().Select(setting => setting.Name)];

    /// <summary>The number of heads, 1 or more. It is needed unless -Attention is given.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Heads { get; set; }

    /// <inheritdoc cref="NewFeedForwardBlockCommand.Hidden"/>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Hidden { get; set; }

    /// <summary>
    /// A layer, made without an input, that the block has in place of its attention, such as one of New-LatentAttentionLayer. It must keep the
    /// shape of its input. The settings of attention are then those of this layer.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? Attention { get; set; }

    /// <summary>The output of an encoder, kept in a variable, that the block also attends to.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? Memory { get; set; }

    /// <summary>
    /// An attention layer, or the output of a block with one, kept in a variable, whose keys and values this block attends to. Its attention
    /// then has no projections for them and remembers nothing, as in Gemma 3n and YOCO.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? KeyValueFrom { get; set; }

    /// <summary>The number of key and value heads, which must divide -Heads. As many as -Heads by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? KeyValueHeads { get; set; }

    /// <summary>
    /// The width of the queries, keys and values of one head. By default, the width of the input over the number of heads.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? KeyWidth { get; set; }

    /// <inheritdoc cref="NewAttentionLayerCommand.Causal"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Causal { get; set; }

    /// <inheritdoc cref="NewAttentionLayerCommand.Window"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Window { get; set; }

    /// <inheritdoc cref="NewAttentionLayerCommand.Chunk"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Chunk { get; set; }

    /// <inheritdoc cref="NewAttentionLayerCommand.SinkPositions"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? SinkPositions { get; set; }

    /// <inheritdoc cref="NewAttentionLayerCommand.SinkLogit"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter SinkLogit { get; set; }

    /// <inheritdoc cref="NewAttentionLayerCommand.Rotary"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Rotary { get; set; }

    /// <inheritdoc cref="NewAttentionLayerCommand.HeadNormalization"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(NormalizationKind))]
    public NormalizationKind? HeadNormalization { get; set; }

    /// <inheritdoc cref="NewAttentionLayerCommand.AcrossHeads"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter AcrossHeads { get; set; }

    /// <inheritdoc cref="NewAttentionLayerCommand.ScoreCap"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(double))]
    public double? ScoreCap { get; set; }

    /// <summary>Normalises before attention and feed-forward network, inside the branch, instead of after the addition.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter PreNorm { get; set; }

    /// <summary>The kind of normalisation: Layer (the default) or Rms.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(NormalizationKind), Default = NormalizationKind.Layer)]
    public NormalizationKind Normalization { get; set; } = NormalizationKind.Layer;

    private protected override Layer Build(Layer input, BlockScope scope)
    {
        var block = new TransformerBlock
        {
            Attention = AttentionOf(Given(nameof(Attention), Attention)),
            FeedForward = FeedForward(Hidden),
            Normalization = Normalization,
            IsPreNorm = PreNorm,
        };
        return block.On(input, Given(nameof(Memory), Memory), scope, Given(nameof(KeyValueFrom), KeyValueFrom));
    }

    private LayerDefinition AttentionOf(Layer? given)
    {
        if (given is not null)
        {
            return OwnAttention.FirstOrDefault(IsGiven) is { } own
                ? throw new DeepCalcException(ErrorCode.InvalidSetting, $"-{own} is a setting of an attention that the block makes; the layer of -Attention has its own. Give one of them.")
                : given.Definition;
        }

        if (!IsGiven(nameof(Heads)))
        {
            throw Missing(nameof(Heads), "12 3072");
        }

        return ((IAttentionSettings)this).ToAttention(!NoBias);
    }
}
