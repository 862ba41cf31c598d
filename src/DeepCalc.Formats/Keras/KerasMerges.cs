namespace DeepCalc.Formats.Keras;

/// <summary>Layers that merge several inputs.</summary>
internal static class KerasMerges
{
    public static KerasClass[] Classes { get; } =
    [
        .. Enum.GetValues<MergeKind>().Where(kind => kind != MergeKind.Divide).Select(kind => new KerasClass(kind.ToString(), call => call.Add(new Merge(kind)))),
        new("Concatenate", call => call.Add(new Concatenate(call.Settings.Axis("axis") ?? -1))),
        new("Dot", Dot),
    ];

    private static KerasOutputs Dot(KerasCall call)
    {
        AxisValues axes = call.Settings.Numbers("axes") ?? throw new DeepCalcException(ErrorCode.InvalidSetting, "axes is missing; it must be one axis, or one for each of the two inputs.");
        return axes.Count > 2
            ? throw new DeepCalcException(ErrorCode.InvalidSetting, $"axes has {axes.Count} axes; it must be one axis, or one for each of the two inputs.")
            : call.Add(new Dot(
                KerasSettings.AxisWithoutBatch("axes", axes[0]), KerasSettings.AxisWithoutBatch("axes", axes[axes.Count - 1]), call.Settings.Flag("normalize", false)));
    }
}
