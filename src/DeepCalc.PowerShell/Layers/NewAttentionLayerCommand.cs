namespace DeepCalc.Commands;

/// <summary>Adds multi-head attention with its projections.</summary>
/// <remarks>
/// <para>
/// The piped layer gives the queries. It also gives keys and values, unless -Memory gives another layer for both (cross-attention), or
/// -Value one for the values.
/// </para>
/// <para>
/// The operations are those of the four projections and of the products QKᵀ and AV. A causal mask does not reduce them, since the
/// products are computed in full and then masked.
/// </para>
/// <para>
/// Axes before the last two are treated as a batch, such as the windows of a Swin transformer.
/// </para>
/// </remarks>
/// <seealso cref="NewRecurrentLayerCommand"/>
/// <seealso cref="NewTransformerBlockCommand"/>
/// <example>
/// <code>New-InputLayer 197,768 | New-AttentionLayer 12 | Measure-Layer</code>
/// <para>Self-attention of ViT-B/16.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 8192,4096 | New-AttentionLayer 32 -KeyValueHeads 8 -Causal -Rotary -NoBias | Measure-Parameter</code>
/// <para>Grouped-query attention of Llama 3 8B.</para>
/// </example>
/// <example>
/// <code>
/// $memory = New-InputLayer 77,512
/// New-InputLayer 4096,320 | New-AttentionLayer 8 -Memory $memory | Measure-Parameter -PerWeight
/// </code>
/// <para>Cross-attention from 4,096 image positions to 77 text tokens, weight by weight.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "AttentionLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewAttentionLayerCommand : LayerCommand
{
    /// <summary>The number of heads, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Heads { get; set; }

    /// <summary>
    /// The number of key and value heads, which must divide -Heads: grouped-query attention; 1 is multi-query attention. As many as
    /// -Heads by default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? KeyValueHeads { get; set; }

    /// <summary>The width of the queries and keys of one head. By default, the width of the query over the number of heads.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? KeyWidth { get; set; }

    /// <summary>The width of the values of one head. By default, that of the keys.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? ValueWidth { get; set; }

    /// <summary>The width of the output. By default, that of the query.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? OutputWidth { get; set; }

    /// <summary>The layer to attend to, kept in a variable: it gives the keys and values. By default, the piped layer.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [Alias("Key")]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? Memory { get; set; }

    /// <summary>The layer that gives the values, kept in a variable. By default, the layer that gives the keys.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? Value { get; set; }

    /// <summary>Lets a position attend only to itself and to earlier positions.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Causal { get; set; }

    /// <summary>Applies rotary position embeddings to queries and keys.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Rotary { get; set; }

    /// <summary>
    /// The number of relative positions, each with a learned bias for every head that is added to the scores: 169 for the 7x7 windows
    /// of Swin.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? RelativePosition { get; set; }

    /// <summary>
    /// Appends a learned position to the keys and values: add_bias_kv in PyTorch. Its two weights are as wide as all key heads and all
    /// value heads.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("AddBiasKv")]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter BiasKeyValue { get; set; }

    /// <summary>
    /// Appends a position of zeros to the keys and values, so that a query can attend to nothing: add_zero_attn in PyTorch.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("AddZeroAttn")]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ZeroAttention { get; set; }

    /// <summary>Leaves out all biases.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }

    /// <summary>Leaves out only the bias of the output projection.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoOutputBias { get; set; }

    private protected override IReadOnlyList<Layer> OtherInputs
    {
        get
        {
            Layer? memory = Given(nameof(Memory), Memory);
            Layer? value = Given(nameof(Value), Value);
            return value is null
                ? memory is null ? [] : [memory]
                : [memory ?? InputObject ?? throw Errors.Null(nameof(InputObject)), value];
        }
    }

    private protected override LayerDefinition Define() => new MultiHeadAttention
    {
        Heads = Heads,
        KeyValueHeads = KeyValueHeads,
        KeyWidth = KeyWidth,
        ValueWidth = ValueWidth,
        OutputWidth = OutputWidth,
        UseBias = !NoBias,
        UseOutputBias = NoOutputBias ? false : null,
        IsCausal = Causal,
        UseRotary = Rotary,
        RelativePositions = RelativePosition,
        UseBiasKeyValue = BiasKeyValue,
        UseZeroKeyValue = ZeroAttention,
    };
}
