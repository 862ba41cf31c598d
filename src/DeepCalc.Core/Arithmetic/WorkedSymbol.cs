namespace DeepCalc;

/// <summary>A symbol that a formula uses and no earlier step has computed: a setting, or a size of a shape.</summary>
/// <param name="Symbol">The symbol: <c>F</c>.</param>
/// <param name="Meaning">Its meaning in words: <c>kernel size</c>.</param>
/// <param name="Value">Its number.</param>
public sealed record WorkedSymbol(string Symbol, string Meaning, Quantity Value)
{
    /// <summary><c>F = 3 (kernel size)</c>.</summary>
    public override string ToString() => $"{Symbol} = {Value} ({Meaning})";
}
