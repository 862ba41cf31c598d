namespace DeepCalc.Help.Cmdlets;

/// <summary>A parameter of a cmdlet.</summary>
public sealed record ParameterHelp
{
    /// <summary>The name, without a dash.</summary>
    public required string Name { get; init; }

    /// <summary>The short name of the type.</summary>
    public required string TypeName { get; init; }

    /// <summary>Whether the parameter is a switch, which takes no value.</summary>
    public required bool IsSwitch { get; init; }

    /// <summary>The description, in paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The values of an enumeration; empty for any other type.</summary>
    public required IReadOnlyList<ValueHelp> Values { get; init; }

    /// <summary>The default value, or null if help shows none.</summary>
    public required string? Default { get; init; }

    /// <summary>Whether the value can contain wildcards.</summary>
    public required bool TakesWildcards { get; init; }

    /// <summary>The aliases.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The use in each parameter set of the parameter, by the name of the set.</summary>
    public required IReadOnlyDictionary<string, ParameterUse> Uses { get; init; }

    /// <summary>The use in all of these sets together.</summary>
    public ParameterUse Use => ParameterUse.Merge([.. Uses.Values]);
}
