namespace DeepCalc.Formats.Keras;

/// <summary>Normalisations.</summary>
internal static class KerasNormalizations
{
    private const double UsualEpsilon = 1e-3;
    private const double UsualOfRms = 1e-6;

    public static KerasClass[] Classes { get; } =
    [
        new("BatchNormalization", Batch, HoldsWeights: true),
        new("SyncBatchNormalization", Batch, HoldsWeights: true),
        new("BatchNormalizationV1", Batch, HoldsWeights: true),
        new("BatchNormalizationV2", Batch, HoldsWeights: true),
        new("LayerNormalization", Layer, HoldsWeights: true),
        new("GroupNormalization", Group, HoldsWeights: true),
        new("RMSNormalization", call => call.Add(Rms(call, UsualOfRms)), HoldsWeights: true),
        new("UnitNormalization", call => call.Add(new UnitNormalization(Axes(call)))),
    ];

    private static KerasOutputs Batch(KerasCall call)
    {
        AxisValues axes = call.Settings.Numbers("axis") ?? -1;
        if (axes.Count > 1 || call.Settings.Flag("renorm", false))
        {
            return call.Unknown(shape: call.Input.OutputShape);
        }

        return call.Add(Along(call, axes[0], new Normalization(
            NormalizationKind.Batch, UseScale: Scale(call), UseCenter: Center(call), TrackStatistics: true)
        {
            Epsilon = Epsilon(call),
            Momentum = call.Settings.Unusual("momentum", 0.99),
        }));
    }

    private static KerasOutputs Layer(KerasCall call) => call.Add(call.Settings.Flag("rms_scaling", false)
        ? Rms(call, UsualEpsilon)
        : new Normalization(NormalizationKind.Layer, Axes: Axes(call), UseScale: Scale(call), UseCenter: Center(call)) { Epsilon = Epsilon(call) });

    private static Normalization Rms(KerasCall call, double missing) =>
        new(NormalizationKind.Rms, Axes: Axes(call), UseCenter: false) { Epsilon = call.Settings.Unusual("epsilon", UsualOfRms, missing) };

    private static KerasOutputs Group(KerasCall call)
    {
        // One group for each channel is an instance normalisation.
        long groups = call.Settings.OptionalNumber("groups") ?? 32;
        var definition = new Normalization(
            groups == -1 ? NormalizationKind.Instance : NormalizationKind.Group, groups == -1 ? 1 : groups, UseScale: Scale(call), UseCenter: Center(call))
        {
            Epsilon = Epsilon(call),
        };
        return call.Add(Along(call, call.Settings.OptionalNumber("axis") ?? -1, definition));
    }

    private static LayerDefinition Along(KerasCall call, long axis, Normalization definition)
    {
        TensorShape shape = call.Shape;
        int channel = AxisIndex.Of(KerasSettings.AxisWithoutBatch("axis", axis), shape);
        return channel == shape.ChannelAxis ? definition : new Placed(definition) { Channel = channel };
    }

    private static AxisValues Axes(KerasCall call) => new([.. (call.Settings.Numbers("axis") ?? -1).Values.Select(axis => (long)KerasSettings.AxisWithoutBatch("axis", axis))]);

    private static double? Epsilon(KerasCall call) => call.Settings.Unusual("epsilon", UsualEpsilon);

    private static bool Scale(KerasCall call) => call.Settings.Flag("scale", true);

    private static bool Center(KerasCall call) => call.Settings.Flag("center", true);
}
