namespace DeepCalc;

/// <summary>An exact fraction in lowest terms: a scale such as 3/2, a jump such as 1/2.</summary>
public readonly record struct Ratio : IComparable<Ratio>
{
    private readonly long _numerator;

    // The denominator minus 1, so that the default value is 0/1.
    private readonly long _excess;

    /// <summary>A fraction in lowest terms; the sign is that of the numerator.</summary>
    /// <exception cref="DivideByZeroException">The denominator is 0.</exception>
    public Ratio(long numerator, long denominator = 1)
    {
        if (denominator == 0)
        {
            throw new DivideByZeroException();
        }

        long common = Gcd(numerator, denominator) * Math.Sign(denominator);
        _numerator = numerator / common;
        _excess = (denominator / common) - 1;
    }

    /// <summary>The numerator.</summary>
    public long Numerator => _numerator;

    /// <summary>The denominator, at least 1.</summary>
    public long Denominator => _excess + 1;

    /// <summary>Whether it is a whole number.</summary>
    public bool IsWhole => _excess == 0;

    /// <summary>A whole number.</summary>
    public static implicit operator Ratio(long value) => new(value);

    /// <summary>The nearest floating-point number.</summary>
    public double ToDouble() => _numerator / (double)Denominator;

    /// <summary>Reads <c>2</c>, <c>1.5</c> or <c>3/2</c>.</summary>
    public static bool TryParse(string text, out Ratio value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = default;
        string[] parts = text.Split('/');
        if (parts.Length == 2)
        {
            if (!long.TryParse(parts[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out long numerator)
                || !long.TryParse(parts[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out long denominator)
                || denominator < 1 || numerator == long.MinValue)
            {
                return false;
            }

            value = new Ratio(numerator, denominator);
            return true;
        }

        if (parts.Length != 1 || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        long scale = 1;
        while (number != decimal.Truncate(number) && scale < 1_000_000_000)
        {
            number *= 10;
            scale *= 10;
        }

        if (number != decimal.Truncate(number) || Math.Abs(number) > long.MaxValue)
        {
            return false;
        }

        value = new Ratio((long)number, scale);
        return true;
    }

    public int CompareTo(Ratio other) =>
        ((Int128)_numerator * other.Denominator).CompareTo((Int128)other._numerator * Denominator);

    /// <summary>Whether the left is less.</summary>
    public static bool operator <(Ratio left, Ratio right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left is greater.</summary>
    public static bool operator >(Ratio left, Ratio right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left is less or equal.</summary>
    public static bool operator <=(Ratio left, Ratio right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left is greater or equal.</summary>
    public static bool operator >=(Ratio left, Ratio right) => left.CompareTo(right) >= 0;

    /// <summary><c>32</c> or <c>1/2</c>.</summary>
    public override string ToString() => IsWhole
        ? _numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{_numerator}/{Denominator}");

    /// <summary>The greatest common divisor; of 0 and 0 it is 1.</summary>
    internal static long Gcd(long a, long b)
    {
        (a, b) = (Math.Abs(a), Math.Abs(b));
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return Math.Max(a, 1);
    }
}
