namespace DeepCalc;

/// <summary>Writes a layer's receptive field on all axes in one word: <c>212x212</c>. A network without an input has none.</summary>
internal static class FieldText
{
    private const string Unknown = "?";

    public static string? Size(ReceptiveFieldMap? map, int layer) =>
        Join(map, layer, static (map, layer, axis) => map.SizeOf(layer, axis));

    public static string? LocalSize(ReceptiveFieldMap? map, int layer) =>
        Join(map, layer, static (map, layer, axis) => map.LocalSizeOf(layer, axis));

    public static string? Jump(ReceptiveFieldMap? map, int layer) =>
        Join(map, layer, static (map, layer, axis) => Geometry(map[layer, axis])?.Jump);

    public static string? EffectivePadding(ReceptiveFieldMap? map, int layer) =>
        Join(map, layer, static (map, layer, axis) => Geometry(map[layer, axis])?.Padding);

    /// <summary>The field, where its place follows from the unit's index; otherwise null.</summary>
    public static AxisField? Geometry(in AxisField field) => field.HasGeometry ? field : null;

    private static string? Join(ReceptiveFieldMap? map, int layer, Func<ReceptiveFieldMap, int, int, Quantity?> value) =>
        Join(map, layer, (map, layer, axis) => value(map, layer, axis)?.KnownValue is { } known ? (Ratio)known : null);

    // Null if no axis has a value; a question mark for an axis that has none beside one that does.
    private static string? Join(ReceptiveFieldMap? map, int layer, Func<ReceptiveFieldMap, int, int, Ratio?> value)
    {
        if (map is null)
        {
            return null;
        }

        var texts = new string[map.AxisCount];
        bool any = false;
        for (int axis = 0; axis < texts.Length; axis++)
        {
            Ratio? known = map[layer, axis].Kind == FieldKind.None ? null : value(map, layer, axis);
            any |= known is not null;
            texts[axis] = known?.ToString() ?? Unknown;
        }

        return any ? string.Join('x', texts) : null;
    }
}
