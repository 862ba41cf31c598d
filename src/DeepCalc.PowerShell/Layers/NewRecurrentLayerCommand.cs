using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a recurrent layer: an LSTM, a GRU or a simple one, one way or both, or several stacked.</summary>
/// <remarks>
/// <para>
/// The input has two axes, steps and features. An LSTM has (in + h)·4u weights and 4u biases, with h the projection size
/// if there is one and u otherwise; a projection adds u·p. A GRU has 3u in place of 4u, a simple layer u. Each direction
/// has weights of its own.
/// </para>
/// <para>
/// In a network of PyTorch's defaults there are two bias vectors and every step comes out, unless -BiasVectors or
/// -ReturnSequences:$false says otherwise; in any other one vector, and the last step.
/// </para>
/// </remarks>
/// <seealso cref="NewAttentionLayerCommand"/>
/// <example>
/// <code>New-InputLayer T,64 | New-RecurrentLayer 128 -ReturnSequences | New-RecurrentLayer 128 | Measure-Parameter</code>
/// <para>Two LSTM layers on sequences of any length T: parameters do not depend on it.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 50,256 | New-RecurrentLayer 512 -Projection 128 -BiasVectors 2 | Measure-Parameter -PerWeight</code>
/// <para>The weights of PyTorch's LSTM with a projection.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 50,256 | New-RecurrentLayer 64 -Kind Gru -Bidirectional -MergeMode Sum | Show-Calculation</code>
/// <para>The working of a GRU that reads both ways and adds what both read.</para>
/// </example>
/// <example>
/// <code>
/// $out, $h, $c = New-InputLayer 20,32 | New-RecurrentLayer 64 -ReturnState
/// New-InputLayer 15,32 | New-RecurrentLayer 64 -ReturnSequences -InitialState $h, $c | New-DenseLayer 100 | Measure-Layer
/// </code>
/// <para>An encoder, whose states a decoder begins with.</para>
/// </example>
/// <example>
/// <code>
/// $out, $states = New-InputLayer 20,32 | New-RecurrentLayer 64 -Kind Gru -StackedLayers 2 -ReturnState
/// New-InputLayer 15,32 | New-RecurrentLayer 64 -Kind Gru -StackedLayers 2 -InitialState $states | Get-OutputShape
/// </code>
/// <para>The states of both stacked layers, as PyTorch's h_n, begin a decoder.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "RecurrentLayer", DefaultParameterSetName = OnLayer)]
[Alias("New-LstmLayer", "New-GruLayer", "New-SimpleRnnLayer")]
[OutputType(typeof(Layer))]
public sealed class NewRecurrentLayerCommand : LayerCommand
{
    /// <summary>The number of cells.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long? Units { get; set; }

    /// <summary>The kind of the cells: Lstm (the default), Gru or SimpleRnn. New-GruLayer and New-SimpleRnnLayer say so by their names.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(RecurrentKind))]
    [PSDefaultValue(Help = "Lstm")]
    public RecurrentKind? Kind { get; set; }

    /// <summary>How many layers are stacked: each but the first takes the output of the one before, both directions of it.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int), Default = 1)]
    public int StackedLayers { get; set; } = 1;

    /// <summary>Goes over the steps both ways, with weights for each.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Bidirectional { get; set; }

    /// <summary>Goes over the steps from the last to the first.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Backward { get; set; }

    /// <summary>With -Bidirectional, how the outputs of both directions become one: Concatenate (the default), Sum, Multiply or Average.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(DirectionMerge), Default = DirectionMerge.Concatenate)]
    public DirectionMerge MergeMode { get; set; }

    /// <summary>Puts out every step, not only the last. In a network of PyTorch's defaults that is so without it; -ReturnSequences:$false puts out the last.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ReturnSequences { get; set; }

    /// <summary>Puts out the last states too, each as a layer of its own after the recurrent layer: h, and c of an LSTM; with -Bidirectional those of both directions (forward h, forward c, backward h, backward c); with -StackedLayers those of each layer, layer by layer.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ReturnState { get; set; }

    /// <summary>The bias vectors: 1 as in Keras, where a GRU has two rows unless -NoResetAfter; 2 as in PyTorch; 0 for none. By default 2 in a network of PyTorch's defaults, else 1.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? BiasVectors { get; set; }

    /// <summary>The size that the hidden state of an LSTM is projected to; smaller than the number of cells.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Projection { get; set; }

    /// <summary>Lets the reset gate of a GRU work before the product with the recurrent kernel, as in its first paper; Keras's reset_after=False.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoResetAfter { get; set; }

    /// <summary>Lets the gates of an LSTM look at its cell state: 3u weights more.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Peephole { get; set; }

    /// <summary>The layers, kept in variables, whose outputs are the states to begin with, in the order in which -ReturnState puts them out; of stacked layers also one set for all. They may be of another network, such as an encoder.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [AllowEmptyCollection]
    [LayerTransformation(TakesSeveral = true)]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer?[]? InitialState { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Layer> OtherInputs => !MyInvocation.BoundParameters.ContainsKey(nameof(InitialState))
        ? []
        : [.. (InitialState ?? [null]).Select(state => state ?? throw Errors.Null(nameof(InitialState)))];

    /// <inheritdoc/>
    protected override LayerDefinition Define() => DefineRecurrent();

    /// <inheritdoc/>
    protected override void Process(Layer? input)
    {
        Recurrent definition = DefineRecurrent();
        Layer layer = Make(definition, Name, input);
        WriteObject(layer);
        if (!ReturnState)
        {
            return;
        }

        foreach (RecurrentState state in RecurrentState.AllOf(definition))
        {
            string? name = layer.Name is { } whole ? $"{whole}/{state.StateName.Replace(' ', '_')}" : null;
            var output = new Layer(TimeDistributed ? new TimeDistributed(state) : state, name, layer);
            output.RequireUniqueNames();
            WriteObject(output);
        }
    }

    private Recurrent DefineRecurrent()
    {
        if (Bidirectional && Backward)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "-Bidirectional goes both ways, backward among them; leave out -Backward.");
        }

        bool isPyTorch = Framework == DeepCalc.Framework.PyTorch;
        RecurrentKind kind = CalledAs.Kind(this, nameof(Kind), Kind, RecurrentKind.Lstm, Spelling.Find<RecurrentKind>);
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
