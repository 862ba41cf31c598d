namespace DeepCalc.Arithmetic;

/// <summary>
/// An unknown number in normal form: a sum of integer coefficients times products of atoms, where an atom is a
/// name, a rounded-down quotient or a maximum. Two unknown numbers with the same normal form are equal for all values of the
/// names, and nested roundings collapse: five halvings of <c>H</c> are <c>⌈H/32⌉</c>.
/// </summary>
/// <remarks>Source: ⌊(⌊x/m⌋ + c)/n⌋ = ⌊(x + c·m)/(m·n)⌋, Graham, Knuth, Patashnik, Concrete Mathematics, 3.2.</remarks>
internal sealed partial class Polynomial : IEquatable<Polynomial>
{
    private const int MostTerms = 32;
    private const int MostFactors = 12;

    // Sorted by key; each key occurs once.
    private readonly Term[] _terms;
    private readonly long _constant;
    private string? _text;
    private string[]? _names;

    private Polynomial(Term[] terms, long constant)
    {
        _terms = terms;
        _constant = constant;
    }

    public static Polynomial Constant(long value) => new([], value);

    /// <summary>An unknown size.</summary>
    public static Polynomial Name(string name) => Of(new Atom.Named(name, isSize: true));

    /// <summary>An unknown number that can be zero or negative. It is marked, so that it is not equal to a size of the same name.</summary>
    public static Polynomial Value(string name) => Of(new Atom.Named("?" + name, isSize: false));

    private int Degree
    {
        get
        {
            int degree = 0;
            foreach (Term term in _terms)
            {
                degree = Math.Max(degree, term.Atoms.Length);
            }

            return degree;
        }
    }

    public bool TryGetConstant(out long value)
    {
        value = _constant;
        return _terms.Length == 0;
    }

    /// <summary>The names in it, in alphabetical order.</summary>
    public string[] FreeNames() => _names ??= FindNames();

    /// <summary>The name, where the number is a single unknown size; otherwise null.</summary>
    public string? SingleName => this is { _constant: 0, _terms: [{ Coefficient: 1, Atoms: [Atom.Named { IsSize: true } size] }] } ? size.Key : null;

    private string[] FindNames()
    {
        string[] names = [];
        foreach (Term term in _terms)
        {
            foreach (Atom atom in term.Atoms)
            {
                names = Joined(names, atom.Names);
            }
        }

        return names;
    }

    // Most expressions have the names of one of their parts, and share its list.
    private static string[] Joined(string[] one, string[] other) =>
        one.Length == 0 ? other
        : Array.TrueForAll(other, one.Contains) ? one
        : [.. one.Union(other).Order(StringComparer.Ordinal)];

    /// <summary>The same expression with numbers in place of names; a name without a number stays.</summary>
    public Polynomial Bind(Func<string, Polynomial?> numbers)
    {
        Polynomial? sum = null;
        long constant = _constant;
        bool isBound = false;
        foreach (Term term in _terms)
        {
            Polynomial? product = null;
            long coefficient = term.Coefficient;
            foreach (Atom atom in term.Atoms)
            {
                Polynomial? bound = atom.Bind(numbers);
                isBound |= bound is not null;
                if (bound is { _terms.Length: 0 })
                {
                    coefficient = checked(coefficient * bound._constant);
                }
                else
                {
                    product = product is null ? bound ?? Of(atom) : product.Times(bound ?? Of(atom));
                }
            }

            if (product is null)
            {
                constant = checked(constant + coefficient);
            }
            else
            {
                product = product.Times(coefficient);
                sum = sum is null ? product : sum.Plus(product);
            }
        }

        return !isBound ? this
            : sum is null ? Constant(constant)
            : sum.Plus(Constant(constant));
    }

    // The parts of an atom with numbers in place of names; null where neither contains any of the names.
    private static (Polynomial Left, Polynomial Right)? Bind(Polynomial left, Polynomial right, Func<string, Polynomial?> numbers) =>
        (left.Bind(numbers), right.Bind(numbers)) is var bound && ReferenceEquals(bound.Item1, left) && ReferenceEquals(bound.Item2, right) ? null : bound;

