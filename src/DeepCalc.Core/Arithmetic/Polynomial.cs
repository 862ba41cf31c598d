using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DeepCalc;

/// <summary>
/// An unknown number in a normal form: a sum of integer coefficients times products of atoms, where an atom is a
/// name, a rounded-down quotient or a maximum. Two unknown numbers with the same normal form are equal whatever the
/// names stand for, and nested roundings collapse: five halvings of <c>H</c> are <c>⌈H/32⌉</c>.
/// </summary>
/// <remarks>Source: ⌊(⌊x/m⌋ + c)/n⌋ = ⌊(x + c·m)/(m·n)⌋, Graham, Knuth, Patashnik, Concrete Mathematics, 3.2.</remarks>
internal sealed class Polynomial : IEquatable<Polynomial>
{
    // A longer part stands under a short name of its own, made from what it says, so that no expression can grow without
    // end; equal parts keep equal names.
    private const int LongestPart = 120;
    private const int MostTerms = 32;
    private const int MostFactors = 12;

    private readonly SortedDictionary<string, Term> _terms;
    private readonly long _constant;
    private string? _text;
    private IReadOnlyCollection<string>? _names;

    private Polynomial(SortedDictionary<string, Term> terms, long constant)
    {
        _terms = terms;
        _constant = constant;
    }

    public static Polynomial Constant(long value) => new(new(StringComparer.Ordinal), value);

    public static Polynomial Name(string name) => Of(new Atom.Named(name));

    private int Degree => _terms.Count == 0 ? 0 : _terms.Values.Max(term => term.Atoms.Length);

    public bool TryGetConstant(out long value)
    {
        value = _constant;
        return _terms.Count == 0;
    }

    public IReadOnlyCollection<string> FreeNames() => _names ??= FindNames();

