namespace DeepCalc.Arithmetic;

/// <summary>How a <see cref="Quantity"/> was computed: a symbol, or an operation on two quantities.</summary>
internal abstract class Trace
{
    private Trace(Quantity plain) => Plain = plain;

    /// <summary>The number that the history computes.</summary>
    public Quantity Plain { get; }

    /// <summary>A number that a formula knows by a symbol, such as <c>F</c> or <c>Cin</c>.</summary>
    public sealed class Symbol(string name, Quantity plain, string? meaning) : Trace(plain)
    {
        public string Name { get; } = name;

        /// <summary>Its meaning in words; null for a symbol that needs no explanation, such as the name of a layer.</summary>
        public string? Meaning { get; } = meaning;
    }

    /// <summary>An operation on two numbers.</summary>
    public sealed class Operation(Operator op, Quantity left, Quantity right, Quantity plain) : Trace(plain)
    {
        public Operator Operator { get; } = op;

        public Quantity Left { get; } = left;

        public Quantity Right { get; } = right;
    }
}
