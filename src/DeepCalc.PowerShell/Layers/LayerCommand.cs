using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>A cmdlet that makes one layer.</summary>
public abstract class LayerCommand : StageCommand
{
    // Tells $null from nothing given, at no cost for the stages that share nothing.
    private bool _isTied;

    /// <summary>Leaves the layer's weights alone in training: they count as not trainable.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Frozen { get; set; }

    /// <summary>A layer, kept in a variable, whose weights this one shares: those of the same name and shape; and, under another name, a matrix that is one of the other's or its transpose, as an output layer's kernel is the embedding turned over. Shared weights are counted once.</summary>
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

    /// <summary>Works on each step of the first axis by itself, with the same weights: Keras's TimeDistributed.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter TimeDistributed { get; set; }

    /// <summary>No setting, but what people of Keras type: an activation function is a layer of its own here.</summary>
    [Parameter(DontShow = true)]
    public object? Activation { get; set; }

    /// <summary>No setting, but what people of Keras and PyTorch type: biases are left out by -NoBias.</summary>
    [Parameter(DontShow = true)]
    [Alias("Bias")]
    public object? UseBias { get; set; }

    /// <summary>The definition that the parameters make.</summary>
    protected abstract LayerDefinition Define();

    /// <summary>The inputs beside the one that is piped in.</summary>
    protected virtual IReadOnlyList<Layer> OtherInputs => [];

    /// <inheritdoc/>
    protected override void Process(Layer? input) => WriteObject(Make(Define(), Name, input));

    /// <summary>A layer with the settings that any layer has.</summary>
    protected Layer Make(LayerDefinition definition, string? name, Layer? input)
    {
        RefuseForeignSettings();
        LayerDefinition whole = TimeDistributed ? new TimeDistributed(definition) : definition;
        IReadOnlyList<Layer> others = OtherInputs;
        Layer layer = (input, others.Count) switch
        {
            (null, 0) => new Layer(whole, name),
            (null, _) => throw new DeepCalcException(
                ErrorCode.TooFewInputs, "other inputs are given, but no layer is piped in; pipe the first one in."),
            (_, 0) => new Layer(whole, name, input),
            _ => new Layer(whole, name, [input, .. others]),
        };
        layer = Frozen ? layer.Frozen() : layer;
        layer = _isTied ? layer.TiedTo(TiedTo ?? throw Errors.Null(nameof(TiedTo))) : layer;
        layer.RequireUniqueNames();
        return layer;
    }

    private void RefuseForeignSettings()
    {
        if (Activation is not null)
        {
            string function = Argument.Text(Activation);
            throw new DeepCalcException(
                ErrorCode.InvalidSetting,
                $"-Activation is no setting here: an activation function is a layer of its own. Leave it out, and pipe the layer into New-ActivationLayer {function}.");
        }

        if (UseBias is not null)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting, "-UseBias is no setting here: a layer has its biases unless -NoBias leaves them out. Leave -UseBias out, or give -NoBias for $false.");
        }
    }
}
