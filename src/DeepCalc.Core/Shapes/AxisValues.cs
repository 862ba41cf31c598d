using System.Collections.Immutable;

namespace DeepCalc;

/// <summary>A kernel, stride or dilation: one number for all axes, or one for each.</summary>
public readonly record struct AxisValues
{
    /// <summary>What stands between the values of axes.</summary>
    internal static readonly char[] Separators = ['x', 'X', '×', ','];

    private readonly ImmutableArray<long> _values;

    /// <summary>One number for all axes, or one for each.</summary>
    public AxisValues(params ReadOnlySpan<long> values) => _values = [.. values];

    /// <summary>The numbers.</summary>
    public ImmutableArray<long> Values => _values.IsDefault ? [] : _values;

    /// <summary>The number of values.</summary>
    public int Count => Values.Length;

    /// <summary>The value for an axis.</summary>
    public long this[int axis] => _values.Length == 1 ? _values[0] : _values[axis];

    /// <summary>Whether there is one value for all axes, or one for each of <paramref name="rank"/> axes.</summary>
    public bool Fits(int rank) => Count == 1 || Count == rank;

    /// <summary>One number for all axes.</summary>
    public static implicit operator AxisValues(long value) => new(value);

    /// <summary>Reads <c>3</c>, <c>3x5</c> or <c>3,5</c>.</summary>
    /// <exception cref="DeepCalcException">The text is not of that form.</exception>
    public static AxisValues Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(Separators);
        var values = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            DeepCalcException.ThrowIf(
                !long.TryParse(parts[i], NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out values[i]),
                ErrorCode.InvalidSetting,
                $"'{text}' is not a whole number for all axes (3) or one for each (3,5 or '3x5').");
        }

        return new AxisValues(values);
    }

    /// <summary>Equal numbers.</summary>
    public bool Equals(AxisValues other) => Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    public override int GetHashCode() => Values.Aggregate(0, HashCode.Combine);

    /// <summary>The number of all axes where they have the same, otherwise all numbers.</summary>
    internal string Short => Count > 1 && Values.AsSpan().IndexOfAnyExcept(Values[0]) < 0 ? Text(Values[0]) : ToString();

    /// <summary>The numbers joined by <c>x</c>.</summary>
    public override string ToString() => Count == 1 ? Text(Values[0]) : string.Join('x', Values.Select(Text));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
