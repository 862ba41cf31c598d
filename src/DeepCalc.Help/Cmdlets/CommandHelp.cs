namespace DeepCalc.Help.Cmdlets;

/// <summary>All that help says of a cmdlet.</summary>
public sealed record CommandHelp
{
    /// <summary>The verb.</summary>
    public required string Verb { get; init; }

    /// <summary>The noun.</summary>
    public required string Noun { get; init; }

    /// <summary>The name.</summary>
    public string Name => $"{Verb}-{Noun}";

    /// <summary>What the cmdlet does, in a line.</summary>
    public required string Synopsis { get; init; }

    /// <summary>What else there is to know, in paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The parameters, those with a position first.</summary>
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    /// <summary>The parameter sets, the default first.</summary>
    public required IReadOnlyList<SyntaxHelp> Syntaxes { get; init; }

    /// <summary>What can be piped in.</summary>
    public required IReadOnlyList<TypeHelp> Inputs { get; init; }

    /// <summary>What comes out.</summary>
    public required IReadOnlyList<TypeHelp> Outputs { get; init; }

    /// <summary>The examples.</summary>
    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    /// <summary>The names of related cmdlets.</summary>
    public required IReadOnlyList<string> Related { get; init; }
}
