namespace DeepCalc;

/// <summary>
/// Collects the steps of a calculation. A formula that is given one names its symbols and records its results in
/// it; a formula that is given none computes the same numbers without them.
/// </summary>
public sealed class Working
{
    private readonly List<WorkedStep> _steps = [];

    /// <summary>The steps so far, in the order in which they were computed.</summary>
    public IReadOnlyList<WorkedStep> Steps => _steps;

    internal void Add(WorkedStep step) => _steps.Add(step);
}

/// <summary>The formulas' side of <see cref="Working"/>: all of these do nothing but pass a number on where there is none.</summary>
public static class WorkingExtensions
{
    /// <summary>Gives a number a symbol, for formulas that use it.</summary>
    public static Quantity Let(this Working? working, string symbol, Quantity value) =>
        working is null ? value : value.As(symbol);

    /// <summary>Records a result under a name and a symbol, with its source, and returns it without its history.</summary>
    public static Quantity Record(this Working? working, string quantity, string symbol, Quantity value, string source)
    {
        if (working is null)
        {
            return value;
        }

        working.Add(new WorkedStep(
            quantity, symbol, Notation.Symbolic(value), Notation.Substituted(value), value.Plain, source));
        return value.Plain;
    }
}
