using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Shows the working of a network's numbers: formula, substitution, value and source of each.</summary>
/// <remarks>
/// <para>The steps are recorded by the very formulas that compute the numbers, so they end at the numbers that the Measure- cmdlets give for
/// the same -BatchSize.</para>
/// <para>Where names the symbols that no earlier step has computed, with their numbers and meanings: F = 3 (kernel size). Of a layer and a topic,
/// a symbol stands for one number; if its letter is taken, by another number or by a size of the network such as N, it gets a prime: N′.</para>
/// <para>Source says where a formula comes from. docs/conventions.md lists the sources; "course notes" are the notes on calculation problems in deep
/// learning that DeepCalc began from, and CS231n is Stanford's course on convolutional networks, whose notes have the same formulas.</para>
/// <para>Section is the heading of the step. Of receptive fields there are two methods: from the input forwards, with jump and start, and from the
/// output backwards, as it is done on paper.</para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation</code>
/// <para>All steps for one layer.</para>
/// </example>
/// <example>
/// <code>New-ConvLayer 8 7 -Stride 2 | New-PoolLayer 3 -Stride 2 | Show-Calculation -Topic ReceptiveField</code>
/// <para>The receptive field forwards, and from the last layer backwards as it is done on paper.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-ConvLayer 8 3 | Show-Calculation Operation -BatchSize 32 | Format-Table Quantity, Symbol, Value</code>
/// <para>The operations of a batch, as a table.</para>
/// </example>
[Cmdlet(VerbsCommon.Show, "Calculation", DefaultParameterSetName = Piped)]
[OutputType(typeof(CalculationStep))]
public sealed class ShowCalculationCommand : WorkCommand
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

        this.WriteEach(Calculation.Of(network, Topic, isWanted, BatchSize));
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
