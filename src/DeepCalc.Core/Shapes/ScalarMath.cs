namespace DeepCalc.Shapes;

/// <summary>
/// Computes with elements of small tensors, from which shapes are computed. Results are exact and may be expressions of unknown sizes.
/// Null means that the result is unknown.
/// </summary>
internal static class ScalarMath
{
    // The largest denominator of a floating-point factor: 0.5 is 1/2 and 1.5 is 3/2, but the fraction behind a rounded number is unknown.
    private const long LargestDenominator = 1 << 20;

    /// <summary>a + b.</summary>
    public static Scalar? Add(Scalar a, Scalar b, ElementType type) => Computed(
        a, b, type, static (x, y) => x + y, static (x, y) => (x.Numerator * y.Denominator) + (y.Numerator * x.Denominator));

    /// <summary>a − b.</summary>
    public static Scalar? Subtract(Scalar a, Scalar b, ElementType type) => Computed(
        a, b, type, static (x, y) => x - y, static (x, y) => (x.Numerator * y.Denominator) - (y.Numerator * x.Denominator));

    /// <summary>a·b.</summary>
    public static Scalar? Multiply(Scalar a, Scalar b, ElementType type) =>
        Computed(a, b, type, static (x, y) => x * y, static (x, y) => x.Numerator * y.Numerator);

    /// <summary>a/b; integers are rounded towards zero.</summary>
    public static Scalar? Divide(Scalar a, Scalar b, ElementType type)
    {
        if (b is { IsKnown: true, Number: 0 })
        {
            return type.IsFloat() && a.IsKnown ? Scalar.Real(a.Number / 0) : null;
        }

        if (IsReal(a, b, type))
        {
            return Rounded(a.Number / b.Number, type);
        }

        if (!type.IsFloat())
        {
            return a.IsWhole && b.IsWhole ? Truncated(a.Whole, b.Whole) : null;
        }

        if (b is { IsWhole: true, IsKnown: false })
        {
            // The quotient of a size by itself or by one of its factors.
            Quantity quotient = a.IsWhole ? Quantity.FloorDivide(a.Whole, b.Whole) : 0;
            return a.IsWhole && quotient * b.Whole == a.Whole ? quotient : null;
        }

        return Fraction(a) is { } dividend && Fraction(b) is { Numerator: { KnownValue: > 0 and { } over } } divisor
            ? Scalar.Fraction(dividend.Numerator * divisor.Denominator, checked(dividend.Denominator * over))
            : null;
    }

    /// <summary>The remainder of a/b, with the sign of b or, as in C, of a.</summary>
    public static Scalar? Modulo(Scalar a, Scalar b, ElementType type, bool likeC)
    {
        if (!a.IsKnown || !b.IsKnown)
        {
            return a.IsWhole && b is { IsWhole: true, IsKnown: true, Number: > 0 } && a.Whole.LowerBound >= 0
                ? a.Whole - (b.Whole * Quantity.FloorDivide(a.Whole, b.Whole))
                : null;
        }

        if (b.Number == 0)
        {
            return null;
        }

        double rest = a.Number % b.Number;
        return Rounded(!likeC && rest != 0 && rest < 0 != b.Number < 0 ? rest + b.Number : rest, type);
    }

    /// <summary>The larger of two.</summary>
    public static Scalar? Max(Scalar a, Scalar b, ElementType type) =>
        Compare(a, b) is { } order ? order >= 0 ? a : b : a.IsWhole && b.IsWhole ? Quantity.Max(a.Whole, b.Whole) : null;

    /// <summary>The smaller of two.</summary>
    public static Scalar? Min(Scalar a, Scalar b, ElementType type) =>
        Compare(a, b) is { } order ? order <= 0 ? a : b : a.IsWhole && b.IsWhole ? Quantity.Min(a.Whole, b.Whole) : null;

