namespace DeepCalc.Commands;

/// <summary>Adds a gated delta net, linear attention with a state of fixed size, as in Qwen3-Next.</summary>
/// <remarks>
/// <para>
/// Each head has a matrix as its state. At each position the state decays by a gate, and what it lacks for the position's key is added at
/// a rate (the delta rule). Queries, keys and values pass through a causal convolution; the results are normalised and multiplied by a
/// gate. The work grows linearly with the length of the sequence, and is counted position by position, as in decoding; with -Chunk it is
/// that of a prefill by products of matrices.
/// </para>
/// <para>
/// What is remembered does not grow: a matrix of -KeyWidth times -ValueWidth for each head, in float32 unless -StateType is given, and the
/// last inputs of the convolution.
/// </para>
/// </remarks>
/// <seealso cref="NewKimiDeltaLayerCommand"/>
/// <seealso cref="NewMamba2LayerCommand"/>
/// <seealso cref="NewAttentionLayerCommand"/>
/// <example>
/// <code>New-InputLayer T,2048 | New-GatedDeltaLayer 32 -KeyHeads 16 | Measure-Layer</code>
/// <para>The linear attention of Qwen3-Next-80B-A3B, for sequences of any length T.</para>
/// </example>
/// <example>
/// <code>(New-InputLayer T,5120 | New-GatedDeltaLayer 48 -KeyHeads 16).States()</code>
/// <para>What a layer of Qwen3.5-27B remembers of a sequence, in numbers of elements.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "GatedDeltaLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewGatedDeltaLayerCommand : ConvolvedRecurrenceCommand
{
    /// <summary>The number of heads of values, each of which has a state, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Heads { get; set; }

    /// <summary>The number of heads of queries and keys, a divisor of -Heads. By default it is the same number.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? KeyHeads { get; set; }

    /// <summary>The width of a head's queries and keys. 128 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 128L)]
    public long KeyWidth { get; set; } = 128;

    /// <summary>The width of a head's values. By default it is -KeyWidth.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? ValueWidth { get; set; }

    /// <summary>The function of the gate of the results. Silu by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(ActivationFunction), Default = ActivationFunction.Silu)]
    public ActivationFunction GateActivation { get; set; } = ActivationFunction.Silu;

    /// <summary>Gives the convolution biases.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ConvolutionBias { get; set; }

    /// <summary>The number of positions of a chunk, to count a prefill in chunks. Without it, the work is that of the recurrence.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Chunk { get; set; }

    private protected override LayerDefinition Define() => Complete(
        new GatedDeltaNet(Heads)
        {
            KeyHeads = KeyHeads,
            KeyWidth = KeyWidth,
            ValueWidth = ValueWidth,
            GateFunction = GateActivation,
            Chunk = Chunk,
        },
        ConvolutionBias);
}
