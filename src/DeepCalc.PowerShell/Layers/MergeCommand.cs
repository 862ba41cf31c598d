namespace DeepCalc.Commands;

/// <summary>
/// A cmdlet that merges branches. Without -With, all piped layers become one. With -With, each piped layer is merged with the layers
/// given there.
/// </summary>
public abstract class MergeCommand : PSCmdlet
{
    private readonly List<Layer> _branches = [];
    private bool _failed;

    /// <summary>The branches. With -With, the layer to merge with the layers given there.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [LayerTransformation]
    public Layer? InputObject { get; set; }

    /// <summary>The other branches, kept in variables: the skip connections. Each must share an input layer with the piped layer.</summary>
    [Parameter(Position = 0)]
    [AllowNull]
    [AllowEmptyCollection]
    [LayerTransformation(TakesSeveral = true)]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer?[]? With { get; set; }

    /// <summary>
    /// A name for the layer, unique in its network. By default, a layer is named after its kind, as in Keras, and numbered from the
    /// second one on.
    /// </summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>The definition that the parameters describe.</summary>
    private protected abstract LayerDefinition Define();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool piped = MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));
        if (piped && InputObject is null)
        {
            _failed = true;
            WriteError(Errors.Null(nameof(InputObject)).ToRecord(null));
        }
        else if (MyInvocation.BoundParameters.ContainsKey(nameof(With)))
        {
            MergeWith(piped ? [InputObject!] : []);
        }
        else if (piped)
        {
            _branches.Add(InputObject!);
        }
        else
        {
            Merge([]);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Without a branch, the result would be another network than the one asked for.
        if (_branches.Count > 0 && !_failed)
        {
            Merge(_branches);
        }
    }

    private void MergeWith(List<Layer> branches)
    {
        foreach (Layer? other in With ?? [null])
        {
            if (other is null)
            {
                WriteError(Errors.Null(nameof(With)).ToRecord(InputObject));
                return;
            }

            if (branches.Count > 0 && !branches[0].SharesInputWith(other))
            {
                WriteError(Foreign(other, branches[0]).ToRecord(other));
                return;
            }

            branches.Add(other);
        }

        Merge(branches);
    }

    private void Merge(List<Layer> branches)
    {
        try
        {
            var layer = new Layer(Define(), Name, branches.ToArray());
            layer.RequireUniqueNames();
            if (layer.AssumedSizes() is { Count: > 0 } sizes)
            {
                WriteWarning($"{layer.Name ?? layer.Kind} needs {string.Join(" and ", sizes)}. A size for which this is not so is an error.");
            }

            WriteObject(layer);
        }
        catch (DeepCalcException e)
        {
            WriteError(e.OfNewLayer().ToRecord(branches.FirstOrDefault()));
        }
    }

    private static DeepCalcException Foreign(Layer other, Layer branch)
    {
        try
        {
            return new DeepCalcException(
                ErrorCode.ForeignLayer,
                $"{NameOf(other)}, given as -With, belongs to another network: it shares no input layer with {NameOf(branch)}. "
                + "Give -With a layer of this network; or, to merge networks with different inputs, pipe in all branches and leave out -With.");
        }
        catch (DeepCalcException e)
        {
            return e;
        }
    }

    private static string NameOf(Layer layer) => new Network(layer).NameOf(layer);
}
