using System.Security.Cryptography;
using System.Text;

namespace DeepCalc.Arithmetic;

/// <content>Its text, which is also its key.</content>
internal sealed partial class Polynomial
{
    // A longer part is replaced by a short name made from its text, so that no expression can grow without
    // limit; equal parts have equal names.
    private const int LongestPart = 120;

    private string Write() => Choice() ?? TermByTerm();

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

    private string TermByTerm()
    {
        var text = new StringBuilder();
        // Terms with the most factors first, as in a polynomial.
        foreach (Term term in _terms.OrderByDescending(term => term.Atoms.Length))
        {
            Append(text, term.Coefficient, term.Coefficient is 1 or -1 ? term.Key : $"{Digits(term.Coefficient)}·{term.Key}");
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
}
