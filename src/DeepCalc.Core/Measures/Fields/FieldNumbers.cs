using System.Globalization;

namespace DeepCalc.Measures.Fields;

/// <summary>The receptive-field numbers of a layer for all axes. A network without an input has none.</summary>
internal readonly struct FieldNumbers
{
    private const string Unknown = "?";
    private const string All = "all";

    private readonly ReceptiveFieldMap? _map;
    private readonly int _layer;

    /// <summary>The numbers of a layer, given by its place, from the fields on an input.</summary>
    public FieldNumbers(ReceptiveFieldMap? map, int layer)
    {
        _map = map;
        _layer = layer;
    }

    /// <summary>The number of positions that a unit sees; <c>all</c> where every unit sees the whole of an axis of unknown size.</summary>
    public AxisNumbers<long> Size => Join(
        static (map, layer, axis) => map.SizeOf(layer, axis)?.KnownValue, static seen => seen.SeesEverything, static seen => true);

    /// <summary>The same without multiplicative gates.</summary>
    public AxisNumbers<long> LocalSize => Join(
        static (map, layer, axis) => map.LocalSizeOf(layer, axis)?.KnownValue, static seen => seen.Kind == FieldKind.Everything, static seen => true);

    /// <summary>The distance between the fields of neighbouring units.</summary>
    public AxisNumbers<Ratio> Jump => OfPlace<Ratio>(static seen => seen.Jump);

    /// <summary>The centre of the first unit's field.</summary>
    public AxisNumbers<double> Start => OfPlace(static seen => seen.Track.First.Centre);

    /// <summary>The number of positions by which the first unit's field begins before the axis.</summary>
    public AxisNumbers<long> EffectivePadding => OfPlace(static seen => seen.Padding.KnownValue);

    /// <summary>Whether every unit sees the whole of every axis.</summary>
    public bool SeesEverything
    {
        get
        {
            for (int axis = 0; axis < (_map?.AxisCount ?? 0); axis++)
            {
                if (!_map![_layer, axis].SeesEverything)
                {
                    return false;
                }
            }

            return _map is not null;
        }
    }

    // Only a field whose place follows from the unit's index has this number.
    private AxisNumbers<T> OfPlace<T>(Func<AxisField, T?> value)
        where T : struct, IComparable<T> => Join(
            (map, layer, axis) => map[layer, axis] is { HasGeometry: true } seen ? value(seen) : null,
            static _ => false,
            static seen => seen.HasGeometry || seen.Kind == FieldKind.Unknown);

    // The largest is unknown if the number of any axis that has one is unknown.
    private AxisNumbers<T> Join<T>(Func<ReceptiveFieldMap, int, int, T?> value, Func<AxisField, bool> seesAll, Func<AxisField, bool> hasNumber)
        where T : struct, IComparable<T>
    {
        if (_map is null)
        {
            return default;
        }

        var texts = new string[_map.AxisCount];
        bool isKnown = true;
        T? largest = null;
        T? before = null;
        for (int axis = 0; axis < texts.Length; axis++)
        {
            AxisField seen = _map[_layer, axis];
            T? known = seen.Kind == FieldKind.None ? null : Checked(value, axis);

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
        return new AxisNumbers<T>(perAxis, isKnown ? largest : null);
    }

    // A field can fit in 64 bits although a number derived from it, such as twice its centre, does not.
    private T? Checked<T>(Func<ReceptiveFieldMap, int, int, T?> value, int axis)
        where T : struct
    {
        try
        {
            return value(_map!, _layer, axis);
        }
        catch (OverflowException)
        {
            throw _map!.Overflow(_layer);
        }
    }
}
