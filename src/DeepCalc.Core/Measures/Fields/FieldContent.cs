namespace DeepCalc.Measures.Fields;

/// <summary>
/// What units see of an axis, apart from the axis of their layer along which it lies. Axes that are alike share one, and so do layers that
/// change nothing.
/// </summary>
/// <param name="Kind">How the field lies.</param>
/// <param name="Track">The fields through paths of one jump.</param>
/// <param name="Others">Those through paths of other jumps, or null.</param>
/// <param name="MisalignedAt">The index of the merge whose branches do not see the same place, or −1.</param>
/// <param name="IsGated">Whether the units also depend on the whole axis through a gate.</param>
/// <param name="Loss">Of a scattered field: where its place was lost.</param>
/// <param name="Parts">The axes of the layer on which it lies, where those are several: a bit for each.</param>
internal sealed record FieldContent(
    FieldKind Kind, FieldTrack Track, FieldTrack[]? Others, int MisalignedAt, bool IsGated, Loss? Loss = null, ulong Parts = 0)
{
    /// <summary>A unit of the layer where the measurement begins sees itself.</summary>
    public static FieldContent Itself { get; } = new(FieldKind.Window, new FieldTrack(new FieldSpan(0, 1), 1), null, -1, false);

    /// <summary>Everything, through branches that see the same place.</summary>
    public static FieldContent Everything { get; } = new(FieldKind.Everything, default, null, -1, false);
}
