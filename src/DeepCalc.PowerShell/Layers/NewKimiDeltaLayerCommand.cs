namespace DeepCalc.Commands;

/// <summary>Adds Kimi Delta Attention (KDA), a gated delta net in which each feature of a key decays by itself.</summary>
/// <remarks>
/// <para>
/// The decays come from a projection of low rank, one for each feature of a key, and so does the gate of the results, a sigmoid. Otherwise
/// the layer is that of New-GatedDeltaLayer, with as many heads of keys as of values.
/// </para>
/// <para>
/// What is remembered does not grow with the sequence: a matrix of -HeadWidth times -HeadWidth for each head, in float32 unless -StateType
/// is given, and the last inputs of the convolutions.
/// </para>
/// </remarks>
/// <seealso cref="NewGatedDeltaLayerCommand"/>
/// <seealso cref="NewAttentionLayerCommand"/>
/// <example>
/// <code>New-InputLayer T,2304 | New-KimiDeltaLayer 32 | Measure-Layer</code>
/// <para>A layer of Kimi-Linear-48B-A3B, for sequences of any length T.</para>
/// </example>
/// <example>
/// <code>New-InputLayer T,4096 | New-KimiDeltaLayer 32 -FullRankGate -DecayFloor -5 | Show-Calculation Operation</code>
/// <para>The working of a layer whose gate has a projection of full rank and whose decays have a least value.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "KimiDeltaLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewKimiDeltaLayerCommand : ConvolvedRecurrenceCommand
{
    /// <summary>The number of heads, each of which has a state, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Heads { get; set; }

    /// <summary>The width of a head's queries, keys and values. 128 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 128L)]
    public long HeadWidth { get; set; } = 128;

    /// <summary>The rank of the projection of the decays. By default it is -HeadWidth.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? DecayRank { get; set; }

    /// <summary>
    /// The least logarithm of a decay, a negative number, which is then multiplied by a sigmoid. Without it, a decay has no least value.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(double))]
    public double? DecayFloor { get; set; }

    /// <summary>The rank of the projection of the gate. By default it is -HeadWidth.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? GateRank { get; set; }

    /// <summary>Projects the gate by one matrix of full rank.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter FullRankGate { get; set; }

    /// <summary>Gives the projection of the gate a bias.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter GateBias { get; set; }

    /// <summary>The number of positions of a chunk, to count a prefill in chunks. Without it, the work is that of the recurrence.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Chunk { get; set; }

    private protected override LayerDefinition Define()
    {
        if (FullRankGate && GateRank is not null)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "-FullRankGate and -GateRank exclude each other; leave one of them out.");
        }

        return Complete(
            new GatedDeltaNet(Heads)
            {
                KeyWidth = HeadWidth,
                DecayRank = DecayRank ?? HeadWidth,
                DecayFloor = DecayFloor,
                GateRank = FullRankGate ? null : GateRank ?? HeadWidth,
                UseGateBias = GateBias,
                GateFunction = ActivationFunction.Sigmoid,
                Chunk = Chunk,
            },
            useConvolutionBias: false);
    }
}
