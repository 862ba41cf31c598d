namespace DeepCalc.Help.Cmdlets;

/// <summary>The help of a cmdlet.</summary>
public sealed record CommandHelp
{
    /// <summary>The verb.</summary>
    public required string Verb { get; init; }

    /// <summary>The noun.</summary>
    public required string Noun { get; init; }

    /// <summary>The name.</summary>
    public string Name => $"{Verb}-{Noun}";

    /// <summary>The synopsis: what the cmdlet does, in one sentence.</summary>
    public required string Synopsis { get; init; }

    /// <summary>The description, in paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The parameters; those with a position come first.</summary>
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    /// <summary>The parameter sets; the default comes first.</summary>
    public required IReadOnlyList<SyntaxHelp> Syntaxes { get; init; }

    /// <summary>The types that the cmdlet takes from the pipeline.</summary>
    public required IReadOnlyList<TypeHelp> Inputs { get; init; }

    /// <summary>The types of its output.</summary>
    public required IReadOnlyList<TypeHelp> Outputs { get; init; }

    /// <summary>The examples.</summary>
    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    /// <summary>The names of related cmdlets.</summary>
    public required IReadOnlyList<string> Related { get; init; }
}
