namespace DeepCalc.Help.Cmdlets;

/// <summary>A parameter of a cmdlet.</summary>
public sealed record ParameterHelp
{
    /// <summary>The name, without a dash.</summary>
    public required string Name { get; init; }

    /// <summary>The short name of the type.</summary>
    public required string TypeName { get; init; }

    /// <summary>Whether it is a switch, which is given without a value.</summary>
    public required bool IsSwitch { get; init; }

    /// <summary>What it is, in paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The values of an enumeration; empty for any other type.</summary>
    public required IReadOnlyList<ValueHelp> Values { get; init; }

    /// <summary>The value that it has when it is not given, or null where that says nothing.</summary>
    public required string? Default { get; init; }

    /// <summary>Whether its value can have wildcards.</summary>
    public required bool TakesWildcards { get; init; }

    /// <summary>Its other names.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>How it is used in each parameter set that it belongs to, by the set's name.</summary>
    public required IReadOnlyDictionary<string, ParameterUse> Uses { get; init; }

    /// <summary>How it is used in all of them.</summary>
    public ParameterUse Use => ParameterUse.Merge([.. Uses.Values]);
}
