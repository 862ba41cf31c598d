namespace DeepCalc.Commands;

/// <summary>A cmdlet that makes one layer.</summary>
public abstract class LayerCommand : StageCommand
{
    // Distinguishes -TiedTo $null from no -TiedTo, at no cost for layers that share nothing.
    private bool _isTied;

    /// <summary>
    /// A layer, kept in a variable, whose weights this one shares. Weights are shared if name and shape agree. A matrix may also have
    /// another name and be transposed: an output layer shares the matrix of an embedding in this way. Shared weights are counted once.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? TiedTo
    {
        get;
        set
        {
            field = value;
            _isTied = true;
        }
    }

    /// <summary>Applies the layer to each step of the first axis separately, with the same weights: TimeDistributed in Keras.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter TimeDistributed { get; set; }

    /// <summary>Not a setting: it explains to users of Keras that an activation function is a layer of its own here.</summary>
    [Parameter(DontShow = true)]
    public object? Activation { get; set; }

    /// <summary>Not a setting: it explains to users of Keras and PyTorch that -NoBias leaves out the biases.</summary>
    [Parameter(DontShow = true)]
    [Alias("Bias")]
    public object? UseBias { get; set; }

    /// <summary>The definition that the parameters describe.</summary>
    private protected abstract LayerDefinition Define();

    /// <summary>The further inputs, beside the piped one.</summary>
    private protected virtual IReadOnlyList<Layer> OtherInputs => [];

    private protected override void Process(Layer? input) => WriteObject(Make(Define(), Name, input));

    /// <summary>Makes a layer and applies the settings that every layer has.</summary>
    protected Layer Make(LayerDefinition definition, string? name, Layer? input)
    {
        RefuseForeignSettings();
        LayerDefinition whole = TimeDistributed ? new Placed(definition) { Apart = Apart.Steps } : definition;
        IReadOnlyList<Layer> others = OtherInputs;
        Layer layer = (input, others.Count) switch
        {
            (null, 0) => new Layer(whole, name),
            (null, _) => throw new DeepCalcException(
                ErrorCode.TooFewInputs, "other inputs are given, but the first one is missing; pipe it in."),
            (_, 0) => new Layer(whole, name, input),
            _ => new Layer(whole, name, [input, .. others]),
        };
        layer = Frozen ? layer.Frozen() : layer;
        layer = _isTied ? layer.TiedTo(TiedTo ?? throw Errors.Null(nameof(TiedTo))) : layer;
        layer.RequireUniqueNames();
        return layer;
    }

    /// <summary>Writes a layer and, if wanted, its further outputs, each under the layer's name and its own.</summary>
    private protected void Write(Layer layer, bool withOutputs)
    {
        WriteObject(layer);
        for (int i = 1; withOutputs && i < layer.OutputCount; i++)
        {
            Layer output = layer.Output(i, layer.Name is { } whole ? $"{whole}/{layer.Definition.OutputName(i)!.Replace(' ', '_')}" : null);
            output.RequireUniqueNames();
            WriteObject(output);
        }
    }

    private void RefuseForeignSettings()
    {
        if (Activation is not null)
        {
            string function = Argument.Text(Activation);
            throw new DeepCalcException(
                ErrorCode.InvalidSetting,
                $"-Activation is not a setting of this layer: an activation function is a layer of its own. Leave -Activation out, and pipe the layer into New-ActivationLayer {function}.");
        }

        DeepCalcException.ThrowIf(
            UseBias is not null, ErrorCode.InvalidSetting,
            "-UseBias is not a setting: a layer has biases unless -NoBias is given. Leave -UseBias out, or give -NoBias in place of -UseBias $false.");
    }
}
