using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>A cmdlet that puts something on what is piped in, or begins a network with it.</summary>
/// <remarks>
/// A layer comes by value; a row of settings (from Import-Csv) comes by property name, in a parameter set of its
/// own, so that the properties of a layer are never taken for the settings of the next.
/// </remarks>
public abstract class StageCommand : PSCmdlet
{
    /// <summary>The parameter set of a layer in the pipeline.</summary>
    protected const string OnLayer = "Layer";

    /// <summary>The parameter set of a row of settings in the pipeline.</summary>
    protected const string FromRow = "Row";

    // Tells $null in the pipeline from nothing bound; cheaper than MyInvocation.BoundParameters, once a stage.
    private bool _hasInput;
    private bool _inputGiven;
    private int _given;
    private bool _nameGiven;

    /// <summary>The layer that feeds the new one. Without one, the new layer begins a network whose input shape is not known yet.</summary>
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

    /// <summary>A name for the layer, unique in its network. Without one it is named after its kind as Keras does, numbered from the second on: conv2d, conv2d_1. The layers of a block have it in front of theirs: encoder/attention.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    /// <summary>The framework whose defaults the network takes, or null for DeepCalc's own.</summary>
    protected Framework? Framework => InputObject?.Framework;

    /// <summary>Whether a parameter has a value, false among them; an empty cell of a row is none.</summary>
    protected bool IsGiven(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) && !SettingAttribute.IsEmptySwitch(value);

    /// <summary>A layer that a parameter names, or null if it was left out; naming nothing (<c>$null</c>) is an error.</summary>
    protected Layer? Given(string parameter, Layer? layer) =>
        layer is null && MyInvocation.BoundParameters.ContainsKey(parameter) ? throw Errors.Null(parameter) : layer;

    /// <summary>A setting is missing that must be given.</summary>
    /// <remarks>
    /// The engine would say so itself of a mandatory parameter. But where a layer comes down the pipe and one is missing, it takes the layer
    /// for a row of settings, and the layer's own Kind for that of the next; so a cmdlet with a -Kind asks for its mandatory settings by itself.
    /// </remarks>
    protected DeepCalcException Missing(string parameter, string example) => new(
        ErrorCode.InvalidSetting, $"-{parameter} is missing; give it, such as {MyInvocation.MyCommand.Name} {example}.");

    /// <summary>Makes what the parameters say, on a layer or as a beginning, and writes it.</summary>
    protected abstract void Process(Layer? input);

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

    // Many objects have a Name, measurements and files among them; that alone makes no layer.
    private void RequireSettingsInRow()
    {
        int fromRow = MyInvocation.BoundParameters.Count - _given - (Name is not null && !_nameGiven ? 1 : 0);
        if (MyInvocation.ExpectingInput && fromRow == 0)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting,
                "what came down the pipe is neither a layer nor a row of settings: none of its properties is a setting of this layer.");
        }
    }
}
