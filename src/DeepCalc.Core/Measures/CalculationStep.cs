namespace DeepCalc;

/// <summary>One step of the working of a network's numbers: one flat row.</summary>
public sealed record CalculationStep
{
    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>The layer, or null for a step about the whole network.</summary>
    public required string? Layer { get; init; }

    /// <summary>What the calculation is about: the name of a CalculationTopic.</summary>
    public required string Topic { get; init; }

    /// <summary>What is computed, in words.</summary>
    public required string Quantity { get; init; }

    /// <summary>Its symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>The formula in symbols.</summary>
    public required string Formula { get; init; }

    /// <summary>The formula with its numbers.</summary>
    public required string Substitution { get; init; }

    /// <summary>The result, or null where it depends on an unknown size.</summary>
    public required long? Value { get; init; }

    /// <summary>The result as text; an expression where it depends on an unknown size.</summary>
    public required string Result { get; init; }

    /// <summary>Where the formula comes from.</summary>
    public required string Source { get; init; }

    /// <summary>The whole line: symbol = formula = substitution = result, each once.</summary>
    public string Working => string.Join(" = ", new[] { Symbol, Formula, Substitution, Result }.Distinct());

    internal static CalculationStep From(WorkedStep step, CalculationTopic topic, string network, string? layer) => new()
    {
        Network = network,
        Layer = layer,
        Topic = topic.ToString(),
        Quantity = step.Quantity,
        Symbol = step.Symbol,
        Formula = step.Formula,
        Substitution = step.Substitution,
        Value = step.Value.KnownValue,
        Result = step.Value.ToString(),
        Source = step.Source,
    };
}
