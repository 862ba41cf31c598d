namespace DeepCalc.Formulas;

/// <summary>
/// The axes of a sum of products, which an equation names by letters: <c>bij,bjk-&gt;bik</c>. Dots stand for the axes that a term does not
/// name. Without a right-hand side, the result has the axes of the dots, then the letters that stand once, in alphabetical order.
/// </summary>
internal sealed class EinsumEquation
{
    // The axes behind the dots, counted from the last.
    private const char FirstDot = '\uE000';

    private readonly char[][] _inputs;
    private readonly char[] _output;
    private readonly Dictionary<char, Quantity> _sizes = [];

    /// <summary>The axes of an equation on inputs of these shapes.</summary>
    /// <exception cref="DeepCalcException">The equation is not valid, or does not fit the inputs.</exception>
    public EinsumEquation(string equation, ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        (string[] terms, string? output) = Split(equation);
        if (terms.Length != inputs.Length)
        {
            throw Wrong(equation, $"it must have one term for each of the {inputs.Length} inputs");
        }

        _inputs = new char[terms.Length][];
        for (int i = 0; i < terms.Length; i++)
        {
            _inputs[i] = Letters(equation, terms[i], inputs[i].Rank);
            for (int axis = 0; axis < inputs[i].Rank; axis++)
            {
                char letter = _inputs[i][axis];
                Quantity size = inputs[i][axis];
                Quantity known = _sizes.GetValueOrDefault(letter, size);
                _sizes[letter] = Broadcasting.Size(known, size, working)
                    ?? throw Wrong(equation, $"the axis '{letter}' has the sizes {known} and {size}; they must be equal, or one of them 1");
            }
        }

        int dots = _sizes.Keys.Count(letter => letter >= FirstDot);
        _output = output is null ? Implicit() : Letters(equation, output, dots + Named(output).Length);
        if (_output.FirstOrDefault(letter => !_sizes.ContainsKey(letter)) is not '\0' and var open)
        {
            throw Wrong(equation, $"the axis '{open}' of the result must be an axis of an input");
        }
    }

    /// <summary>The letters of the axes of the result.</summary>
    public IReadOnlyList<char> Output => _output;

    /// <summary>The shape of the result.</summary>
    public TensorShape Shape(Layout layout) => new(layout, Sizes(_output));

    /// <summary>The sizes of the axes with these letters.</summary>
    public Quantity[] Sizes(IEnumerable<char> letters, Working? working = null) =>
        [.. letters.Select(letter => working.Let($"{letter.ToString()}", _sizes[letter], "size of that letter's axis"))];

    /// <summary>The number of products in a sum: that of the positions of the axes that the result does not have.</summary>
    public Quantity Terms(Working? working) => Sizes(_sizes.Keys.Except(_output), working) is { Length: > 0 } summed
        ? summed.Aggregate((terms, size) => terms * size)
        : 1;

    /// <summary>What a unit of the result sees of an axis of an input.</summary>
    public AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        Broadcasting.View(inputs[input][axis], Array.IndexOf(_output, _inputs[input][axis]), output);

    /// <summary>The terms of the inputs, and that of the result or null.</summary>
    public static (string[] Inputs, string? Output) Split(string equation)
    {
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        return sides.Length > 2
            ? throw Wrong(equation, "it must be of the form input,input->output")
            : (sides[0].Split(','), sides.ElementAtOrDefault(1));
    }

    /// <summary>A term without its dots.</summary>
    public static string Named(string term) => term.IndexOf("...", StringComparison.Ordinal) is >= 0 and var dots ? term.Remove(dots, 3) : term;

    /// <summary>The letters of a term for a tensor of this many axes.</summary>
    public static char[] Letters(string equation, string term, int rank)
    {
        string named = Named(term);
        int more = rank - named.Length;
        if (more < 0 || (more > 0 && named.Length == term.Length) || !named.All(char.IsAsciiLetter))
        {
            throw Wrong(equation, $"the term '{term}' must name {rank} axes");
        }

        int dots = Math.Max(term.IndexOf('.', StringComparison.Ordinal), 0);
        return [.. named[..dots], .. Enumerable.Range(0, more).Select(i => (char)(FirstDot + more - 1 - i)), .. named[dots..]];
    }

    /// <summary>The error of an equation.</summary>
    public static DeepCalcException Wrong(string equation, string why) => new(
        ErrorCode.InvalidSetting, $"the equation '{(equation.Length <= 80 ? equation : equation[..80] + "…")}' is not valid: {why}.");

    private char[] Implicit()
    {
        ILookup<char, char> all = _inputs.SelectMany(term => term).ToLookup(letter => letter);
        return
        [
            .. all.Where(group => group.Key >= FirstDot).Select(group => group.Key).OrderDescending(),
            .. all.Where(group => group.Key < FirstDot && group.Count() == 1).Select(group => group.Key).Order(),
        ];
    }
}