    /// <summary>
    /// The common power of some names in all terms: 0 where the number does not depend on them, 1 where it is proportional to them; null
    /// where terms differ, or no power is evident.
    /// </summary>
    public int? PowerOf(IReadOnlySet<string> names)
    {
        int? power = _constant == 0 ? null : 0;
        foreach (Term term in _terms)
        {
            int own = 0;
            foreach (Atom atom in term.Atoms)
            {
                if (atom.PowerOf(names) is not { } more)
                {
                    return null;
                }

                own += more;
            }

            if (power is { } others && others != own)
            {
                return null;
            }

            power = own;
        }

        return power ?? 0;
    }

    public Polynomial Plus(Polynomial other)
    {
        long constant = checked(_constant + other._constant);
        if (_terms.Length == 0 || other._terms.Length == 0)
        {
            return new Polynomial(_terms.Length == 0 ? other._terms : _terms, constant);
        }

        var terms = new List<Term>(_terms.Length + other._terms.Length);
        int own = 0;
        foreach (Term term in other._terms)
        {
            while (own < _terms.Length && string.CompareOrdinal(_terms[own].Key, term.Key) < 0)
            {
                terms.Add(_terms[own++]);
            }

            long coefficient = term.Coefficient;
            if (own < _terms.Length && _terms[own].Key == term.Key)
            {
                coefficient = checked(coefficient + _terms[own++].Coefficient);
            }

            if (coefficient != 0)
            {
                terms.Add(term with { Coefficient = coefficient });
            }
        }

        terms.AddRange(_terms.AsSpan(own));
        return new Polynomial([.. terms], constant);
    }

    public Polynomial Times(long factor)
    {
        if (factor is 0 or 1)
        {
            return factor == 0 ? Constant(0) : this;
        }

        return new Polynomial(
            Array.ConvertAll(_terms, term => term with { Coefficient = checked(term.Coefficient * factor) }), checked(_constant * factor));
    }

