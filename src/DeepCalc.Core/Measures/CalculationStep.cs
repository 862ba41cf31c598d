namespace DeepCalc;

/// <summary>One step of the working of a network's numbers: one flat row.</summary>
public sealed class CalculationStep
{
    internal CalculationStep(WorkedStep step, CalculationTopic topic, string section, string network, string? layer)
    {
        Network = network;
        Layer = layer;
        Topic = topic.ToString();
        Section = section;
        Quantity = step.Quantity;
        Symbol = step.Symbol;
        Formula = step.Formula;
        Substitution = step.Substitution;
        Value = step.Text is not null ? null : !step.IsTwice ? step.Value.KnownValue : step.Value.KnownValue is { } twice && twice % 2 == 0 ? twice / 2 : null;
        Result = step.Text is { } text ? text : !step.IsTwice ? step.Value.ToString() : Half(step.Value);
        Where = string.Join(", ", step.Where);
        Source = step.Source;
    }

    /// <summary>The network.</summary>
    public string Network { get; }

    /// <summary>The layer, or null for a step about the whole network.</summary>
    public string? Layer { get; }

    /// <summary>The topic of the calculation: the name of a CalculationTopic.</summary>
    public string Topic { get; }

    /// <summary>The heading of the step: the topic in words, for receptive fields with the method.</summary>
    public string Section { get; }

    /// <summary>The computed quantity, in words.</summary>
    public string Quantity { get; }

    /// <summary>Its symbol.</summary>
    public string Symbol { get; }

    /// <summary>The formula in symbols.</summary>
    public string Formula { get; }

    /// <summary>The formula with its numbers.</summary>
    public string Substitution { get; }

    /// <summary>The result, or null where it depends on an unknown size or is no whole number, such as a shape.</summary>
    public long? Value { get; }

    /// <summary>The result as text; an expression where it depends on an unknown size.</summary>
    public string Result { get; }

    /// <summary>
    /// The symbols that no earlier step of the layer and topic has computed or explained, each with its number and meaning; empty for none.
    /// </summary>
    public string Where { get; }

    /// <summary>Where the formula comes from.</summary>
    public string Source { get; }

    /// <summary>The whole line: symbol = formula = substitution = result, each once.</summary>
    public string Working => string.Join(" = ", new[] { Symbol, Formula, Substitution, Result }.Distinct());

    /// <summary>The whole line.</summary>
    public override string ToString() => Working;

    // Half of an unknown number is an expression divided by 2.
    private static string Half(Quantity twice) => twice.KnownValue is { } known
        ? (known / 2m).ToString(CultureInfo.InvariantCulture).Replace('-', '−')
        : $"({twice})/2";
}
