namespace DeepCalc.Arithmetic;

/// <summary>Writes the expression behind a <see cref="Quantity"/>: in symbols, or with numbers.</summary>
/// <param name="sizes">Numbers to show for unknown sizes.</param>
internal sealed class Notation(IReadOnlyDictionary<string, long>? sizes = null)
{
    private const int SumPrecedence = 1;
    private const int ProductPrecedence = 2;
    private const int AtomPrecedence = 3;

    // The beginning and end of a longer sum are written, such as a sum of a thousand branches.
    private const int MostTerms = 40;

    private readonly List<Trace.Symbol> _symbols = [];

    /// <summary>The written symbols, in order.</summary>
    public IReadOnlyList<Trace.Symbol> Symbols => _symbols;

    /// <summary>In symbols: <c>⌊(W − F + 2P)/S⌋ + 1</c>.</summary>
    public string Symbolic(Quantity quantity) => Write(quantity, substitute: false).Text;

    /// <summary>With numbers: <c>⌊(100 − 3 + 2·1)/2⌋ + 1</c>.</summary>
    public string Substituted(Quantity quantity) => Write(quantity, substitute: true).Text;

    private Written Write(Quantity quantity, bool substitute) => quantity.History switch
    {
        Trace.Symbol symbol when !substitute => Write(symbol),
        Trace.Operation operation => Write(operation, substitute),
        _ => WritePlain(sizes is null ? quantity.Plain : quantity.Plain.Bind(sizes)),
    };

    private Written Write(Trace.Symbol symbol)
    {
        _symbols.Add(symbol);
        return new Written(symbol.Name, AtomPrecedence);
    }

    private static Written WritePlain(Quantity plain)
    {
        string text = plain.IsKnown ? plain.ToString().Replace('-', '−') : plain.ToString();
        return new Written(text, plain.IsKnown && plain.Value >= 0 ? AtomPrecedence : PrecedenceOf(text), plain.IsKnown);
    }

    // A negative number and a composite unknown need brackets inside another operation; a bare name does not.
    private static int PrecedenceOf(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c == '_') || (text[0] is '⌊' or '⌈' && text.IndexOfAny(['⌋', '⌉']) == text.Length - 1)
            ? AtomPrecedence
            : SumPrecedence;

    private Written Write(Trace.Operation operation, bool substitute) =>
        operation.Operator == Operator.Add ? WriteSum(operation, substitute) : WriteOther(operation, substitute);

    // A long sum is nested on the left; recursion could overflow the stack.
    private Written WriteSum(Trace.Operation operation, bool substitute)
    {
        var terms = new List<Quantity>();
        Quantity first = operation.Left;
        terms.Add(operation.Right);
        while (first.History is Trace.Operation { Operator: Operator.Add } inner)
        {
            terms.Add(inner.Right);
            first = inner.Left;
        }

        terms.Add(first);
        terms.Reverse();

        // A term of 0 without a symbol is not written.
        terms.RemoveAll(term => term.History is null && term == 0);
        IEnumerable<string> texts = terms
            .Where((_, i) => terms.Count <= MostTerms || i < MostTerms / 2 || i == terms.Count - 1)
            .Select((term, i) => i == 0 ? Write(term, substitute).Text : Write(term, substitute).In(SumPrecedence));
        string[] written = [.. texts];
        if (terms.Count > MostTerms)
        {
            written[^2] = "…";
        }

        return written.Length switch
        {
            0 => new Written("0", AtomPrecedence, true),
            1 => Write(terms[0], substitute),
            _ => new Written(string.Join(" + ", written), SumPrecedence),
        };
    }

    private Written WriteOther(Trace.Operation operation, bool substitute)
    {
        Written left = Write(operation.Left, substitute);
        Written right = Write(operation.Right, substitute);
        return operation.Operator switch
        {
            Operator.Subtract => new Written($"{left.Text} − {right.In(ProductPrecedence)}", SumPrecedence),
            Operator.Multiply => Product(left, right),
            Operator.FloorDivide => new Written($"⌊{left.In(ProductPrecedence)}/{right.In(AtomPrecedence)}⌋", AtomPrecedence),
            Operator.CeilingDivide => new Written($"⌈{left.In(ProductPrecedence)}/{right.In(AtomPrecedence)}⌉", AtomPrecedence),
            Operator.Max => new Written($"max({left.Text}, {right.Text})", AtomPrecedence),
            _ => new Written($"min({left.Text}, {right.Text})", AtomPrecedence),
        };
    }

    // A coefficient is written before its symbol, 2P; all other factors have a dot, 2·1 and Fh·Fw.
    private static Written Product(Written left, Written right)
    {
        bool coefficient = left.IsNumber && char.IsLetter(right.Text[0]) && right.Precedence == AtomPrecedence
            && !right.Text.StartsWith("max(", StringComparison.Ordinal)
            && !right.Text.StartsWith("min(", StringComparison.Ordinal);
        string dot = coefficient ? "" : "·";
        return new Written($"{left.In(ProductPrecedence)}{dot}{right.In(ProductPrecedence)}", ProductPrecedence);
    }

    private readonly record struct Written(string Text, int Precedence, bool IsNumber = false)
    {
        public string In(int precedence) => Precedence < precedence ? $"({Text})" : Text;
    }
}
