using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Shows the working of a network's numbers: formula, substitution, value and source of each.</summary>
/// <remarks>
/// The steps are recorded by the very formulas that compute the numbers. H₁ and H₂ are sizes before and after a layer,
/// F the kernel, F′ the dilated kernel, S the stride, P the padding (Pb before, Pa after), d the dilation, g the groups,
/// Cin the input channels, K the filters, gh and gw the greatest common divisors of sizes before and after, r the receptive field, j the jump, p the effective padding.
/// </remarks>
/// <example>
/// <code>New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation</code>
/// <para>All steps for one layer.</para>
/// </example>
/// <example>
/// <code>New-ConvLayer 8 7 -Stride 2 | New-PoolLayer 3 -Stride 2 | Show-Calculation -Topic ReceptiveField</code>
/// <para>The receptive field forwards, and from the last layer backwards as it is done on paper.</para>
/// </example>
[Cmdlet(VerbsCommon.Show, "Calculation", DefaultParameterSetName = Piped)]
[OutputType(typeof(CalculationStep))]
public sealed class ShowCalculationCommand : NetworkCommand
{
    private const string Piped = "Piped";
    private const string Given = "Given";

    /// <summary>The last layer of a network: what the New-...Layer cmdlets put out.</summary>
    // The topic stands first behind a pipe, and the network where there is none.
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Piped)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Given)]
    [AllowNull]
    [LayerTransformation(LeavesText = true)]
    public override Layer? InputObject { get; set; }

    /// <summary>What to show: Shape, Parameter, Operation, ReceptiveField. All by default.</summary>
    [Parameter(Position = 0, ParameterSetName = Piped)]
    [Parameter(Position = 1, ParameterSetName = Given)]
    public CalculationTopic[] Topic { get; set; } = [];

    /// <summary>The names of the layers to show, with wildcards. Without it, all layers and the totals.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LayerPatternCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Layer { get; set; }

    /// <inheritdoc/>
    protected override void Answer(Network network)
    {
        Func<string, bool>? isWanted = null;
        if (Layer is { } patterns)
        {
            WildcardPattern[] wildcards = [.. patterns.Select(ToWildcard)];
            isWanted = name => wildcards.Any(wildcard => wildcard.IsMatch(name));
            foreach (string pattern in patterns.Where(pattern => !WildcardPattern.ContainsWildcardCharacters(pattern)))
            {
                network.Find(pattern);
            }
        }

        WriteObject(Calculation.Of(network, Topic, isWanted), enumerateCollection: true);
    }

    private static WildcardPattern ToWildcard(string pattern)
    {
        try
        {
            WildcardPattern wildcard = WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase);
            wildcard.IsMatch("");
            return wildcard;
        }
        catch (WildcardPatternException)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"'{pattern}' is not a wildcard pattern; conv* and *_[12] are.");
        }
    }
}
