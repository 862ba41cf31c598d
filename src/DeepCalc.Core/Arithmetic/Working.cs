using System.Runtime.CompilerServices;

namespace DeepCalc;

/// <summary>
/// Collects the steps of a calculation. A formula with a working names its symbols and records its results in
/// it; without one, the same expressions compute the same numbers.
/// </summary>
/// <remarks>
/// A symbol stands for one number. Where a symbol is already used for another number or an unknown size, the new one gets a
/// prime: <c>M</c>, then <c>M′</c>. A symbol that no earlier step has computed is explained in the first step that uses it.
/// </remarks>
public sealed class Working
{
    private static readonly Dictionary<string, long> NoSizes = [];

    private readonly List<WorkedStep> _steps = [];
    private readonly Dictionary<string, Quantity> _symbols = new(StringComparer.Ordinal);
    private readonly HashSet<string> _introduced = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, long> _sizes;
    private readonly List<(Quantity First, Quantity Second)> _equalities = [];

    /// <summary>An empty working.</summary>
    public Working()
        : this(NoSizes, [])
    {
    }

    /// <summary>A working without steps, for what a calculation assumes: see <see cref="Equalities"/>.</summary>
    internal static Working OfAssumptions() => new() { HasSteps = false };

    /// <summary>An empty working for a network with unknown sizes.</summary>
    /// <param name="sizes">Numbers shown for unknown sizes, such as the batch size.</param>
    /// <param name="names">The names of the other unknown sizes, which cannot be symbols.</param>
    internal Working(IReadOnlyDictionary<string, long> sizes, IEnumerable<string> names)
    {
        _sizes = sizes;
        foreach (string name in names)
        {
            _symbols.TryAdd(name, Quantity.Unknown(name));
        }
    }

    /// <summary>The steps so far, in the order in which they were computed.</summary>
    public IReadOnlyList<WorkedStep> Steps => _steps;

    private bool HasSteps { get; init; } = true;

    /// <summary>The pairs of different sizes that were assumed to be equal, since one of them or both are unknown.</summary>
    internal IReadOnlyList<(Quantity First, Quantity Second)> Equalities => _equalities;

    /// <summary>Adds a pair of sizes that are assumed to be equal.</summary>
    internal void Assume(Quantity first, Quantity second) => _equalities.Add((first.Plain, second.Plain));

    /// <summary>A number under the symbol, or under the symbol with as many primes as it needs to be unique.</summary>
    internal Quantity Name(string symbol, Quantity value, string? meaning)
    {
        Quantity plain = value.Plain;
        if (!HasSteps)
        {
            return plain;
        }

        string name = symbol;
        while (_symbols.TryGetValue(name, out Quantity taken) && taken != plain)
        {
            name += "′";
        }

        _symbols[name] = plain;
        return plain.As(name, meaning ?? Symbols.MeaningOf(symbol));
    }

    /// <summary>Adds a step and returns its result without history.</summary>
    /// <param name="quantity">What is computed, in words.</param>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="value">The result, with its history.</param>
    /// <param name="source">Where the formula comes from.</param>
    /// <param name="isTwice">Whether the recorded result is half of the value.</param>
    internal Quantity Add(string quantity, string symbol, Quantity value, string source, bool isTwice = false)
    {
        if (!HasSteps)
        {
            return value.Plain;
        }

        Quantity named = Name(symbol, value, quantity);
        var notation = new Notation(_sizes);
        string formula = notation.Symbolic(value);
        List<WorkedSymbol> where = Introduce(notation);
        string name = ((Trace.Symbol)named.History!).Name;
        _introduced.Add(name);
        string substitution = notation.Substituted(value);
        _steps.Add(new WorkedStep(quantity, name, Half(formula), Half(substitution), value.Plain.Bind(_sizes), source)
        {
            Where = where,
            IsTwice = isTwice,
        });
        return value.Plain;

        string Half(string text) => isTwice ? $"({text})/2" : text;
    }

    /// <summary>Adds a step for several sizes, each with its history: <c>(H₁, W₁, C₁ + C₁′)</c>.</summary>
    /// <param name="quantity">What they are, in words.</param>
    /// <param name="symbol">Their symbol.</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="result">The sizes as one text.</param>
    /// <param name="source">Where the formula comes from.</param>
    internal void AddAll(string quantity, string symbol, IReadOnlyList<Quantity> sizes, string result, string source)
    {
        var notation = new Notation(_sizes);
        string formula = Tuple(notation.Symbolic);
        List<WorkedSymbol> where = Introduce(notation);
        string substitution = Tuple(notation.Substituted);
        substitution = substitution == Tuple(size => notation.Substituted(size.Plain)) ? result : substitution;
        _steps.Add(new WorkedStep(quantity, symbol, formula, substitution, sizes.Count, source) { Text = result, Where = where });

        string Tuple(Func<Quantity, string> write) => $"({string.Join(", ", sizes.Select(write))})";
    }

    // The symbols of a formula that no earlier step has computed or explained.
    private List<WorkedSymbol> Introduce(Notation notation)
    {
        List<WorkedSymbol> where = [];
        foreach (Trace.Symbol used in notation.Symbols)
        {
            if (used.Meaning is not null && _introduced.Add(used.Name))
            {
                where.Add(new WorkedSymbol(used.Name, used.Meaning, used.Plain.Bind(_sizes)));
            }
        }

        return where;
    }
}

/// <summary>Extensions of <see cref="Working"/> for formulas. Without a working, they just return the number.</summary>
public static class WorkingExtensions
{
    /// <summary>Gives a number a symbol, for formulas that use it.</summary>
    /// <param name="working">Where steps are recorded, or null.</param>
    /// <param name="symbol">The symbol: <c>F</c>.</param>
    /// <param name="value">The number.</param>
    /// <param name="meaning">Its meaning in words, or null to take it from the table of symbols.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quantity Let(
        this Working? working,
        [InterpolatedStringHandlerArgument(nameof(working))] WorkingText symbol,
        Quantity value,
        string? meaning = null) =>
        working is null ? value : working.Name(symbol.ToString(), value, meaning);

    /// <summary>Records a result under a name and a symbol, with its source, and returns it without its history.</summary>
    /// <param name="working">Where steps are recorded, or null.</param>
    /// <param name="quantity">What is computed, in words.</param>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="value">The result, with its history.</param>
    /// <param name="source">Where the formula comes from.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quantity Record(
        this Working? working,
        [InterpolatedStringHandlerArgument(nameof(working))] WorkingText quantity,
        [InterpolatedStringHandlerArgument(nameof(working))] WorkingText symbol,
        Quantity value,
        string source) =>
        working is null ? value : working.Add(quantity.ToString(), symbol.ToString(), value, source);

    /// <summary>Records half of a value, which may be a fraction, and returns the value.</summary>
    /// <param name="working">Where steps are recorded, or null.</param>
    /// <param name="quantity">What is computed, in words.</param>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="twice">Twice the result.</param>
    /// <param name="source">Where the formula comes from.</param>
    internal static Quantity RecordHalf(this Working? working, string quantity, string symbol, Quantity twice, string source) =>
        working is null ? twice : working.Add(quantity, symbol, twice, source, isTwice: true);
}
