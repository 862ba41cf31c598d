namespace DeepCalc.Commands;

/// <summary>Divides an image into patches and projects them to a sequence of vectors, as vision transformers do.</summary>
/// <remarks>
/// The block is composed of a convolution whose stride is its kernel, and a reshape (with channels first, also a permute). With
/// -ClassToken and -PositionEmbedding, these layers follow.
/// </remarks>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-PatchEmbeddingBlock 16 768 -ClassToken -PositionEmbedding | Measure-Layer</code>
/// <para>The first layers of ViT-B/16: 197 positions of 768 features.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PatchEmbeddingBlock", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewPatchEmbeddingBlockCommand : BlockCommand
{
    /// <summary>The size of a patch: one number for all axes, or one for each axis.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues Patch { get; set; }

    /// <summary>The width of a position's vector, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Width { get; set; }

    /// <summary>Adds a learned vector in front of the sequence, whose output represents the whole image.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ClassToken { get; set; }

    /// <summary>Adds a learned vector to each position.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter PositionEmbedding { get; set; }

    /// <summary>Leaves out the biases of the convolution.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }

    private protected override Layer Build(Layer input, BlockScope scope) => new PatchEmbeddingBlock
    {
        Patch = Patch,
        Width = Width,
        HasClassToken = ClassToken,
        HasPositions = PositionEmbedding,
        UseBias = !NoBias,
    }.On(input, scope);
}
