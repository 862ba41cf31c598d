namespace DeepCalc;

/// <summary>
/// One element of a small tensor: a whole number (known or an expression), a fraction of one, or a floating-point number.
/// </summary>
public readonly record struct Scalar
{
    // 0 for a floating-point number, whose bits are then the numerator. This keeps elements small, since there can be many.
    private readonly long _denominator;
    private readonly Quantity _numerator;

    private Scalar(Quantity numerator, long denominator)
    {
        _numerator = numerator;
        _denominator = denominator;
    }

    /// <summary>A whole number, known or unknown.</summary>
    public static implicit operator Scalar(Quantity value) => new(value, 1);

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(long value) => new(value, 1);

    /// <summary>A floating-point number; one without decimals is a whole number.</summary>
    public static Scalar Real(double value) => Math.Abs(value) < 1L << 53 && Math.Floor(value) == value
        ? new((long)value, 1)
        : new(BitConverter.DoubleToInt64Bits(value), 0);

    /// <summary>A fraction of a number that may be unknown.</summary>
    public static Scalar Fraction(Quantity numerator, long denominator)
    {
        if (numerator.KnownValue is { } known)
        {
            return known % denominator == 0 ? known / denominator : Real((double)known / denominator);
        }

        return new(numerator, denominator);
    }

    /// <summary>Whether it is a whole number, known or not.</summary>
    public bool IsWhole => _denominator == 1;

    /// <summary>Whether the number is known.</summary>
    public bool IsKnown => _denominator == 0 || _numerator.IsKnown;

    /// <summary>The whole number.</summary>
    public Quantity Whole => IsWhole ? _numerator : throw new InvalidOperationException("The number is not whole.");

    /// <summary>The numerator, for an element that is not a floating-point number.</summary>
    public Quantity Numerator => _denominator == 0 ? 0 : _numerator;

    /// <summary>The denominator; 0 for a floating-point number.</summary>
    public long Denominator => _denominator;

    /// <summary>The number, where it is known.</summary>
    public double Number => _denominator == 0 ? BitConverter.Int64BitsToDouble(_numerator.Value) : (double)_numerator.Value / _denominator;

    /// <summary>Whether both are the same number.</summary>
    public bool Equals(Scalar other) =>
        _denominator == other._denominator && (_denominator == 0 ? Number.Equals(other.Number) : _numerator == other._numerator);

    public override int GetHashCode() => _denominator == 0 ? Number.GetHashCode() : _numerator.GetHashCode();
}
