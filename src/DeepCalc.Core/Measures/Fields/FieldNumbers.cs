namespace DeepCalc.Measures.Fields;

/// <summary>The receptive-field numbers of a layer for all axes. A network without an input has none.</summary>
/// <param name="map">The fields on an input, or null.</param>
/// <param name="layer">The place of the layer.</param>
internal readonly struct FieldNumbers(ReceptiveFieldMap? map, int layer)
{
    private const string Unknown = "?";
    private const string All = "all";

    /// <summary>The number of positions that a unit sees; <c>all</c> where every unit sees the whole of an axis of unknown size.</summary>
    public (string? PerAxis, long? Largest) Size => Join(
        static (map, layer, axis) => map.SizeOf(layer, axis)?.KnownValue, static seen => seen.SeesEverything, static seen => true);

    /// <summary>The same without multiplicative gates.</summary>
    public (string? PerAxis, long? Largest) LocalSize => Join(
        static (map, layer, axis) => map.LocalSizeOf(layer, axis)?.KnownValue, static seen => seen.Kind == FieldKind.Everything, static seen => true);

    /// <summary>The distance between the fields of neighbouring units.</summary>
    public (string? PerAxis, Ratio? Largest) Jump => OfPlace<Ratio>(static seen => seen.Jump);

    /// <summary>The centre of the first unit's field.</summary>
    public (string? PerAxis, double? Largest) Start => OfPlace(static seen => seen.Track.First.Centre);

    /// <summary>The number of positions by which the first unit's field begins before the axis.</summary>
    public (string? PerAxis, long? Largest) EffectivePadding => OfPlace(static seen => seen.Padding.KnownValue);

    /// <summary>Whether every unit sees the whole of every axis.</summary>
    public bool SeesEverything
    {
        get
        {
            for (int axis = 0; axis < (map?.AxisCount ?? 0); axis++)
            {
                if (!map![layer, axis].SeesEverything)
                {
                    return false;
                }
            }

            return map is not null;
        }
    }

    // Only a field whose place follows from the unit's index has this number.
    private (string? PerAxis, T? Largest) OfPlace<T>(Func<AxisField, T?> value)
        where T : struct, IComparable<T> => Join(
            (map, layer, axis) => map[layer, axis] is { HasGeometry: true } seen ? value(seen) : null,
            static _ => false,
            static seen => seen.HasGeometry || seen.Kind == FieldKind.Unknown);

    // The largest is unknown if the number of any axis that has one is unknown.
    private (string? PerAxis, T? Largest) Join<T>(Func<ReceptiveFieldMap, int, int, T?> value, Func<AxisField, bool> seesAll, Func<AxisField, bool> hasNumber)
        where T : struct, IComparable<T>
    {
        if (map is null)
        {
            return default;
        }

        var texts = new string[map.AxisCount];
        bool isKnown = true;
        T? largest = null;
        T? before = null;
        for (int axis = 0; axis < texts.Length; axis++)
        {
            AxisField seen = map[layer, axis];
            T? known = seen.Kind == FieldKind.None ? null : map.Checked(layer, axis, value);

            // Axes are often alike, and formatting a number is slow.
            texts[axis] = known is not { } number ? seesAll(seen) ? All : Unknown
                : before is { } same && same.CompareTo(number) == 0 ? texts[axis - 1]
                : string.Create(CultureInfo.InvariantCulture, $"{number}");
            isKnown &= known is not null || seen.Kind == FieldKind.None || !hasNumber(seen);
            largest = known is { } larger && (largest is not { } most || larger.CompareTo(most) > 0) ? known : largest;
            before = known;
        }

        string? perAxis = Array.TrueForAll(texts, static text => text == All) ? All
            : Array.TrueForAll(texts, static text => text == Unknown) ? null
            : string.Join('x', texts);
        return (perAxis, isKnown ? largest : null);
    }
}
