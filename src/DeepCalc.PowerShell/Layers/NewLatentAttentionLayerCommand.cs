namespace DeepCalc.Commands;

/// <summary>Adds multi-head latent attention, whose keys and values are projections of one latent a position (DeepSeek-V2 and V3).</summary>
/// <remarks>
/// <para>
/// What is remembered of a position is its latent and one rotary key for all heads, whatever their number. -Form Expanded remembers the keys
/// and values of all heads instead.
/// </para>
/// <para>
/// The operations of a whole sequence are those of the expanded form: latents are projected to keys and values of the heads. Where earlier
/// positions are remembered, they are those of the absorbed form: queries are projected to latents, the heads attend to the latents, and
/// the results are projected to values. -Form Absorbed counts these for a whole sequence too.
/// </para>
/// <para>
/// With -IndexHeads, -IndexWidth and -IndexKeys, an indexer scores all keys, and a query attends to the best of them (DeepSeek-V3.2).
/// </para>
/// </remarks>
/// <seealso cref="NewAttentionLayerCommand"/>
/// <seealso cref="NewTransformerBlockCommand"/>
/// <example>
/// <code>
/// New-InputLayer 4096,7168 |
///     New-LatentAttentionLayer 128 512 128 -RotaryWidth 64 -QueryLatentWidth 1536 -Causal |
///     Measure-Parameter -PerWeight
/// </code>
/// <para>Attention of DeepSeek-V3: 187,107,328 parameters.</para>
/// </example>
/// <example>
/// <code>
/// New-InputLayer 4096,7168 |
///     New-LatentAttentionLayer 128 512 128 -RotaryWidth 64 -QueryLatentWidth 1536 -Causal -IndexHeads 64 -IndexWidth 128 -IndexKeys 2048 |
///     Measure-Operation
/// </code>
/// <para>Sparse attention of DeepSeek-V3.2: the indexer meets all 4,096 keys, and each query attends to 2,048 of them.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "LatentAttentionLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewLatentAttentionLayerCommand : LayerCommand
{
    /// <summary>The number of heads, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Heads { get; set; }

    /// <summary>The width of the latent from which the keys and values of all heads are projected: kv_lora_rank.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long LatentWidth { get; set; }

    /// <summary>The width of a head's own queries and keys, which are not rotated: qk_nope_head_dim.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long KeyWidth { get; set; }

    /// <summary>
    /// The width of the part of queries and keys that rotary positions rotate, whose key all heads share: qk_rope_head_dim. None by
    /// default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? RotaryWidth { get; set; }

    /// <summary>The width of a head's values: v_head_dim. By default, -KeyWidth.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? ValueWidth { get; set; }

    /// <summary>The width of the latent from which the queries are projected: q_lora_rank. By default, they are projected from the input.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? QueryLatentWidth { get; set; }

    /// <summary>The width of the output. By default, that of the input.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? OutputWidth { get; set; }

    /// <summary>Lets a position attend only to itself and to earlier positions.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Causal { get; set; }

    /// <summary>
    /// How it computes and what it remembers. Compressed, the default, remembers latents; a pass over a whole sequence expands them to keys
    /// and values, and in decoding the expansion is absorbed into queries and results. Expanded remembers keys and values of all heads.
    /// Absorbed remembers latents and never expands them.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(LatentForm), Default = LatentForm.Compressed)]
    public LatentForm Form { get; set; }

    /// <summary>The number of heads of an indexer, which chooses the keys that a query attends to; give -IndexWidth and -IndexKeys too.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? IndexHeads { get; set; }

    /// <summary>The width of the indexer's queries and keys.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? IndexWidth { get; set; }

    /// <summary>The most keys that a query attends to.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? IndexKeys { get; set; }

    /// <summary>Leaves the shared part of queries and keys as it is, without positions, as in Kimi Linear.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoRotary { get; set; }

    /// <summary>Gives the projections to latents and the output projection biases: attention_bias. By default, there are none.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter AttentionBias { get; set; }

    /// <inheritdoc/>
    private protected override LayerDefinition Define() => new MultiHeadLatentAttention
    {
        Heads = Heads,
        LatentWidth = LatentWidth,
        KeyWidth = KeyWidth,
        RotaryWidth = RotaryWidth,
        UseRotary = !NoRotary,
        ValueWidth = ValueWidth,
        QueryLatentWidth = QueryLatentWidth,
        OutputWidth = OutputWidth,
        UseBias = AttentionBias,
        IsCausal = Causal,
        Form = Form,
        Indexer = Indexer(),
    };

    private SparseIndexer? Indexer() => (IndexHeads, IndexWidth, IndexKeys) switch
    {
        (null, null, null) => null,
        ({ } heads, { } width, { } keys) => new(heads, width, keys),
        _ => throw new DeepCalcException(ErrorCode.InvalidSetting, "an indexer has heads, a width and a number of keys; give -IndexHeads, -IndexWidth and -IndexKeys together."),
    };
}