    public Polynomial Times(Polynomial other)
    {
        if (_terms.Length == 0 || other._terms.Length == 0)
        {
            return _terms.Length == 0 ? other.Times(_constant) : Times(other._constant);
        }

        bool tooManyTerms = _terms.Length > 1 && other._terms.Length > 1 && _terms.Length * other._terms.Length > MostTerms;
        if (tooManyTerms || (Degree > 0 && other.Degree > 0 && Degree + other.Degree > MostFactors))
        {
            return Of(new Atom.Product(this, other));
        }

        var products = new List<Term>((_terms.Length + 1) * (other._terms.Length + 1));
        foreach (Term left in _terms)
        {
            foreach (Term right in other._terms)
            {
                Atom[] atoms = [.. left.Atoms, .. right.Atoms];
                Array.Sort(atoms, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
                products.Add(Term.Of(checked(left.Coefficient * right.Coefficient), atoms));
            }
        }

        if (other._constant != 0)
        {
            products.AddRange(_terms.Select(term => term with { Coefficient = checked(term.Coefficient * other._constant) }));
        }

        if (_constant != 0)
        {
            products.AddRange(other._terms.Select(term => term with { Coefficient = checked(term.Coefficient * _constant) }));
        }

        return new Polynomial(Sum(products), checked(_constant * other._constant));
    }

    public Polynomial FloorDividedBy(Polynomial divisor)
    {
        if (!divisor.TryGetConstant(out long n) || n <= 0)
        {
            return Equals(divisor) ? Constant(1) : QuotientBy(divisor) ?? Of(new Atom.Quotient(this, divisor));
        }

        // Multiples of the divisor come out of the rounding: ⌊(nq + r)/n⌋ = q + ⌊r/n⌋.
        Term[] whole = [.. _terms.Where(term => term.Coefficient % n == 0).Select(term => term with { Coefficient = term.Coefficient / n })];
        Term[] rest = [.. _terms.Where(term => term.Coefficient % n != 0)];
        long quotient = Quantity.FloorDivide(_constant, n);
        var outside = new Polynomial(whole, quotient);
        return rest.Length == 0
            ? outside
            : outside.Plus(Rounded(new Polynomial(rest, checked(_constant - (quotient * n))), n));
    }

    // The quotient by a product of sizes that is a factor of every term: a·b/b is a, since sizes are at least 1.
    private Polynomial? QuotientBy(Polynomial divisor)
    {
        if (_constant != 0 || divisor is not { _terms: [{ Coefficient: > 0 } factor], _constant: 0 })
        {
            return null;
        }

        List<Term> terms = [];
        long constant = 0;
        foreach (Term term in _terms)
        {
            var atoms = term.Atoms.ToList();
            bool divides = term.Coefficient % factor.Coefficient == 0
                && Array.TrueForAll(factor.Atoms, atom => atoms.FindIndex(own => own.Key == atom.Key) is >= 0 and var index && Remove(index));
            if (!divides)
            {
                return null;
            }

            // A result without atoms is a plain number.
            long coefficient = term.Coefficient / factor.Coefficient;
            if (atoms.Count == 0)
            {
                constant = coefficient;
            }
            else
            {
                terms.Add(Term.Of(coefficient, [.. atoms]));
            }

            bool Remove(int index)
            {
                atoms.RemoveAt(index);
                return true;
            }
        }

        return new Polynomial(Sum(terms), constant);
    }

    public Polynomial CeilingDividedBy(Polynomial divisor) =>
        Plus(divisor).Plus(Constant(-1)).FloorDividedBy(divisor);

    public static Polynomial Max(Polynomial left, Polynomial right)
    {
        Polynomial difference = left.Plus(right.Times(-1));
        Polynomial opposite = difference.Times(-1);
        if (difference.LowerBound() >= 0)
        {
            return left;
        }

        if (opposite.LowerBound() >= 0)
        {
            return right;
        }

        // max(l, r) = r + max(l − r, 0): common terms occur once, even in nested maxima.
        return string.CompareOrdinal(difference.ToString(), opposite.ToString()) <= 0
            ? right.Plus(Of(new Atom.Positive(difference)))
            : left.Plus(Of(new Atom.Positive(opposite)));
    }

    public bool Equals(Polynomial? other)
    {
        if (other is null || _constant != other._constant || _terms.Length != other._terms.Length)
        {
            return false;
        }

        for (int i = 0; i < _terms.Length; i++)
        {
            if (_terms[i].Coefficient != other._terms[i].Coefficient || _terms[i].Key != other._terms[i].Key)
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text ??= Write();

    private static Polynomial Of(Atom atom) => new([Term.Of(1, [atom])], 0);

    // ⌊r/n⌋, where n divides no coefficient of r and 0 ≤ r's constant < n.
    private static Polynomial Rounded(Polynomial rest, long n)
    {
        if (rest._terms is [{ Coefficient: 1, Atoms: [Atom.Quotient inner] }]
            && inner.Divisor.TryGetConstant(out long m) && m > 0)
        {
            Polynomial dividend = inner.Dividend.Plus(Constant(checked(rest._constant * m)));
            return dividend.FloorDividedBy(Constant(checked(m * n)));
        }

        long common = rest._terms.Aggregate(n, (gcd, term) => Ratio.Gcd(gcd, term.Coefficient));
        if (common > 1)
        {
            Term[] terms = Array.ConvertAll(rest._terms, term => term with { Coefficient = term.Coefficient / common });
            return new Polynomial(terms, Quantity.FloorDivide(rest._constant, common))
                .FloorDividedBy(Constant(n / common));
        }

        return Of(new Atom.Quotient(rest, Constant(n)));
    }

    // Terms with equal keys are added; terms that cancel are dropped.
    private static Term[] Sum(List<Term> terms)
    {
        terms.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        int count = 0;
        foreach (Term term in terms.ToArray())
        {
            if (count > 0 && terms[count - 1].Key == term.Key)
            {
                terms[count - 1] = term with { Coefficient = checked(terms[count - 1].Coefficient + term.Coefficient) };
            }
            else
            {
                terms[count++] = term;
            }
        }

        return [.. terms.Take(count).Where(term => term.Coefficient != 0)];
    }
}
