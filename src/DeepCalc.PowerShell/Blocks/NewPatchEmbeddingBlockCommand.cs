using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Turns an image into a sequence of patches, as vision transformers do.</summary>
/// <remarks>
/// It is composed of a convolution whose stride is its kernel and a reshape (with channels first, also a permute), and then, if
/// asked for, a class token and learned position embeddings.
/// </remarks>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-PatchEmbeddingBlock 16 768 -ClassToken -PositionEmbedding | Measure-Layer</code>
/// <para>The beginning of ViT-B/16: 197 positions of 768 features.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PatchEmbeddingBlock", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewPatchEmbeddingBlockCommand : BlockCommand
{
    /// <summary>The size of a patch: one number for all axes, or one for each.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues Patch { get; set; }

    /// <summary>The width of a position's vector.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Width { get; set; }

    /// <summary>Puts a learned vector in front, whose output stands for the whole image.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ClassToken { get; set; }

    /// <summary>Adds a learned vector for each position.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter PositionEmbedding { get; set; }

    /// <summary>Leaves out the biases of the convolution.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }

    /// <inheritdoc/>
    protected override Layer Build(Layer input, BlockScope scope)
    {
        var block = new PatchEmbeddingBlock
        {
            Patch = Patch,
            Width = Width,
            HasClassToken = ClassToken,
            HasPositions = PositionEmbedding,
            UseBias = !NoBias,
        };
        return block.On(input, scope);
    }
}
