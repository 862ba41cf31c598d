namespace DeepCalc;

/// <summary>
/// One element of a small tensor: a whole number (known or an expression), a fraction of one, or a floating-point number.
/// </summary>
public readonly record struct Scalar
{
    // Elements are small, since there can be many: a known whole number, or the bits of a floating-point number.
    private readonly long _number;
    private readonly Other? _other;

    private Scalar(long number, Other? other)
    {
        _number = number;
        _other = other;
    }

    /// <summary>A whole number, known or unknown.</summary>
    public static implicit operator Scalar(Quantity value) =>
        value.History is null && value.KnownValue is { } known ? new(known, null) : new(0, new Other(value, 1));

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(long value) => new(value, null);

    /// <summary>A floating-point number; one without decimals is a whole number.</summary>
    public static Scalar Real(double value) => Math.Abs(value) < 1L << 53 && Math.Floor(value) == value
        ? new((long)value, null)
        : new(BitConverter.DoubleToInt64Bits(value), Other.Real);

    /// <summary>A fraction of a number that may be unknown.</summary>
    public static Scalar Fraction(Quantity numerator, long denominator)
    {
        if (numerator.KnownValue is { } known)
        {
            return known % denominator == 0 ? known / denominator : Real((double)known / denominator);
        }

        return new(0, new Other(numerator, denominator));
    }

    /// <summary>Whether it is a whole number, known or not.</summary>
    public bool IsWhole => Denominator == 1;

    /// <summary>Whether the number is known.</summary>
    public bool IsKnown => _other is null || _other == Other.Real || _other.Numerator.IsKnown;

    /// <summary>The whole number.</summary>
    public Quantity Whole => IsWhole ? Numerator : throw new InvalidOperationException("The number is not whole.");

    /// <summary>The numerator, for an element that is not a floating-point number.</summary>
    public Quantity Numerator => _other is null ? _number : _other.Numerator;

    /// <summary>The denominator; 0 for a floating-point number.</summary>
    public long Denominator => _other is null ? 1 : _other.Denominator;

    /// <summary>The number, where it is known.</summary>
    public double Number => _other is null ? _number
        : _other == Other.Real ? BitConverter.Int64BitsToDouble(_number)
        : (double)_other.Numerator.Value / _other.Denominator;

    /// <summary>Whether both are the same number.</summary>
    public bool Equals(Scalar other) => Denominator == other.Denominator
        && (Denominator == 0 ? Number.Equals(other.Number) : Numerator == other.Numerator);

    public override int GetHashCode() => _other == Other.Real ? Number.GetHashCode() : Numerator.GetHashCode();

    /// <summary>A number that is no known whole number.</summary>
    private sealed class Other(Quantity numerator, long denominator)
    {
        public static readonly Other Real = new(0, 0);

        public Quantity Numerator => numerator;

        public long Denominator => denominator;
    }
}
