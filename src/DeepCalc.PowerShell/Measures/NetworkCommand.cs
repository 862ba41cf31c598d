namespace DeepCalc.Commands;

/// <summary>A cmdlet that answers a question about each network in the pipeline.</summary>
public abstract class NetworkCommand : PSCmdlet
{
    // The names of the open sizes of all networks.
    private readonly SortedSet<string> _openSizes = new(StringComparer.OrdinalIgnoreCase);

    private Dictionary<string, long> _sizes = [];
    private bool _isVerbose;
    private bool _isAnyMeasured;

    /// <summary>The network, given by its last layer: the output of a New-...Layer cmdlet or of Import-Network.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [LayerTransformation]
    public virtual Layer? InputObject { get; set; }

    /// <summary>
    /// The input shape to measure with, without the batch axis: 224,224,3 or '224x224x3'. By default, the network's own input shape.
    /// For a network from a file, the sizes are in the order of the file's axes, with or without the batch axis.
    /// </summary>
    [Parameter]
    public string[]? InputShape { get; set; }

    /// <summary>
    /// Numbers for sizes that the network leaves open, by name: @{ T = 8192 }. Sizes without a number stay open. A name that none of the
    /// networks has is an error.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(SizeCompleter))]
    public Hashtable? Size { get; set; }

    /// <summary>The network that is measured: by default the given one.</summary>
    private protected virtual Network Prepare(Network network) => network;

    /// <summary>Answers for one network.</summary>
    private protected abstract void Answer(Network network);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _isVerbose = MyInvocation.BoundParameters.TryGetValue("Verbose", out object? given)
            ? given is SwitchParameter { IsPresent: true }
            : SessionState.PSVariable.GetValue("VerbosePreference") is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore or "SilentlyContinue");
        try
        {
            _sizes = NamedNumbers.Sizes(Size);
        }
        catch (DeepCalcException e)
        {
            // The mistake would repeat for every network.
            ThrowTerminatingError(e.ToRecord(null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var network = new Network(InputObject ?? throw Errors.Null(nameof(InputObject)));
            if (InputShape is { } text)
            {
                network = OnInput(network, ShapeText.Parse(text, network.Layout));
            }

            if (_sizes.Count > 0)
            {
                _isAnyMeasured = true;
                _openSizes.UnionWith(network.OpenSizes);
                network = network.WithSizes(_sizes);
            }

            network = Prepare(network);

            if (_isVerbose)
            {
                WriteVerbose(Describe(network));
            }

            Answer(network);
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(InputObject));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_isAnyMeasured && NamedNumbers.Unused(_sizes, _openSizes, "the networks have", "the networks have no open sizes") is { } error)
        {
            WriteError(error.ToRecord(null));
        }
    }

    private Network OnInput(Network network, TensorShape shape)
    {
        Network bound;
        try
        {
            bound = network.WithInput(shape);
        }
        catch (DeepCalcException e) when (e.Code == ErrorCode.AmbiguousInput)
        {
            throw e.Advising(!network.Inputs.Any(input => input.OutputShape is FileTensor) ? "Give each its shape with New-InputLayer."
                : network.Inputs.Any(input => !input.OutputShape.IsRanked || input.OutputShape.Sizes.Any(size => !size.IsKnown))
                    ? "Give the sizes by their names, with -Size of Import-Network."
                    : "The file has numbers for all of their sizes; export it with open ones, and give these with -Size of Import-Network.");
        }

        if (ShapeWarning.OfShape(bound.Inputs[0].OutputShape) is { } doubt)
        {
            WriteWarning(doubt);
        }

        return bound;
    }

    private static string Describe(Network network)
    {
        Layer[] inputs = [.. network.Inputs.Where(layer => !layer.IsImplicit)];
        string input = inputs.Length == 0 ? "no input layer" : $"input {string.Join(" and ", inputs.Select(layer => layer.OutputShape))}";
        string framework = network.Output.Framework is { } defaults ? $", defaults of {defaults}" : "";
        return $"{network.Name}: {network.Layers.Count(layer => !layer.IsImplicit)} layers, {input}{framework}, output {string.Join(" and ", network.Outputs.Select(output => output.OutputShape))}.";
    }
}
