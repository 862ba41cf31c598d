using System.Runtime.CompilerServices;

namespace DeepCalc.Arithmetic;

/// <content>Bounds that hold for all values of its names.</content>
internal sealed partial class Polynomial
{
    // The number of cases doubles with each.
    private const int MostCases = 6;

    private StrongBox<long?>? _bound;

    /// <summary>
    /// A lower bound of this number, or null where none is evident. Sizes are at least 1; a name that begins with a question
    /// mark stands for any whole number.
    /// </summary>
    public long? LowerBound() => (_bound ??= new StrongBox<long?>(LowerBound(MostCases))).Value;

    private long? LowerBound(int cases)
    {
        if (EvidentBound() is { } evident)
        {
            return evident;
        }

        if (cases == 0)
        {
            return null;
        }

        try
        {
            return BoundByCases(cases - 1);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    // The lower bound of a sum of products of factors that are not negative.
    private long? EvidentBound()
    {
        Int128 bound = _constant;
        foreach (Term term in _terms)
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

    // Subtracted maxima and quotients come first: every one of their cases must hold. For added ones, the better case counts.
    private long? BoundByCases(int cases)
    {
        Term? split = Array.Find(_terms, term => term is { Coefficient: < 0, Atoms: [Atom.Positive or Atom.Quotient] })
            ?? Array.Find(_terms, term => term is { Atoms: [Atom.Positive or Atom.Quotient] });
        if (split is null)
        {
            return null;
        }

        Polynomial rest = Plus(new Polynomial([split], 0).Times(-1));
        if (split.Atoms[0] is Atom.Positive positive)
        {
            long? without = rest.LowerBound(cases);
            if (split.Coefficient < 0 && without is null)
            {
                return null;
            }

            long? with = rest.Plus(positive.Number.Times(split.Coefficient)).LowerBound(cases);
            return split.Coefficient > 0 ? Greater(without, with) : with is null ? null : Math.Min(without!.Value, with.Value);
        }

        // (d − n + 1)/n ≤ ⌊d/n⌋ ≤ d/n.
        var quotient = (Atom.Quotient)split.Atoms[0];
        if (!quotient.Divisor.TryGetConstant(out long n) || n <= 0)
        {
            return null;
        }

        Polynomial dividend = split.Coefficient < 0 ? quotient.Dividend : quotient.Dividend.Plus(Constant(1 - n));
        long? bound = rest.Times(n).Plus(dividend.Times(split.Coefficient)).LowerBound(cases) is { } whole ? Quantity.CeilingDivide(whole, n) : null;
        return split.Coefficient > 0 && split.Atoms[0].LowerBound is >= 0 ? Greater(bound, rest.LowerBound(cases)) : bound;
    }

    private static long? Greater(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
