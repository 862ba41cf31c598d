namespace DeepCalc.Help.Cmdlets;

/// <summary>One way to call a cmdlet: a parameter set.</summary>
/// <param name="Parameters">The parameters in the order of the syntax line, each with its use in this set.</param>
public sealed record SyntaxHelp(IReadOnlyList<(ParameterHelp Parameter, ParameterUse Use)> Parameters);
