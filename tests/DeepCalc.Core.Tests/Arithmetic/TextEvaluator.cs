using System.Globalization;

namespace DeepCalc.Tests.Arithmetic;

/// <summary>
/// Evaluates formulas as DeepCalc prints them, so that tests hold the printed working against the number it claims.
/// Independent of the code that prints: it only knows how such text is read.
/// </summary>
public sealed class TextEvaluator(string text, IReadOnlyDictionary<string, long>? names = null)
{
    private int _position;

    // The rounded quotients around the position, whose division is rounded.
    private int _open;

    public static long Evaluate(string text, IReadOnlyDictionary<string, long>? names = null)
    {
        var evaluator = new TextEvaluator(text, names);
        long value = evaluator.Sum();
        return evaluator.Peek == '\0' ? value : throw new FormatException($"'{text}' ends at {evaluator._position}.");
    }

    private char Peek
    {
        get
        {
            while (_position < text.Length && text[_position] == ' ')
            {
                _position++;
            }

            return _position < text.Length ? text[_position] : '\0';
        }
    }

    private long Sum()
    {
        long value = Product();
        while (Peek is '+' or '−')
        {
            bool add = text[_position++] == '+';
            long next = Product();
            value = add ? value + next : value - next;
        }

        return value;
    }

    private long Product()
    {
        long value = Factor();
        while (Peek is '·' or '(' or '⌊' or '⌈' || (Peek == '/' && _open == 0) || char.IsLetter(Peek))
        {
            bool divides = Peek == '/';
            if (Peek is '·' or '/')
            {
                _position++;
            }

            long factor = Factor();
            if (divides && value % factor != 0)
            {
                throw new FormatException($"'{text}': {value} cannot be divided by {factor} at {_position}.");
            }

            value = divides ? value / factor : value * factor;
        }

        return value;
    }

    private long Factor()
    {
        long value = Base();
        int power = 0;
        while (_position < text.Length && "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(text[_position]) is >= 0 and var digit)
        {
            power = (10 * power) + digit;
            _position++;
        }

        return power == 0 ? value : Enumerable.Repeat(value, power).Aggregate((product, factor) => product * factor);
    }

    private long Base()
    {
        char next = Peek;
        if (next is '−' or '-')
        {
            _position++;
            return -Factor();
        }

        if (next == '(')
        {
            _position++;
            long value = Sum();
            Expect(')');
            return value;
        }

        if (next is '⌊' or '⌈')
        {
            _position++;
            _open++;
            long dividend = Sum();
            _open--;
            Expect('/');
            long divisor = Factor();
            Expect(next == '⌊' ? '⌋' : '⌉');
            (long quotient, long rest) = Math.DivRem(dividend, divisor);
            bool isBelowZero = rest != 0 && (rest < 0) != (divisor < 0);
            return next == '⌊' ? (isBelowZero ? quotient - 1 : quotient) : rest != 0 && !isBelowZero ? quotient + 1 : quotient;
        }

        return char.IsAsciiDigit(next) ? Number() : Name();
    }

    private long Number()
    {
        int start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        return long.Parse(text[start.._position], CultureInfo.InvariantCulture);
    }

    private long Name()
    {
        int start = _position;
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] is '_' or '′' || text[_position] is >= '₀' and <= '₉'))
        {
            _position++;
        }

        string name = text[start.._position];
        if (name is "max" or "min" && Peek == '(')
        {
            _position++;
            long left = Sum();
            Expect(',');
            long right = Sum();
            Expect(')');
            return name == "max" ? Math.Max(left, right) : Math.Min(left, right);
        }

        return names is not null && names.TryGetValue(name, out long value)
            ? value
            : throw new FormatException($"'{name}' in '{text}' has no value.");
    }

    private void Expect(char expected)
    {
        if (Peek != expected)
        {
            throw new FormatException($"'{text}': expected {expected} at {_position}.");
        }

        _position++;
    }
}
