using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds multi-head attention with its projections.</summary>
/// <remarks>
/// Queries come from what is piped in. Keys and values come from there too, or from -Memory (cross-attention); values from
/// -Value, if that is another layer. The work is that of the four projections and of QKᵀ and AV; a causal mask does not lessen it,
/// since the products are computed and then masked. Axes before the last two are worked on one after another, as windows are.
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
/// <para>Cross-attention to a text.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "AttentionLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewAttentionLayerCommand : LayerCommand
{
    /// <summary>The number of heads.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Heads { get; set; }

    /// <summary>The number of key and value heads, which divides -Heads: grouped-query attention; 1 is multi-query. As many as heads by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? KeyValueHeads { get; set; }

    /// <summary>The width of a head's queries and keys. The query's width over the heads by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? KeyWidth { get; set; }

    /// <summary>The width of a head's values. That of the keys by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? ValueWidth { get; set; }

    /// <summary>The width of the output. The query's by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? OutputWidth { get; set; }

    /// <summary>The layer that is attended to, kept in a variable. What is piped in by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [Alias("Key")]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? Memory { get; set; }

    /// <summary>The layer that the values come from, where that is not the one of the keys.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? Value { get; set; }

    /// <summary>A position sees only itself and those before it.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Causal { get; set; }

    /// <summary>Turns queries and keys by rotary position embeddings.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Rotary { get; set; }

    /// <summary>The number of relative positions that have a learned bias for each head, added to the scores: 169 for Swin's windows of 7x7.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? RelativePosition { get; set; }

    /// <summary>Puts a learned position behind the keys and values: PyTorch's add_bias_kv, two weights as wide as all key and all value heads.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("AddBiasKv")]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter BiasKeyValue { get; set; }

    /// <summary>Puts a position of zeros behind the keys and values, so that a query can attend to nothing: PyTorch's add_zero_attn.</summary>
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

    /// <summary>Leaves out the bias of the output projection only.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoOutputBias { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Layer> OtherInputs
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

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new MultiHeadAttention
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
