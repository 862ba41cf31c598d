namespace DeepCalc.Commands;

/// <summary>The settings of attention that its layer and the blocks around one have in common.</summary>
internal interface IAttentionSettings
{
    public long Heads { get; }

    public long? KeyValueHeads { get; }

    public long? KeyWidth { get; }

    public SwitchParameter Causal { get; }

    public long? Window { get; }

    public long? Chunk { get; }

    public long? SinkPositions { get; }

    public SwitchParameter SinkLogit { get; }

    public SwitchParameter Rotary { get; }

    public NormalizationKind? HeadNormalization { get; }

    public SwitchParameter AcrossHeads { get; }

    public double? ScoreCap { get; }

    /// <summary>The attention that they describe.</summary>
    public MultiHeadAttention ToAttention(bool useBias) => new()
    {
        Heads = Heads,
        KeyValueHeads = KeyValueHeads,
        KeyWidth = KeyWidth,
        UseBias = useBias,
        IsCausal = Causal,
        Window = Window,
        Chunk = Chunk,
        SinkPositions = SinkPositions,
        UseSinkLogit = SinkLogit,
        HeadNormalization = HeadNormalization,
        NormalizesAllHeads = AcrossHeads,
        CapsScores = ScoreCap is not null,
        ScoreCap = ScoreCap,
        UseRotary = Rotary,
    };
}
