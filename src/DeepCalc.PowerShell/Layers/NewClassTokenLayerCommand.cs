namespace DeepCalc.Commands;

/// <summary>Adds learned tokens in front of a sequence.</summary>
/// <remarks>
/// A vision transformer classifies by the output of such a token. Each token has as many weights as the sequence has features.
/// </remarks>
/// <seealso cref="NewRepeatLayerCommand"/>
/// <seealso cref="NewSliceLayerCommand"/>
/// <seealso cref="NewSplitLayerCommand"/>
/// <example>
/// <code>New-InputLayer 196,768 | New-ClassTokenLayer | Measure-Layer</code>
/// <para>The class token of ViT-B/16: 197 steps, 768 parameters.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "ClassTokenLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewClassTokenLayerCommand : LayerCommand
{
    /// <summary>The number of tokens, 1 or more. 1 by default.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Count { get; set; } = 1;

    private protected override LayerDefinition Define() => new ClassToken(Count);
}
