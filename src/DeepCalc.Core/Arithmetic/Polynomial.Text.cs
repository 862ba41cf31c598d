using System.Security.Cryptography;
using System.Text;

namespace DeepCalc.Arithmetic;

/// <content>Its text, which is also its key.</content>
internal sealed partial class Polynomial
{
    // A longer part is replaced by a short name made from its text, so that no expression can grow without
    // limit; equal parts have equal names.
    private const int LongestPart = 120;

    /// <summary>Whether its text has short names in place of long parts.</summary>
    public bool IsShortened => ToString().Contains('‹', StringComparison.Ordinal);

    private string Write()
    {
        try
        {
            List<(string Key, Term Term)> choices = [];
            return Choice() ?? WithoutChoices(choices).TermByTerm(choices);
        }
        catch (OverflowException)
        {
            // The numbers of a shorter text do not fit.
            return TermByTerm([]);
        }
    }

    // r − max(q, 0) = min(r, r − q) and r + max(q, 0) = max(r, r + q): the shorter of the two is written.
    private string? Choice()
    {
        Term[] choices = Array.FindAll(_terms, term => Array.Exists(term.Atoms, atom => atom is Atom.Positive));
        if (choices is not [{ Coefficient: 1 or -1, Atoms: [Atom.Positive { Number: var number }] } choice] || (_terms.Length == 1 && _constant == 0))
        {
            return null;
        }

        Polynomial rest = Plus(new Polynomial([choice], 0).Times(-1));
        Polynomial other = rest.Plus(number.Times(choice.Coefficient));
        if (other.ToString().Length >= number.ToString().Length)
        {
            return null;
        }

        bool isFirst = other.TryGetConstant(out _) || (!rest.TryGetConstant(out _) && string.CompareOrdinal(rest.ToString(), other.ToString()) <= 0);
        return $"{(choice.Coefficient > 0 ? "max" : "min")}({(isFirst ? rest : other)}, {(isFirst ? other : rest)})";
    }

    private string TermByTerm(IEnumerable<(string Key, Term Term)> choices)
    {
        var text = new StringBuilder();

        // Terms with the most factors first, as in a polynomial.
        foreach ((string key, Term term) in _terms.Select(term => (Key: KeyOf(term.Atoms), Term: term)).Concat(choices).OrderByDescending(pair => pair.Term.Atoms.Length))
        {
            Append(text, term.Coefficient, term.Coefficient is 1 or -1 ? key : $"{Digits(term.Coefficient)}·{key}");
        }

        if (_constant != 0 || text.Length == 0)
        {
            Append(text, _constant, Digits(_constant));
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, long sign, string part) => text
        .Append((text.Length, sign < 0) switch { (0, true) => "−", (0, false) => "", (_, true) => " − ", _ => " + " })
        .Append(part);

    // What is left when choices are taken out: c·m·a − c·m·max(a − b, 0) = c·m·min(a, b) and c·m·b + c·m·max(a − b, 0) = c·m·max(a, b).
    private Polynomial WithoutChoices(List<(string Key, Term Term)> choices)
    {
        Polynomial rest = this;
        foreach (Term term in _terms)
        {
            if (Array.FindAll(term.Atoms, static atom => atom is Atom.Positive) is not [Atom.Positive positive])
            {
                continue;
            }

            (Polynomial more, Polynomial less) = positive.Number.Sides();
            Atom[] others = Array.FindAll(term.Atoms, atom => atom != positive);
            Polynomial factor = others.Length == 0 ? Constant(1) : new Polynomial([Term.Of(1, others)], 0);
            Polynomial taken = factor.Times(term.Coefficient < 0 ? more : less).Times(Math.Abs(term.Coefficient));
            if (rest.Contains(taken))
            {
                rest = rest.Plus(taken.Plus(new Polynomial([term], 0)).Times(-1));
                string choice = $"{(term.Coefficient < 0 ? "min" : "max")}({more}, {less})";
                choices.Add((others.Length == 0 ? choice : $"{KeyOf(others)}·{choice}", term with { Coefficient = Math.Abs(term.Coefficient) }));
            }
        }

        return rest;
    }

    // Its terms that are added, and those that are subtracted.
    private (Polynomial Added, Polynomial Subtracted) Sides() => (
        new Polynomial(Array.FindAll(_terms, static term => term.Coefficient > 0), Math.Max(_constant, 0)),
        new Polynomial(Array.FindAll(_terms, static term => term.Coefficient < 0), Math.Min(_constant, 0)).Times(-1));

    // Whether it has each term of another, with at least the coefficient there.
    private bool Contains(Polynomial other) => other._constant <= Math.Max(_constant, 0)
        && Array.TrueForAll(other._terms, part => Array.Exists(_terms, own => own.Key == part.Key && own.Coefficient >= part.Coefficient));

    // Equal factors, which stand together, as a power: H²·W.
    private static string KeyOf(Atom[] atoms) => string.Join('·', atoms.GroupBy(atom => atom.Key, StringComparer.Ordinal)
        .Select(power => power.Count() == 1 ? power.Key : power.Key + Arithmetic.Digits.Superscript(power.Count())));

    private static string Digits(long value) => value.ToString(CultureInfo.InvariantCulture).TrimStart('-');

    private static string Short(string part) => part.Length <= LongestPart
        ? part
        : $"‹{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(part)))[..24].ToLowerInvariant()}›";
}
