using System.Globalization;

namespace DeepCalc;

/// <summary>Writes a layer's receptive field on all axes in one word: <c>212x212</c>.</summary>
internal static class FieldText
{
    private const string Unknown = "?";

    public static string? Size(ReceptiveFieldMap map, int layer) =>
        Join(map, layer, axis => map.SizeOf(layer, axis));

    public static string? Jump(ReceptiveFieldMap map, int layer) => Join(map, layer, axis => Geometry(map[layer, axis])?.Jump);

    public static string? EffectivePadding(ReceptiveFieldMap map, int layer) =>
        Join(map, layer, axis => Geometry(map[layer, axis])?.Padding);

    /// <summary>The field, where its place follows from the unit's index; otherwise null.</summary>
    public static AxisField? Geometry(in AxisField field) => field.HasGeometry ? field : null;

    // Null if no axis has a value; a question mark for an axis that has none beside one that does.
    private static string? Join(ReceptiveFieldMap map, int layer, Func<int, Quantity?> value)
    {
        var texts = new string[map.AxisCount];
        bool any = false;
        for (int axis = 0; axis < texts.Length; axis++)
        {
            long? known = map[layer, axis].Kind == FieldKind.None ? null : value(axis)?.KnownValue;
            any |= known is not null;
            texts[axis] = known?.ToString(CultureInfo.InvariantCulture) ?? Unknown;
        }

        return any ? string.Join('x', texts) : null;
    }
}
