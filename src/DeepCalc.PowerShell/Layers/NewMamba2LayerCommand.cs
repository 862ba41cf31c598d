namespace DeepCalc.Commands;

/// <summary>Adds a Mamba-2 layer, a state space with heads and a state of fixed size (SSD).</summary>
/// <remarks>
/// <para>
/// Each head has a matrix of -HeadWidth times -StateSize as its state, which decays as a whole. The work is counted position by position,
/// as in decoding. With -Chunk it is that of a prefill by products of matrices: within a chunk by scores, as attention, and between chunks
/// by their states. The last chunk is filled up.
/// </para>
/// <para>
/// What is remembered does not grow: the states, in the type of the network unless -StateType is given, and the last inputs of the
/// convolution.
/// </para>
/// </remarks>
/// <seealso cref="NewMambaLayerCommand"/>
/// <seealso cref="NewGatedDeltaLayerCommand"/>
/// <example>
/// <code>New-InputLayer T,768 | New-Mamba2Layer 24 | Measure-Layer</code>
/// <para>A layer of Mamba2-130M, for sequences of any length T.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 4096,768 | New-Mamba2Layer 24 -Chunk 256 | Measure-Operation</code>
/// <para>The work of a prefill in chunks of 256 positions.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "Mamba2Layer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewMamba2LayerCommand : ConvolvedRecurrenceCommand
{
    /// <summary>The number of heads, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Heads { get; set; }

    /// <summary>The width of a head; all heads together are the inner features. 64 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 64L)]
    public long HeadWidth { get; set; } = 64;

    /// <summary>The number of elements of the state of an inner feature. 128 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 128L)]
    public long StateSize { get; set; } = 128;

    /// <summary>The number of groups of heads that share the matrices B and C, a divisor of -Heads. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Groups { get; set; } = 1;

    /// <summary>The number of positions of a chunk, to count a prefill in chunks. Without it, the work is that of the recurrence.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Chunk { get; set; }

    /// <summary>Leaves out the norm of the results.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoNorm { get; set; }

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
        new Mamba2(Heads)
        {
            HeadWidth = HeadWidth,
            StateSize = StateSize,
            Groups = Groups,
            Chunk = Chunk,
            UseNorm = !NoNorm,
            UseBias = ProjectionBias,
        },
        !NoConvolutionBias);
}
