namespace DeepCalc.Commands;

/// <summary>A cmdlet that adds a layer or a block to the network in the pipeline, or begins a network.</summary>
/// <remarks>
/// A layer binds by value; a row of settings (from Import-Csv) binds by property name. Each has its own parameter set, so that the
/// properties of a piped layer, such as Name, never become settings of the next layer.
/// </remarks>
public abstract class StageCommand : PSCmdlet
{
    /// <summary>The parameter set of a layer in the pipeline.</summary>
    protected const string OnLayer = "Layer";

    /// <summary>The parameter set of a row of settings in the pipeline.</summary>
    protected const string FromRow = "Row";

    // Distinguishes $null in the pipeline from no input; cheaper than MyInvocation.BoundParameters, which every stage would pay for.
    private bool _hasInput;
    private bool _inputGiven;
    private int _given;
    private bool _nameGiven;

    /// <summary>
    /// The layer that feeds the new one, usually from the pipeline. Without it, the new layer begins a network whose input shape is
    /// unknown.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    public Layer? InputObject
    {
        get;
        set
        {
            field = value;
            _hasInput = true;
        }
    }

    /// <summary>
    /// A name for the layer, unique in its network. By default, a layer is named after its kind, as in Keras, and numbered from the
    /// second one on: conv2d, conv2d_1. The name of a block is a prefix of the names of its layers: encoder/attention.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    /// <summary>Counts the weights of the layer or block as not trainable.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Frozen { get; set; }

    /// <summary>The framework whose defaults the network uses, or null for DeepCalc's own.</summary>
    protected Framework? Framework => InputObject?.Framework;

    /// <summary>Whether a parameter is given a value. $false is a value; an empty cell of a row is not.</summary>
    protected bool IsGiven(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) && !SettingAttribute.IsEmptySwitch(value);

    /// <summary>The layer that a parameter is given, or null where it is left out; giving it <c>$null</c> is an error.</summary>
    protected Layer? Given(string parameter, Layer? layer) =>
        layer is null && MyInvocation.BoundParameters.ContainsKey(parameter) ? throw Errors.Null(parameter) : layer;

    /// <summary>The error for a setting that must be given and is not.</summary>
    /// <remarks>
    /// PowerShell reports a missing mandatory parameter itself. But where a layer is piped in and such a parameter is missing, PowerShell
    /// binds the layer as a row of settings, and its property Kind becomes the next layer's. So a cmdlet with a -Kind checks its needed
    /// settings itself.
    /// </remarks>
    protected DeepCalcException Missing(string parameter, string example) => new(
        ErrorCode.InvalidSetting, $"-{parameter} is missing; give it, for example {MyInvocation.MyCommand.Name} {example}.");

    /// <summary>Makes the layers that the parameters describe, on a layer or as the beginning of a network, and writes them.</summary>
    private protected abstract void Process(Layer? input);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _inputGiven = _hasInput;
        _given = MyInvocation.BoundParameters.Count;
        _nameGiven = Name is not null;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (_inputGiven || !_hasInput)
            {
                RequireSettingsInRow();
            }

            Process(_hasInput ? InputObject ?? throw Errors.Null(nameof(InputObject)) : null);
        }
        catch (DeepCalcException e)
        {
            WriteError(e.OfNewLayer().ToRecord(InputObject));
        }
    }

    // Many objects have a Name, such as measurements and files; a Name alone is no row of settings.
    private void RequireSettingsInRow()
    {
        int fromRow = MyInvocation.BoundParameters.Count - _given - (Name is not null && !_nameGiven ? 1 : 0);
        DeepCalcException.ThrowIf(
            MyInvocation.ExpectingInput && fromRow == 0, ErrorCode.InvalidSetting,
            "the object in the pipeline is neither a layer nor a row of settings: none of its properties is a setting of this layer. Pipe in a layer, or an object with properties such as Filters and Kernel.");
    }
}
