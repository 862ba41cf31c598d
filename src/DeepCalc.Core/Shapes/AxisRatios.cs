using System.Collections.Immutable;

namespace DeepCalc;

/// <summary>A scale: one number for all axes or one for each; whole numbers or exact fractions.</summary>
public readonly record struct AxisRatios
{
    private readonly ImmutableArray<Ratio> _values;

    /// <summary>One number for all axes, or one for each.</summary>
    public AxisRatios(params ReadOnlySpan<Ratio> values) => _values = [.. values];

    /// <summary>The numbers.</summary>
    public ImmutableArray<Ratio> Values => _values.IsDefault ? [] : _values;

    /// <summary>The number of values.</summary>
    public int Count => Values.Length;

    /// <summary>The value for an axis.</summary>
    public Ratio this[int axis] => _values.Length == 1 ? _values[0] : _values[axis];

    /// <summary>Whether there is one value for all axes, or one for each of <paramref name="rank"/> axes.</summary>
    public bool Fits(int rank) => Count == 1 || Count == rank;

    /// <summary>One whole number for all axes.</summary>
    public static implicit operator AxisRatios(long value) => new(new Ratio(value));

    /// <summary>Reads <c>2</c>, <c>1.5</c>, <c>3/2</c>, or one for each axis: <c>2x1.5</c>, <c>2,3/2</c>.</summary>
    /// <exception cref="DeepCalcException">The text is not of that form.</exception>
    public static AxisRatios Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(AxisValues.Separators);
        var values = new Ratio[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            DeepCalcException.ThrowIf(
                !Ratio.TryParse(parts[i].Trim(), out values[i]), ErrorCode.InvalidSetting,
                $"'{text}' is not a scale for all axes (2, 1.5, '3/2') or one for each (2,1.5 or '2x3/2').");
        }

        return new AxisRatios(values);
    }

    /// <summary>Equal numbers.</summary>
    public bool Equals(AxisRatios other) => Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    public override int GetHashCode() => Values.Aggregate(0, HashCode.Combine);

    /// <summary>The numbers joined by <c>x</c>.</summary>
    public override string ToString() => string.Join('x', Values);
}
