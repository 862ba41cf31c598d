namespace DeepCalc.Commands;

/// <summary>Shows the working of a network's numbers: formula, substituted values, result and source of each.</summary>
/// <remarks>
/// <para>
/// The steps are recorded by the formulas that compute the numbers. So they end at the numbers that the Measure- cmdlets give for the
/// same -BatchSize.
/// </para>
/// <para>
/// Where lists the symbols that no earlier step has computed, each with its value and meaning: F = 3 (kernel size). Within one layer
/// and topic, a symbol stands for one number. Where two numbers would have the same letter, or where the letter is the name of a size
/// of the network, such as N, the symbol has a prime: N′.
/// </para>
/// <para>
/// Source says where a formula comes from; docs/conventions.md lists the sources. "Course notes" are the notes on calculation problems
/// in deep learning that DeepCalc began from. CS231n is the Stanford course on convolutional networks.
/// </para>
/// <para>
/// Section is the heading of the step. Receptive fields are worked out by two methods: from the input forwards, with jump and start,
/// and from the output backwards, as on paper.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation</code>
/// <para>All steps for one layer.</para>
/// </example>
/// <example>
/// <code>New-ConvLayer 8 7 -Stride 2 | New-PoolLayer 3 -Stride 2 | Show-Calculation -Topic ReceptiveField</code>
/// <para>The receptive field from the input forwards, and from the last layer backwards.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-ConvLayer 8 3 | Show-Calculation Operation -BatchSize 32 | Format-Table Quantity, Symbol, Value</code>
/// <para>The operations of a batch of 32, as a table.</para>
/// </example>
[Cmdlet(VerbsCommon.Show, "Calculation", DefaultParameterSetName = Piped)]
[OutputType(typeof(CalculationStep))]
public sealed class ShowCalculationCommand : MemoryCommand
{
    private const string Piped = "Piped";
    private const string Given = "Given";

    /// <summary>The names of the layers to show; wildcards are allowed. Without it, all layers and the totals.</summary>
    // The first positional argument is the topic after a pipe, and the network without one.
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Piped)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Given)]
    [AllowNull]
    [LayerTransformation(LeavesText = true)]
    public override Layer? InputObject { get; set; }

    /// <summary>
    /// The topics to show: Shape, Parameter, Operation, ReceptiveField, and Memory, whose settings are those of Measure-Memory. All but Memory by
    /// default.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = Piped)]
    [Parameter(Position = 1, ParameterSetName = Given)]
    public CalculationTopic[] Topic { get; set; } = [];

    /// <summary>The names of the layers to show, with wildcards. Without it, all layers and the totals.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LayerPatternCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Layer { get; set; }

    /// <summary>
    /// Shows also the layers inside the branches of If and the bodies of Loop and Scan, with their work in all turns, and no longer the sum
    /// of this work with the layer that runs them.
    /// </summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    private protected override void AnswerUntilStopped(Network network)
    {
        Func<string, bool>? isWanted = null;
        if (Layer is { } patterns)
        {
            WildcardPattern[] wildcards = [.. patterns.Select(ToWildcard)];
            isWanted = name => wildcards.Any(wildcard => wildcard.IsMatch(name));
            string[] inBodies = Recurse ? [.. OutputShapeMeasurement.PerLayer(network, entersBodies: true).Select(row => row.Layer)] : [];
            foreach (string pattern in patterns.Where(pattern => !WildcardPattern.ContainsWildcardCharacters(pattern)
                && !inBodies.Contains(pattern, StringComparer.OrdinalIgnoreCase)))
            {
                network.Find(pattern);
            }
        }

        this.WriteEach(Calculation.Of(WithLength(network), Topic, isWanted, BatchSize, Recurse, Options()));
    }
}