    private SortedSet<string> FindNames()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Term term in _terms.Values)
        {
            foreach (Atom atom in term.Atoms)
            {
                atom.AddNames(names);
            }
        }

        return names;
    }

    /// <summary>The same expression with other numbers in place of names; a name for which there is none stays.</summary>
    public Polynomial Bind(Func<string, Polynomial?> numbers)
    {
        Polynomial sum = Constant(_constant);
        foreach (Term term in _terms.Values)
        {
            Polynomial product = Constant(term.Coefficient);
            foreach (Atom atom in term.Atoms)
            {
                product = product.Times(atom.Bind(numbers));
            }

            sum = sum.Plus(product);
        }

        return sum;
    }

    /// <summary>
    /// A number that this one is never below, or null where none is evident. Sizes are at least 1; a name that begins with a question
    /// mark is of a number that may be anything.
    /// </summary>
    public long? LowerBound()
    {
        Int128 bound = _constant;
        foreach (Term term in _terms.Values)
        {
            Int128 product = term.Coefficient;
            foreach (Atom atom in term.Atoms)
            {
                if (term.Coefficient < 0 || atom.LowerBound is not (>= 0 and var factor))
                {
                    return null;
                }

                product = product * factor > long.MaxValue ? long.MaxValue : product * factor;
            }

            bound += product;
        }

        return bound > long.MaxValue ? long.MaxValue : (long)bound;
    }

    public Polynomial Plus(Polynomial other)
    {
        var terms = new SortedDictionary<string, Term>(_terms, StringComparer.Ordinal);
        foreach ((string key, Term term) in other._terms)
        {
            AddTerm(terms, key, term);
        }

        return new Polynomial(terms, checked(_constant + other._constant));
    }

    public Polynomial Times(long factor) => Times(Constant(factor));

    public Polynomial Times(Polynomial other)
    {
        bool tooManyTerms = _terms.Count > 1 && other._terms.Count > 1 && _terms.Count * other._terms.Count > MostTerms;
        if (tooManyTerms || (Degree > 0 && other.Degree > 0 && Degree + other.Degree > MostFactors))
        {
            return Of(new Atom.Product(this, other));
        }

        var terms = new SortedDictionary<string, Term>(StringComparer.Ordinal);
        foreach (Term left in _terms.Values)
        {
            foreach (Term right in other._terms.Values)
            {
                Atom[] atoms = [.. left.Atoms.Concat(right.Atoms).OrderBy(atom => atom.Key, StringComparer.Ordinal)];
                AddTerm(terms, KeyOf(atoms), new Term(checked(left.Coefficient * right.Coefficient), atoms));
            }
        }

        foreach ((string key, Term term) in _terms)
        {
            AddTerm(terms, key, term with { Coefficient = checked(term.Coefficient * other._constant) });
        }

        foreach ((string key, Term term) in other._terms)
        {
            AddTerm(terms, key, term with { Coefficient = checked(term.Coefficient * _constant) });
        }

        return new Polynomial(terms, checked(_constant * other._constant));
    }

    public Polynomial FloorDividedBy(Polynomial divisor)
    {
        if (!divisor.TryGetConstant(out long n) || n <= 0)
        {
            return Equals(divisor) ? Constant(1) : QuotientBy(divisor) ?? Of(new Atom.Quotient(this, divisor));
        }

        // What the divisor divides leaves the rounding: ⌊(nq + r)/n⌋ = q + ⌊r/n⌋.
        var whole = new SortedDictionary<string, Term>(StringComparer.Ordinal);
        var rest = new SortedDictionary<string, Term>(StringComparer.Ordinal);
        foreach ((string key, Term term) in _terms)
        {
            bool divides = term.Coefficient % n == 0;
            (divides ? whole : rest).Add(key, divides ? term with { Coefficient = term.Coefficient / n } : term);
        }

        long quotient = Quantity.FloorDivide(_constant, n);
        var outside = new Polynomial(whole, quotient);
        return rest.Count == 0
            ? outside
            : outside.Plus(Rounded(new Polynomial(rest, checked(_constant - (quotient * n))), n));
    }

    // The quotient by one product of sizes, where that is a factor of every term: a·b/b is a, since sizes are at least 1.
    private Polynomial? QuotientBy(Polynomial divisor)
    {
        if (_constant != 0 || divisor is not { _terms.Count: 1, _constant: 0 } || divisor._terms.Values.Single() is not { Coefficient: > 0 } factor)
        {
            return null;
        }

        var terms = new SortedDictionary<string, Term>(StringComparer.Ordinal);
        foreach (Term term in _terms.Values)
        {
            var atoms = term.Atoms.ToList();
            bool divides = term.Coefficient % factor.Coefficient == 0
                && Array.TrueForAll(factor.Atoms, atom => atoms.FindIndex(own => own.Key == atom.Key) is >= 0 and var index && Remove(index));
            if (!divides)
            {
                return null;
            }

            AddTerm(terms, KeyOf([.. atoms]), new Term(term.Coefficient / factor.Coefficient, [.. atoms]));

            bool Remove(int index)
            {
                atoms.RemoveAt(index);
                return true;
            }
        }

        // What is left without atoms is a plain number.
        long constant = terms.Remove("", out Term? whole) ? whole.Coefficient : 0;
        return new Polynomial(terms, constant);
    }

    public Polynomial CeilingDividedBy(Polynomial divisor) =>
        Plus(divisor).Plus(Constant(-1)).FloorDividedBy(divisor);

    public static Polynomial Max(Polynomial left, Polynomial right)
    {
        Polynomial difference = left.Plus(right.Times(-1));
        if (difference.TryGetConstant(out long constant))
        {
            return constant >= 0 ? left : right;
        }

        if (Order(difference) is { } order)
        {
            return order > 0 ? left : right;
        }

        // max(l, r) = r + max(l − r, 0): what both have in common stands once, however often maxima are nested.
        Polynomial opposite = difference.Times(-1);
        return string.CompareOrdinal(difference.ToString(), opposite.ToString()) <= 0
            ? right.Plus(Of(new Atom.Positive(difference)))
            : left.Plus(Of(new Atom.Positive(opposite)));
    }

    // The sign of ⌊p/n⌋ − ⌊q/n⌋ + c, where p and q differ by a constant: 1 if it cannot be negative, −1 if it cannot be
    // positive, null if that is all that can be told.
    private static int? Order(Polynomial difference)
    {
        Term[] terms = [.. difference._terms.Values.OrderByDescending(term => term.Coefficient)];
        if (terms is not [{ Coefficient: 1, Atoms: [Atom.Quotient larger] }, { Coefficient: -1, Atoms: [Atom.Quotient smaller] }]
            || !larger.Divisor.TryGetConstant(out long n) || !smaller.Divisor.TryGetConstant(out long m) || n != m
            || !larger.Dividend.Plus(smaller.Dividend.Times(-1)).TryGetConstant(out long apart))
        {
            return null;
        }

        // ⌊(q + d)/n⌋ − ⌊q/n⌋ is ⌊d/n⌋ or ⌈d/n⌉.
        return Quantity.FloorDivide(apart, n) + difference._constant >= 0 ? 1
            : Quantity.CeilingDivide(apart, n) + difference._constant <= 0 ? -1
            : null;
    }

    public bool Equals(Polynomial? other) => other is not null && ToString() == other.ToString();

    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text ??= Write();

    private static Polynomial Of(Atom atom)
    {
        Atom[] atoms = [atom];
        return new Polynomial(new(StringComparer.Ordinal) { [KeyOf(atoms)] = new Term(1, atoms) }, 0);
    }

    // ⌊r/n⌋, where n divides no coefficient of r and 0 ≤ r's constant < n.
    private static Polynomial Rounded(Polynomial rest, long n)
    {
        if (rest._terms.Count == 1 && rest._terms.Values.First() is { Coefficient: 1, Atoms: [Atom.Quotient inner] }
            && inner.Divisor.TryGetConstant(out long m) && m > 0)
        {
            Polynomial dividend = inner.Dividend.Plus(Constant(checked(rest._constant * m)));
            return dividend.FloorDividedBy(Constant(checked(m * n)));
        }

        long common = rest._terms.Values.Aggregate(n, (gcd, term) => Gcd(gcd, term.Coefficient));
        if (common > 1)
        {
            var terms = new SortedDictionary<string, Term>(StringComparer.Ordinal);
            foreach ((string key, Term term) in rest._terms)
            {
                terms.Add(key, term with { Coefficient = term.Coefficient / common });
            }

            return new Polynomial(terms, Quantity.FloorDivide(rest._constant, common))
                .FloorDividedBy(Constant(n / common));
        }

        return Of(new Atom.Quotient(rest, Constant(n)));
    }

    private static long Gcd(long a, long b)
    {
        (a, b) = (Math.Abs(a), Math.Abs(b));
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }

    private static string KeyOf(Atom[] atoms) => string.Join('·', atoms.Select(atom => atom.Key));

    private static void AddTerm(SortedDictionary<string, Term> terms, string key, Term term)
    {
        long coefficient = terms.TryGetValue(key, out Term? present)
            ? checked(present.Coefficient + term.Coefficient)
            : term.Coefficient;
        if (coefficient == 0)
        {
            terms.Remove(key);
        }
        else
        {
            terms[key] = term with { Coefficient = coefficient };
        }
    }

    private string Write()
    {
        var text = new StringBuilder();
        // Longest products first, as a polynomial is written.
        foreach ((string key, Term term) in _terms.OrderByDescending(pair => pair.Value.Atoms.Length))
        {
            Append(text, term.Coefficient, term.Coefficient is 1 or -1 ? key : $"{Digits(term.Coefficient)}·{key}");
        }

        if (_constant != 0 || text.Length == 0)
        {
            Append(text, _constant, Digits(_constant));
        }

        return text.ToString();

        static void Append(StringBuilder text, long sign, string part) => text
            .Append((text.Length, sign < 0) switch { (0, true) => "−", (0, false) => "", (_, true) => " − ", _ => " + " })
            .Append(part);
    }

    private static string Digits(long value) => value.ToString(CultureInfo.InvariantCulture).TrimStart('-');

    private static string Short(string part) => part.Length <= LongestPart
        ? part
        : $"‹{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(part)))[..24].ToLowerInvariant()}›";

    private sealed record Term(long Coefficient, Atom[] Atoms);

    private abstract class Atom
    {
        public abstract string Key { get; }

        public abstract void AddNames(SortedSet<string> names);

        public abstract Polynomial Bind(Func<string, Polynomial?> numbers);

        public abstract long? LowerBound { get; }

        public sealed class Named(string name) : Atom
        {
            public override string Key => name;

            public override void AddNames(SortedSet<string> names) => names.Add(name);

            public override Polynomial Bind(Func<string, Polynomial?> numbers) => numbers(name) ?? Of(this);

            public override long? LowerBound => name[0] == '?' ? null : 1;
        }

        public sealed class Quotient(Polynomial dividend, Polynomial divisor) : Atom
        {
            public Polynomial Dividend => dividend;

            public Polynomial Divisor => divisor;

            // ⌊(x + n − 1)/n⌋ is how ⌈x/n⌉ is kept; it is written as the latter.
            public override string Key { get; } =
                Short(divisor.TryGetConstant(out long n) && n > 1 && dividend._constant == n - 1
                    ? $"⌈{Bracketed(dividend.Plus(Constant(1 - n)))}/{divisor}⌉"
                    : $"⌊{Bracketed(dividend)}/{Bracketed(divisor)}⌋");

            public override void AddNames(SortedSet<string> names)
            {
                names.UnionWith(dividend.FreeNames());
                names.UnionWith(divisor.FreeNames());
            }

            public override Polynomial Bind(Func<string, Polynomial?> numbers) => dividend.Bind(numbers).FloorDividedBy(divisor.Bind(numbers));

            public override long? LowerBound => dividend.LowerBound() is >= 0 and var least
                ? divisor.TryGetConstant(out long n) && n > 0 ? least / n : 0
                : null;

            private static string Bracketed(Polynomial polynomial) =>
                polynomial._terms.Count + (polynomial._constant == 0 ? 0 : 1) > 1 ? $"({polynomial})" : polynomial.ToString();
        }

        /// <summary>A product that is not multiplied out.</summary>
        public sealed class Product(Polynomial left, Polynomial right) : Atom
        {
            public override string Key { get; } = Short(string.CompareOrdinal(left.ToString(), right.ToString()) <= 0
                ? $"({left})·({right})"
                : $"({right})·({left})");

            public override void AddNames(SortedSet<string> names)
            {
                names.UnionWith(left.FreeNames());
                names.UnionWith(right.FreeNames());
            }

            public override Polynomial Bind(Func<string, Polynomial?> numbers) => left.Bind(numbers).Times(right.Bind(numbers));

            public override long? LowerBound => left.LowerBound() >= 0 && right.LowerBound() >= 0 ? 0 : null;
        }

        /// <summary>A number, or 0 where it is negative.</summary>
        public sealed class Positive(Polynomial number) : Atom
        {
            public override string Key { get; } = Short($"max({number}, 0)");

            public override void AddNames(SortedSet<string> names) => names.UnionWith(number.FreeNames());

            public override Polynomial Bind(Func<string, Polynomial?> numbers) => Max(number.Bind(numbers), Constant(0));

            public override long? LowerBound => Math.Max(number.LowerBound() ?? 0, 0);
        }
    }
}
