namespace DeepCalc.Commands;

/// <summary>Adds a recurrent layer: LSTM, GRU or simple; in one direction or both; one layer or several stacked.</summary>
/// <remarks>
/// <para>
/// The input has two axes, steps and features. An LSTM with u cells on n features has (n + h)·4u weights and 4u biases. h is the size
/// of the projection if there is one, and u otherwise; a projection p adds u·p weights. A GRU has 3u in place of 4u, a simple layer u.
/// Each direction has its own weights.
/// </para>
/// <para>
/// With the framework PyTorch, there are two bias vectors and the output has every step. Otherwise there is one bias vector and the
/// output is the last step. -BiasVectors and -ReturnSequences override these defaults.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer T,64 | New-RecurrentLayer 128 -ReturnSequences | New-RecurrentLayer 128 | Measure-Parameter</code>
/// <para>Two LSTM layers on sequences of any length T: the parameters do not depend on it.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 50,256 | New-RecurrentLayer 512 -Projection 128 -BiasVectors 2 | Measure-Parameter -PerWeight</code>
/// <para>The weights of PyTorch's LSTM with a projection.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 50,256 | New-RecurrentLayer 64 -Kind Gru -Bidirectional -MergeMode Sum | Show-Calculation</code>
/// <para>The working of a GRU that reads in both directions and adds their outputs.</para>
/// </example>
/// <example>
/// <code>
/// $out, $h, $c = New-InputLayer 20,32 | New-RecurrentLayer 64 -ReturnState
/// New-InputLayer 15,32 | New-RecurrentLayer 64 -ReturnSequences -InitialState $h, $c | New-DenseLayer 100 | Measure-Layer
/// </code>
/// <para>An encoder whose last states are the first states of a decoder.</para>
/// </example>
/// <example>
/// <code>
/// $out, $states = New-InputLayer 20,32 | New-RecurrentLayer 64 -Kind Gru -StackedLayers 2 -ReturnState
/// New-InputLayer 15,32 | New-RecurrentLayer 64 -Kind Gru -StackedLayers 2 -InitialState $states | Get-OutputShape
/// </code>
/// <para>The states of both stacked layers, h_n in PyTorch, are the first states of a decoder.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "RecurrentLayer", DefaultParameterSetName = OnLayer)]
[Alias("New-LstmLayer", "New-GruLayer", "New-SimpleRnnLayer")]
[OutputType(typeof(Layer))]
public sealed class NewRecurrentLayerCommand : LayerCommand
{
    /// <summary>The number of cells, 1 or more.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long? Units { get; set; }

    /// <summary>
    /// The kind of cell: Lstm (the default), Gru or SimpleRnn. The aliases New-GruLayer and New-SimpleRnnLayer name it themselves.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(RecurrentKind))]
    [PSDefaultValue(Help = "Lstm")]
    public RecurrentKind? Kind { get; set; }

    /// <summary>
    /// The number of stacked layers, 1 or more. Each takes the output of the one before it, of both directions if there are two. 1 by
    /// default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int), Default = 1)]
    public int StackedLayers { get; set; } = 1;

    /// <summary>Reads the steps in both directions, each with its own weights.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Bidirectional { get; set; }

    /// <summary>Reads the steps from last to first.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Backward { get; set; }

    /// <summary>
    /// With -Bidirectional, how the outputs of both directions become one: Concatenate (the default), Sum, Multiply or Average.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(DirectionMerge), Default = DirectionMerge.Concatenate)]
    public DirectionMerge MergeMode { get; set; }

    /// <summary>
    /// Outputs every step instead of the last one. With the framework PyTorch, this is the default; -ReturnSequences:$false outputs the
    /// last step.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ReturnSequences { get; set; }

    /// <summary>
    /// Also gives the last states, further outputs of the layer, each to be piped on or kept in a variable: h, and for an LSTM c. With -Bidirectional,
    /// the states of both directions: forward h, forward c, backward h, backward c. With -StackedLayers, those of each layer in turn.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ReturnState { get; set; }

    /// <summary>
    /// The number of bias vectors: 1 as in Keras (where a GRU has two rows unless -NoResetAfter is given), 2 as in PyTorch, or 0. The
    /// default is 2 with the framework PyTorch, and 1 otherwise.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? BiasVectors { get; set; }

    /// <summary>For an LSTM: the size that the hidden state is projected to, smaller than the number of cells.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Projection { get; set; }

    /// <summary>
    /// For a GRU: applies the reset gate before the product with the recurrent kernel, as in the first GRU paper: reset_after=False in
    /// Keras.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoResetAfter { get; set; }

    /// <summary>For an LSTM: lets the gates see the cell state, which adds 3u weights.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Peephole { get; set; }

    /// <summary>
    /// The layers, kept in variables, whose outputs are the initial states, in the order in which -ReturnState outputs them. Stacked
    /// layers also take one set of states for all. The layers may belong to another network, such as an encoder.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [AllowEmptyCollection]
    [LayerTransformation(TakesSeveral = true)]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer?[]? InitialState { get; set; }

    private protected override IReadOnlyList<Layer> OtherInputs => !MyInvocation.BoundParameters.ContainsKey(nameof(InitialState))
        ? []
        : [.. (InitialState ?? [null]).Select(state => state ?? throw Errors.Null(nameof(InitialState)))];

    private protected override void Process(Layer? input) => Write(Make(Define(), Name, input), ReturnState);

    private protected override LayerDefinition Define()
    {
        DeepCalcException.ThrowIf(
            Bidirectional && Backward, ErrorCode.InvalidSetting, "-Bidirectional includes the backward direction; leave out -Backward.");

        bool isPyTorch = Framework == DeepCalc.Framework.PyTorch;
        RecurrentKind kind = CalledAs.Find(this, nameof(Kind), Kind, Spelling.Find<RecurrentKind>) ?? RecurrentKind.Lstm;
        return new Recurrent(Units ?? throw Missing(nameof(Units), "128"), kind)
        {
            Layers = StackedLayers,
            Direction = Bidirectional ? RecurrentDirection.Bidirectional : Backward ? RecurrentDirection.Backward : RecurrentDirection.Forward,
            Merge = MergeMode,
            ReturnSequences = IsGiven(nameof(ReturnSequences)) ? ReturnSequences : isPyTorch,
            BiasVectors = BiasVectors ?? (isPyTorch ? 2 : 1),
            Projection = Projection,
            ResetAfter = !NoResetAfter,
            Peephole = Peephole,
        };
    }
}
