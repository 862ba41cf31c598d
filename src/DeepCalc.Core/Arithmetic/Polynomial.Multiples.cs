namespace DeepCalc.Arithmetic;

/// <content>Its form without roundings.</content>
internal sealed partial class Polynomial
{
    // Sizes that must be multiples of a larger number are no useful condition.
    private const long LargestMultiple = 1 << 16;

    /// <summary>
    /// The text of the same number for sizes that are multiples of numbers, which are chosen so that no rounding is left:
    /// <c>H·W/1024 for H, W multiples of 32</c>. Null where it has no rounding, or where no such numbers are evident.
    /// </summary>
    public string? WithoutRounding()
    {
        var multiples = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (!AddMultiples(multiples) || multiples.Count == 0)
        {
            return null;
        }

        try
        {
            Polynomial whole = Bind(name => multiples.TryGetValue(name, out long multiple) ? Name(name).Times(multiple) : null);
            return Array.TrueForAll(whole._terms, static term => Array.TrueForAll(term.Atoms, static atom => atom is Atom.Named))
                ? $"{whole.Divided(multiples)} for {Condition(multiples)}"
                : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    // H, W multiples of 32 and T of 4.
    private static string Condition(SortedDictionary<string, long> multiples) => string.Join(
        " and ",
        multiples.GroupBy(pair => pair.Value).Select((group, i) => FormattableString.Invariant(
            $"{string.Join(", ", group.Select(pair => pair.Key))}{(i > 0 ? "" : group.Count() == 1 ? " a multiple" : " multiples")} of {group.Key}")));

    // Its text, where each name stands for the size over its multiple.
    private string Divided(SortedDictionary<string, long> multiples)
    {
        var text = new System.Text.StringBuilder();
        foreach (Term term in _terms.OrderByDescending(term => term.Atoms.Length))
        {
            long divisor = term.Atoms.Aggregate(1L, (product, atom) => checked(product * multiples.GetValueOrDefault(atom.Key, 1)));
            long common = Ratio.Gcd(divisor, term.Coefficient);
            (long factor, divisor) = (term.Coefficient / common, divisor / common);
            string key = KeyOf(term.Atoms);
            Append(text, factor, (factor is 1 or -1 ? key : $"{Digits(factor)}·{key}") + (divisor == 1 ? "" : "/" + Digits(divisor)));
        }

        if (_constant != 0 || text.Length == 0)
        {
            Append(text, _constant, Digits(_constant));
        }

        return text.ToString();
    }

    // For each name in a rounded quotient, a number of which it must be a multiple; false where a divisor is unknown.
    private bool AddMultiples(SortedDictionary<string, long> multiples)
    {
        foreach (Term term in _terms)
        {
            foreach (Atom atom in term.Atoms)
            {
                if (!atom.AddMultiples(multiples))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private abstract partial class Atom
    {
        /// <summary>Adds the numbers of which names must be multiples, so that nothing is rounded; false where they are unknown.</summary>
        public abstract bool AddMultiples(SortedDictionary<string, long> multiples);

        public sealed partial class Named
        {
            public override bool AddMultiples(SortedDictionary<string, long> multiples) => true;
        }

        public sealed partial class Quotient
        {
            public override bool AddMultiples(SortedDictionary<string, long> multiples)
            {
                if (!divisor.TryGetConstant(out long n) || !dividend.AddMultiples(multiples))
                {
                    return false;
                }

                foreach (string name in dividend.FreeNames())
                {
                    long known = multiples.GetValueOrDefault(name, 1);
                    long least = known / Ratio.Gcd(known, n) * n;
                    if (least > LargestMultiple)
                    {
                        return false;
                    }

                    multiples[name] = least;
                }

                return true;
            }
        }

        public sealed partial class Product
        {
            public override bool AddMultiples(SortedDictionary<string, long> multiples) => left.AddMultiples(multiples) && right.AddMultiples(multiples);
        }

        public sealed partial class Positive
        {
            public override bool AddMultiples(SortedDictionary<string, long> multiples) => number.AddMultiples(multiples);
        }
    }
}
