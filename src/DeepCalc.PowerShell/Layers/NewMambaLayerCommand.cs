namespace DeepCalc.Commands;

/// <summary>Adds a Mamba layer, a selective state space with a state of fixed size.</summary>
/// <remarks>
/// <para>
/// Each inner feature has -StateSize numbers as its state. At each position they decay and take in the feature, by a time step and matrices
/// B and C that are computed from the position. The layer has its projections, a causal convolution and a gate. The work grows linearly
/// with the length of the sequence.
/// </para>
/// <para>
/// What is remembered does not grow: the states, in the type of the network unless -StateType is given, and the last inputs of the
/// convolution.
/// </para>
/// </remarks>
/// <seealso cref="NewMamba2LayerCommand"/>
/// <seealso cref="NewGatedDeltaLayerCommand"/>
/// <example>
/// <code>New-InputLayer T,768 | New-MambaLayer | Measure-Layer</code>
/// <para>A layer of Mamba-130M, for sequences of any length T.</para>
/// </example>
/// <example>
/// <code>New-InputLayer T,4096 | New-MambaLayer 16 -NormalizedSelection -StateType Float32 | Measure-Parameter -PerWeight</code>
/// <para>The weights of a Mamba layer of Jamba.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "MambaLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewMambaLayerCommand : ConvolvedRecurrenceCommand
{
    /// <summary>The number of elements of the state of an inner feature. 16 by default.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 16L)]
    public long StateSize { get; set; } = 16;

    /// <summary>The number of inner features. By default it is twice the number of features of the input.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? InnerWidth { get; set; }

    /// <summary>The rank of the projection of the time steps. By default it is a sixteenth of the features of the input, rounded up.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? TimeStepRank { get; set; }

    /// <summary>Normalises what the time steps are projected from, B and C, each by the root mean square, as in Jamba.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NormalizedSelection { get; set; }

    /// <summary>Gives the projections of input and output biases.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ProjectionBias { get; set; }

    /// <summary>Leaves out the biases of the convolution.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoConvolutionBias { get; set; }

    private protected override LayerDefinition Define() => Complete(
        new Mamba(StateSize)
        {
            InnerWidth = InnerWidth,
            TimeStepRank = TimeStepRank,
            NormalizesSelection = NormalizedSelection,
            UseBias = ProjectionBias,
        },
        !NoConvolutionBias);
}
