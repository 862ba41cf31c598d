using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a table that turns each index into a vector.</summary>
/// <remarks>It has vocabulary times width parameters, and does no arithmetic.</remarks>
/// <seealso cref="NewDenseLayerCommand"/>
/// <seealso cref="NewBilinearLayerCommand"/>
/// <seealso cref="NewPositionEmbeddingLayerCommand"/>
/// <example>
/// <code>New-InputLayer 100 | New-EmbeddingLayer 10000 64 | New-RecurrentLayer 128 | Measure-Parameter</code>
/// <para>The parameters of a text classifier's first layers.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "EmbeddingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewEmbeddingLayerCommand : LayerCommand
{
    /// <summary>The number of indices.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Vocabulary { get; set; }

    /// <summary>The length of a vector.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Width { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Embedding(Vocabulary, Width);
}
