namespace DeepCalc.Commands;

/// <summary>Adds the time mixing of RWKV-4, RWKV-6 or RWKV-7, in place of attention, with a state of fixed size.</summary>
/// <remarks>
/// <para>
/// Each head has a matrix of -HeadWidth times -HeadWidth as its state, in which each feature of a key decays by itself; RWKV-7 updates it
/// by a generalised delta rule. A position is mixed with the one before it. The heads together are as wide as the input. RWKV-4 has no heads:
/// the state of each feature is an average of its values, three numbers.
/// </para>
/// <para>
/// The layers of RWKV-7 behind the first also take the first one's values (-FirstValue), which -ReturnValue gives. What is remembered does
/// not grow with the sequence: the states, in float32 unless -StateType is given, and the last input.
/// </para>
/// </remarks>
/// <seealso cref="NewRwkvChannelMixingLayerCommand"/>
/// <seealso cref="NewGatedDeltaLayerCommand"/>
/// <example>
/// <code>New-InputLayer T,768 | New-RwkvTimeMixingLayer | Measure-Layer</code>
/// <para>The time mixing of the first layer of RWKV-7 with 168 million parameters.</para>
/// </example>
/// <example>
/// <code>
/// $first, $values = New-InputLayer T,768 | New-RwkvTimeMixingLayer -ReturnValue
/// $first | New-RwkvChannelMixingLayer 3072 | New-RwkvTimeMixingLayer -FirstValue $values | Measure-Network
/// </code>
/// <para>A second layer, which mixes the values of the first one with its own.</para>
/// </example>
/// <example>
/// <code>New-InputLayer T,2048 | New-RwkvTimeMixingLayer -Version V6 | Measure-Parameter -PerWeight</code>
/// <para>The weights of a layer of RWKV-6 with 1.6 billion parameters.</para>
/// </example>
/// <example>
/// <code>New-InputLayer T,768 | New-RwkvTimeMixingLayer -Version V4 | Measure-Parameter</code>
/// <para>A layer of RWKV-4 with 169 million parameters: 2,363,136 of them.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "RwkvTimeMixingLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewRwkvTimeMixingLayerCommand : LayerCommand
{
    // The settings of heads and ranks, which RWKV-4 does not have.
    private static readonly string[] OfHeads = [nameof(HeadWidth), nameof(DecayRank), nameof(MixRank), nameof(RateRank), nameof(ValueRank), nameof(GateRank)];

    /// <summary>The version, V4, V6 or V7. V7 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(RwkvVersion), Default = RwkvVersion.V7)]
    public RwkvVersion Version { get; set; } = RwkvVersion.V7;

    /// <summary>The width of a head, a divisor of the features of the input. 64 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 64L)]
    public long HeadWidth { get; set; } = 64;

    /// <summary>The rank of the projection of the decays. 64 by default, as for 768 and 2048 features.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 64L)]
    public long DecayRank { get; set; } = 64;

    /// <summary>For V6: the rank of the projection of a mixture. 32 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 32L)]
    public long MixRank { get; set; } = 32;

    /// <summary>For V7: the rank of the projection of the rates at which the state learns. 64 by default, as for 768 features.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 64L)]
    public long RateRank { get; set; } = 64;

    /// <summary>For V7: the rank of the projection of the share of the first layer's values. 32 by default, as for 768 features.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 32L)]
    public long ValueRank { get; set; } = 32;

    /// <summary>For V7: the rank of the projection of the gate. 128 by default, as for 768 features.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 128L)]
    public long GateRank { get; set; } = 128;

    /// <summary>For V4: the number of inner features. As many as the input has by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? InnerWidth { get; set; }

    /// <summary>The type in which the state is held. Float32 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(ElementType))]
    public ElementType? StateType { get; set; }

    /// <summary>For V7: also gives the values of this first layer, a further output, for -FirstValue of the layers behind it.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ReturnValue { get; set; }

    /// <summary>For V7, in a layer behind the first: the values of the first layer, kept in a variable.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [AllowNull]
    [LayerTransformation]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer? FirstValue { get; set; }

    private protected override IReadOnlyList<Layer> OtherInputs => IsGiven(nameof(FirstValue)) ? [FirstValue ?? throw Errors.Null(nameof(FirstValue))] : [];

    private protected override LayerDefinition Define()
    {
        bool isFour = Version == RwkvVersion.V4;
        if ((isFour ? OfHeads.FirstOrDefault(IsGiven) : InnerWidth is null ? null : nameof(InnerWidth)) is { } other)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"RWKV-{Version.ToString()[1..]} has no setting -{other}; leave it out.");
        }

        if (isFour)
        {
            var four = new Rwkv4TimeMixing(InnerWidth);
            return StateType is { } held ? four with { StateType = held } : four;
        }

        var layer = new RwkvTimeMixing(Version)
        {
            HeadWidth = HeadWidth,
            DecayRank = DecayRank,
            MixRank = MixRank,
            RateRank = RateRank,
            ValueRank = ValueRank,
            GateRank = GateRank,
            MixesValues = IsGiven(nameof(FirstValue)),
        };
        return StateType is { } type ? layer with { StateType = type } : layer;
    }

    private protected override void Process(Layer? input)
    {
        Layer layer = Make(Define(), Name, input);
        if (ReturnValue && layer.OutputCount == 1)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "-ReturnValue is for the first layer of RWKV-7; leave it out here.");
        }

        Write(layer, ReturnValue);
    }
}
