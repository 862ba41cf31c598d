namespace DeepCalc.Commands;

/// <summary>
/// Adds the feed-forward network of a transformer: a wider hidden layer and a projection back, or a mixture of such experts.
/// </summary>
/// <remarks>
/// The block is composed of Dense, Activation and Merge layers. It has no skip connection. With -Experts, it is composed of a router, a
/// softmax over the experts, and the mixture; the column ActiveParameters of Measure-Network then counts only the experts that work on
/// a position. A batch meets more of them: ExpectedExperts of the mixture's definition has the number of distinct experts that are
/// expected for a number of positions.
/// </remarks>
/// <example>
/// <code>New-InputLayer 197,768 | New-FeedForwardBlock 3072 -Activation Gelu | Measure-Parameter</code>
/// <para>The feed-forward network of ViT-B/16.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 1024,4096 | New-FeedForwardBlock 14336 -Activation Silu -Gated -NoBias -Experts 8 | Measure-Parameter</code>
/// <para>The experts of Mixtral: 2 of 8 work on each position.</para>
/// </example>
/// <example>
/// <code>
/// $routing = @{ RouterActivation = 'Sigmoid'; SelectionBias = $true; ExpertGroups = 8; ActiveExpertGroups = 4; NormalizedShares = $true; ShareScale = 2.5 }
/// New-InputLayer T,7168 | New-FeedForwardBlock 2048 -Activation Silu -Gated -NoBias -Experts 256 -ActiveExperts 8 -SharedHidden 2048 @routing | Measure-Network
/// </code>
/// <para>The experts of DeepSeek-V3, with a shared one: 8 of 256 work on each position, from the 4 best of 8 groups.</para>
/// </example>
/// <example>
/// <code>(New-InputLayer 3,4096 | New-FeedForwardBlock 14336 -Experts 8).Definition.ExpectedExperts(3)</code>
/// <para>Three positions are expected to meet 4.625 of 8 experts, of which 2 work on each.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "FeedForwardBlock", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewFeedForwardBlockCommand : FeedForwardCommand
{
    /// <summary>The width of the hidden layer of the feed-forward network, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Hidden { get; set; }

    private protected override Layer Build(Layer input, BlockScope scope) => FeedForward(Hidden).On(input, scope);
}
