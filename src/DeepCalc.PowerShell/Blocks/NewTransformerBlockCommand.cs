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
[Cmdlet(VerbsCommon.New, "TransformerBlock", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewTransformerBlockCommand : FeedForwardCommand
{
    /// <inheritdoc cref="NewAttentionLayerCommand.Heads"/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Heads { get; set; }

    /// <inheritdoc cref="NewFeedForwardBlockCommand.Hidden"/>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Hidden { get; set; }

    /// <summary>The output of an encoder, kept in a variable, that the block also attends to.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? Memory { get; set; }

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

    /// <inheritdoc cref="NewAttentionLayerCommand.Rotary"/>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Rotary { get; set; }

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
        var attention = new MultiHeadAttention
        {
            Heads = Heads,
            KeyValueHeads = KeyValueHeads,
            KeyWidth = KeyWidth,
            UseBias = !NoBias,
            IsCausal = Causal,
            UseRotary = Rotary,
        };
        var block = new TransformerBlock
        {
            Attention = attention,
            FeedForward = FeedForward(Hidden),
            Normalization = Normalization,
            IsPreNorm = PreNorm,
        };
        return block.On(input, Given(nameof(Memory), Memory), scope);
    }
}
