namespace DeepCalc;

/// <summary>
/// A whole number in a formula. It is a checked 64-bit integer. It can also be unknown (a size such as
/// <c>N</c>, carried through as an expression), and it can remember how it was computed, so that the formula that
/// computes the number also prints its working.
/// </summary>
/// <remarks>
/// The fast path is a known number without a history: one integer operation, checked. Overflow throws
/// <see cref="OverflowException"/>; nothing wraps.
/// </remarks>
public readonly record struct Quantity
{
    private readonly long _value;

    // Null for a plain number, a Polynomial for an unknown number, a Trace for a number with a history.
    private readonly object? _detail;

    private Quantity(long value, object? detail)
    {
        _value = value;
        _detail = detail;
    }

    internal Quantity(Trace trace)
        : this(trace.Plain._value, trace)
    {
    }

    internal Quantity(Polynomial polynomial)
    {
        if (polynomial.TryGetConstant(out long constant))
        {
            _value = constant;
        }
        else
        {
            _detail = polynomial;
        }
    }

    /// <summary>An unknown size with a name.</summary>
    public static Quantity Unknown(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Quantity(Polynomial.Name(name));
    }

    /// <summary>Whether the number is known.</summary>
    public bool IsKnown => _detail is null || (_detail is Trace trace && trace.Plain.IsKnown);

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">The number is unknown.</exception>
    public long Value => IsKnown
        ? _value
        : throw new InvalidOperationException($"The size {this} is unknown.");

    /// <summary>The number, or null where it is unknown.</summary>
    public long? KnownValue => IsKnown ? _value : null;

    /// <summary>The number without its history.</summary>
    public Quantity Plain => _detail is Trace trace ? trace.Plain : this;

    /// <summary>The names of the unknown sizes that the number depends on, in alphabetical order.</summary>
    public IReadOnlyCollection<string> UnknownNames =>
        Plain._detail is Polynomial polynomial ? polynomial.FreeNames() : [];

    /// <summary>An unknown value, which can be zero or negative: an element of a tensor, not a size.</summary>
    internal static Quantity UnknownValue(string name) => new(Polynomial.Value(name));

    /// <summary>A lower bound of this number, or null where none is evident.</summary>
    internal long? LowerBound => IsKnown ? _value : ToPolynomial().LowerBound();

    /// <summary>
    /// The power of some named sizes in it: 0 where it does not depend on them, 1 where it is proportional to them; null where no power is
    /// evident.
    /// </summary>
    internal int? PowerOf(IReadOnlySet<string> names) => Plain._detail is Polynomial polynomial ? polynomial.PowerOf(names) : 0;

    /// <summary>Whether it depends on any of these sizes.</summary>
    internal bool DependsOn(IReadOnlySet<string> names) =>
        Plain._detail is Polynomial polynomial && Array.Exists(polynomial.FreeNames(), names.Contains);

    /// <summary>The name, where the number is a single unknown size; otherwise null.</summary>
    internal string? Name => (Plain._detail as Polynomial)?.SingleName;

    /// <summary>The number with values in place of named sizes; sizes without a value stay unknown.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public Quantity Bind(IReadOnlyDictionary<string, long> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return Plain._detail is Polynomial polynomial && sizes.Count > 0
            ? new Quantity(polynomial.Bind(name => sizes.TryGetValue(name, out long size) ? Polynomial.Constant(size) : null))
            : Plain;
    }

    internal Trace? History => _detail as Trace;

    /// <summary>The same number under a symbol, so that formulas that use it print the symbol.</summary>
    internal Quantity As(string symbol, string? meaning = null) => new(new Trace.Symbol(symbol, Plain, meaning));

    internal Polynomial ToPolynomial() => Plain._detail as Polynomial ?? Polynomial.Constant(_value);

    /// <summary>A known number.</summary>
    public static implicit operator Quantity(long value) => new(value, null);

    /// <summary>The sum.</summary>
    public static Quantity operator +(Quantity left, Quantity right) =>
        left._detail is null && right._detail is null
            ? checked(left._value + right._value)
            : Combine(Operator.Add, left, right);

    /// <summary>The difference.</summary>
    public static Quantity operator -(Quantity left, Quantity right) =>
        left._detail is null && right._detail is null
            ? checked(left._value - right._value)
            : Combine(Operator.Subtract, left, right);

    /// <summary>The product.</summary>
    public static Quantity operator *(Quantity left, Quantity right) =>
        left._detail is null && right._detail is null
            ? checked(left._value * right._value)
            : Combine(Operator.Multiply, left, right);

    /// <summary>The quotient rounded down, towards minus infinity.</summary>
    public static Quantity FloorDivide(Quantity dividend, Quantity divisor) =>
        dividend._detail is null && divisor._detail is null
            ? FloorDivide(dividend._value, divisor._value)
            : Combine(Operator.FloorDivide, dividend, divisor);

    /// <summary>The quotient rounded up, towards plus infinity.</summary>
    public static Quantity CeilingDivide(Quantity dividend, Quantity divisor) =>
        dividend._detail is null && divisor._detail is null
            ? CeilingDivide(dividend._value, divisor._value)
            : Combine(Operator.CeilingDivide, dividend, divisor);

    /// <summary>The larger of two.</summary>
    public static Quantity Max(Quantity left, Quantity right) =>
        left._detail is null && right._detail is null
            ? Math.Max(left._value, right._value)
            : Combine(Operator.Max, left, right);

    /// <summary>The smaller of two.</summary>
    public static Quantity Min(Quantity left, Quantity right) =>
        left._detail is null && right._detail is null
            ? Math.Min(left._value, right._value)
            : Combine(Operator.Min, left, right);

    /// <summary>Equal numbers, or unknown numbers that are equal for all values of the unknown sizes.</summary>
    public bool Equals(Quantity other)
    {
        if (_detail is null && other._detail is null)
        {
            return _value == other._value;
        }

        return IsKnown == other.IsKnown
            && (IsKnown ? _value == other._value : ToPolynomial().Equals(other.ToPolynomial()));
    }

    public override int GetHashCode() => IsKnown ? _value.GetHashCode() : ToPolynomial().GetHashCode();

    /// <summary>The number in digits, or the expression of an unknown number, such as <c>⌈H/32⌉</c>.</summary>
    public override string ToString() => Plain._detail is Polynomial polynomial
        ? polynomial.ToString()
        : _value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The expression of an unknown number, and the simpler one for the sizes for which nothing is rounded:
    /// <c>9·⌈H/2⌉·⌈W/2⌉ = 9·H·W/4 for H, W multiples of 2</c>. An expression too long to be written is left out, as for the largest of many
    /// numbers. Null for a known number, and where nothing is left.
    /// </summary>
    public string? Formula => Plain._detail is not Polynomial polynomial ? null
        : polynomial.IsShortened ? polynomial.WithoutRounding()
        : polynomial.WithoutRounding() is { } simple ? $"{polynomial} = {simple}"
        : polynomial.ToString();

    internal static long FloorDivide(long dividend, long divisor)
    {
        long quotient = Math.DivRem(dividend, divisor, out long remainder);
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient;
    }

    internal static long CeilingDivide(long dividend, long divisor)
    {
        long quotient = Math.DivRem(dividend, divisor, out long remainder);
        return remainder != 0 && (remainder < 0) == (divisor < 0) ? quotient + 1 : quotient;
    }

    private static Quantity Combine(Operator op, Quantity left, Quantity right)
    {
        Quantity plain = CombinePlain(op, left.Plain, right.Plain);
        return left._detail is Trace || right._detail is Trace
            ? new Quantity(new Trace.Operation(op, left, right, plain))
            : plain;
    }

    private static Quantity CombinePlain(Operator op, Quantity left, Quantity right)
    {
        if (left._detail is null && right._detail is null)
        {
            return op switch
            {
                Operator.Add => left + right,
                Operator.Subtract => left - right,
                Operator.Multiply => left * right,
                Operator.FloorDivide => FloorDivide(left, right),
                Operator.CeilingDivide => CeilingDivide(left, right),
                Operator.Max => Max(left, right),
                _ => Min(left, right),
            };
        }

        Polynomial a = left.ToPolynomial();
        Polynomial b = right.ToPolynomial();
        return new Quantity(op switch
        {
            Operator.Add => a.Plus(b),
            Operator.Subtract => a.Plus(b.Times(-1)),
            Operator.Multiply => a.Times(b),
            Operator.FloorDivide => a.FloorDividedBy(b),
            Operator.CeilingDivide => a.CeilingDividedBy(b),
            Operator.Max => Polynomial.Max(a, b),
            _ => Polynomial.Max(a.Times(-1), b.Times(-1)).Times(-1),
        });
    }
}
