using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Tells the positions of a sequence apart: learned, sinusoidal or rotary.</summary>
/// <remarks>
/// Learned embeddings have a vector for each of -Length positions, which is added. Sinusoidal ones are computed and added; rotary
/// ones turn pairs of features. Attention has a switch of its own, -Rotary, for what is turned within it.
/// </remarks>
/// <seealso cref="NewDenseLayerCommand"/>
/// <seealso cref="NewBilinearLayerCommand"/>
/// <seealso cref="NewEmbeddingLayerCommand"/>
/// <example>
/// <code>New-InputLayer 1024,768 | New-PositionEmbeddingLayer | Measure-Parameter</code>
/// <para>The position embeddings of GPT-2.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 128,768 | New-PositionEmbeddingLayer -Length 512 | Measure-Parameter</code>
/// <para>Those of BERT, on a shorter text.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PositionEmbeddingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewPositionEmbeddingLayerCommand : LayerCommand
{
    /// <summary>Learned (the default), Sinusoidal or Rotary.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(PositionKind), Default = PositionKind.Learned)]
    public PositionKind Kind { get; set; }

    /// <summary>With -Kind Learned: the number of positions that have a vector. Those of the input by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Length { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new PositionEmbedding(Kind, Length);
}