    /// <summary>−1, 0 or 1 as a is less than, equal to or greater than b; null if that depends on unknown sizes.</summary>
    public static int? Compare(Scalar a, Scalar b)
    {
        if (a.IsKnown && b.IsKnown)
        {
            return a.IsWhole && b.IsWhole ? a.Whole.Value.CompareTo(b.Whole.Value) : a.Number.CompareTo(b.Number);
        }

        if (a.Equals(b))
        {
            return 0;
        }

        return Fraction(a) is { } left && Fraction(b) is { } right
            ? Sign((left.Numerator * right.Denominator) - (right.Numerator * left.Denominator))
            : null;
    }

    /// <summary>Whether two are equal; null if that depends on unknown sizes.</summary>
    public static bool? AreEqual(Scalar a, Scalar b) => Compare(a, b) is { } order ? order == 0 : null;

    /// <summary>Rounded down.</summary>
    public static Scalar? Floor(Scalar a) =>
        a.IsWhole ? a : a.Denominator == 0 ? Scalar.Real(Math.Floor(a.Number)) : Quantity.FloorDivide(a.Numerator, a.Denominator);

    /// <summary>Rounded up.</summary>
    public static Scalar? Ceiling(Scalar a) =>
        a.IsWhole ? a : a.Denominator == 0 ? Scalar.Real(Math.Ceiling(a.Number)) : Quantity.CeilingDivide(a.Numerator, a.Denominator);

    /// <summary>Converts to another element type.</summary>
    public static Scalar? Cast(Scalar a, ElementType type)
    {
        if (type == ElementType.Boolean)
        {
            return AreEqual(a, 0) is { } isZero ? isZero ? 0 : 1 : null;
        }

        if (type.IsFloat())
        {
            return a.IsKnown ? Rounded(a.Number, type) : a;
        }

        if (!type.IsInteger())
        {
            return null;
        }

        return a.IsWhole ? a
            : a.Denominator == 0 ? Math.Abs(a.Number) < 1L << 62 ? (long)Math.Truncate(a.Number) : null
            : a.Numerator.LowerBound >= 0 ? Quantity.FloorDivide(a.Numerator, a.Denominator)
            : null;
    }

    /// <summary>Rounds a number to the precision of a floating-point type.</summary>
    public static Scalar Rounded(double value, ElementType type) => Scalar.Real(type switch
    {
        ElementType.Float32 => (float)value,
        ElementType.Float16 => (double)(Half)value,
        _ when type.IsFloat() => value,
        _ => Math.Truncate(value),
    });

    // In floating point, or exactly: the numerator over the product of both denominators.
    private static Scalar? Computed(
        Scalar a,
        Scalar b,
        ElementType type,
        Func<double, double, double> real,
        Func<(Quantity Numerator, long Denominator), (Quantity Numerator, long Denominator), Quantity> numerator) =>
        IsReal(a, b, type) ? Rounded(real(a.Number, b.Number), type)
        : Fraction(a) is { } left && Fraction(b) is { } right ? Scalar.Fraction(numerator(left, right), checked(left.Denominator * right.Denominator))
        : null;

    // Floating-point numbers are computed in floating point; integers exactly.
    private static bool IsReal(Scalar a, Scalar b, ElementType type) =>
        a.IsKnown && b.IsKnown && (type.IsFloat() || !a.IsWhole || !b.IsWhole);

    private static Scalar? Truncated(Quantity a, Quantity b) =>
        a.IsKnown && b.IsKnown ? (Scalar)(a.Value / b.Value)
        : a.LowerBound >= 0 && b.LowerBound >= 0 ? Quantity.FloorDivide(a, b)
        : null;

    private static (Quantity Numerator, long Denominator)? Fraction(Scalar a)
    {
        if (a.Denominator != 0)
        {
            return (a.Numerator, a.Denominator);
        }

        for (long denominator = 2; denominator <= LargestDenominator; denominator *= 2)
        {
            double numerator = a.Number * denominator;
            if (Math.Abs(numerator) >= 1L << 40)
            {
                return null;
            }

            if (Math.Floor(numerator) == numerator)
            {
                return ((long)numerator, denominator);
            }
        }

        return null;
    }

    private static int? Sign(Quantity difference) =>
        difference == 0 ? 0 : difference.LowerBound > 0 ? 1 : (-1 * difference).LowerBound > 0 ? -1 : null;
}
