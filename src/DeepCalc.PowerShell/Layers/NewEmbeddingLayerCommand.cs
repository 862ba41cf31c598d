namespace DeepCalc.Commands;

/// <summary>Adds a table that replaces each index by a vector.</summary>
/// <remarks>
/// The table has vocabulary times width parameters. A look-up does no arithmetic.
/// </remarks>
/// <seealso cref="NewPositionEmbeddingLayerCommand"/>
/// <example>
/// <code>New-InputLayer 100 | New-EmbeddingLayer 10000 64 | New-RecurrentLayer 128 | Measure-Parameter</code>
/// <para>The parameters of a text classifier's first layers.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "EmbeddingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewEmbeddingLayerCommand : LayerCommand
{
    /// <summary>The number of different indices, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Vocabulary { get; set; }

    /// <summary>The length of a vector, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Width { get; set; }

    private protected override LayerDefinition Define() => new Embedding(Vocabulary, Width);
}
