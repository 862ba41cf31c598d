namespace DeepCalc;

/// <summary>One step of a calculation.</summary>
/// <param name="Quantity">What is computed, in words: <c>Output height</c>.</param>
/// <param name="Symbol">Its symbol: <c>H₂</c>.</param>
/// <param name="Formula">The formula in symbols: <c>⌊(H₁ − F + 2P)/S⌋ + 1</c>.</param>
/// <param name="Substitution">The formula with its numbers: <c>⌊(100 − 3 + 2·1)/2⌋ + 1</c>.</param>
/// <param name="Value">The result; for a shape, the number of its axes.</param>
/// <param name="Source">Where the formula comes from.</param>
public sealed record WorkedStep(
    string Quantity, string Symbol, string Formula, string Substitution, Quantity Value, string Source)
{
    /// <summary>Whether <see cref="Value"/> is twice the result, which may be a fraction.</summary>
    public bool IsTwice { get; init; }

    /// <summary>The result where it is a shape, such as <c>56x56x64</c>; null where it is a number.</summary>
    public string? Text { get; init; }

    /// <summary>The symbols of the formula that no earlier step has computed or explained.</summary>
    public IReadOnlyList<WorkedSymbol> Where { get; init; } = [];
}
