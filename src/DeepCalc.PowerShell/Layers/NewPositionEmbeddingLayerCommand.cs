namespace DeepCalc.Commands;

/// <summary>Adds position embeddings to a sequence: learned, sinusoidal or rotary.</summary>
/// <remarks>
/// <para>
/// Learned embeddings have a vector for each of -Length positions, which is added to the sequence. Sinusoidal ones are computed and
/// added. Rotary ones rotate pairs of features.
/// </para>
/// <para>
/// For rotary embeddings within attention, use New-AttentionLayer -Rotary.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 1024,768 | New-PositionEmbeddingLayer | Measure-Parameter</code>
/// <para>The position embeddings of GPT-2.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 128,768 | New-PositionEmbeddingLayer -Length 512 | Measure-Parameter</code>
/// <para>The 512 position embeddings of BERT, on a text of 128 tokens.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PositionEmbeddingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewPositionEmbeddingLayerCommand : LayerCommand
{
    /// <summary>The kind: Learned (the default), Sinusoidal or Rotary.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(PositionKind), Default = PositionKind.Learned)]
    public PositionKind Kind { get; set; }

    /// <summary>For -Kind Learned: the number of positions that have a vector. By default, the number of positions of the input.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Length { get; set; }

    private protected override LayerDefinition Define() => new PositionEmbedding(Kind, Length);
}
