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
/// <para>
/// -Window, -Chunk and -SinkPositions limit what a position sees and what is remembered in decoding. Without -Rotary, attention has no
/// positions of its own (NoPE).
/// </para>
/// <para>
/// -KeyValueFrom takes the keys and values of another attention, as in Gemma 3n, YOCO and Cross-Layer Attention. The layer then has no
/// projections for them and remembers nothing.
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
/// <example>
/// <code>New-InputLayer 8192,2880 | New-AttentionLayer 64 -KeyValueHeads 8 -KeyWidth 64 -Causal -Window 128 -SinkLogit -Rotary | Measure-Layer</code>
/// <para>Attention of gpt-oss: a window of 128 positions, and a learned logit a head as a sink.</para>
/// </example>
/// <example>
/// <code>
/// $first = New-InputLayer 512,1024 | New-AttentionLayer 8 -Causal
/// $first | New-AttentionLayer 8 -Causal -KeyValueFrom $first | Measure-Parameter -PerWeight
/// </code>
/// <para>The second layer attends to the keys and values of the first.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "AttentionLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewAttentionLayerCommand : LayerCommand, IAttentionSettings
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

    /// <summary>
    /// An attention layer, or the output of a block with one, kept in a variable, whose keys and values this layer attends to. It must have as
    /// many key and value heads, as wide as those of this layer.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? KeyValueFrom { get; set; }

    /// <summary>Lets a position attend only to itself and to earlier positions.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Causal { get; set; }

    /// <summary>
    /// The number of last positions that a position sees, its own among them: sliding-window attention. It needs -Causal. All by default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Window { get; set; }

    /// <summary>
    /// The number of positions of a chunk: a position sees those of its own chunk up to itself, as in Llama 4. It needs -Causal.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Chunk { get; set; }

    /// <summary>The number of first positions that stay visible beside the -Window: attention sinks of StreamingLLM.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? SinkPositions { get; set; }

    /// <summary>Gives each head a learned logit beside its scores, which takes a share of the softmax: the sink of gpt-oss.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter SinkLogit { get; set; }

    /// <summary>Applies rotary position embeddings to queries and keys.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Rotary { get; set; }

    /// <summary>Normalises queries and keys before the scores, with scales of their own: Layer or Rms. None by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(NormalizationKind))]
    public NormalizationKind? HeadNormalization { get; set; }

    /// <summary>
    /// Makes -HeadNormalization one over the features of all heads, as in OLMo 2. By default, each head is normalised by itself with the same
    /// scales, as in Qwen 3.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter AcrossHeads { get; set; }

    /// <summary>Caps the scores within ±c by c·tanh(s/c), as in Gemma 2, where c is 50.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(double))]
    public double? ScoreCap { get; set; }

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
            if (Given(nameof(KeyValueFrom), KeyValueFrom) is { } shared)
            {
                return memory is null && value is null
                    ? SharedKeyValue.Of(shared)
                    : throw new DeepCalcException(ErrorCode.InvalidSetting, "-KeyValueFrom gives keys and values; leave -Memory and -Value out.");
            }

            return value is null
                ? memory is null ? [] : [memory]
                : [memory ?? InputObject ?? throw Errors.Null(nameof(InputObject)), value];
        }
    }

    private protected override LayerDefinition Define() => ((IAttentionSettings)this).ToAttention(!NoBias) with
    {
        ValueWidth = ValueWidth,
        OutputWidth = OutputWidth,
        UseOutputBias = NoOutputBias ? false : null,
        SharesKeyValue = KeyValueFrom is not null,
        RelativePositions = RelativePosition,
        UseBiasKeyValue = BiasKeyValue,
        UseZeroKeyValue = ZeroAttention,
    };
}
