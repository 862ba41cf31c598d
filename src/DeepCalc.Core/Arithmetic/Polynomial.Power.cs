namespace DeepCalc.Arithmetic;

/// <content>Its growth with some of its names.</content>
internal sealed partial class Polynomial
{
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

    private abstract partial class Atom
    {
        public abstract int? PowerOf(IReadOnlySet<string> names);

        public sealed partial class Named
        {
            public override int? PowerOf(IReadOnlySet<string> names) => names.Contains(Key) ? 1 : 0;
        }

        public sealed partial class Quotient
        {
            // A quotient of two expressions of equal power is constant; a rounded quotient grows in steps.
            public override int? PowerOf(IReadOnlySet<string> names) =>
                dividend.PowerOf(names) is { } above && divisor.PowerOf(names) == above ? 0 : null;
        }

        public sealed partial class Product
        {
            public override int? PowerOf(IReadOnlySet<string> names) => left.PowerOf(names) + right.PowerOf(names);
        }

        public sealed partial class Positive
        {
            public override int? PowerOf(IReadOnlySet<string> names) => number.PowerOf(names);
        }
    }
}
