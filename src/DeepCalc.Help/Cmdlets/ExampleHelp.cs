namespace DeepCalc.Help.Cmdlets;

/// <summary>An example of a cmdlet.</summary>
/// <param name="Code">The code to type, one line or several.</param>
/// <param name="Remarks">The explanation, in paragraphs.</param>
public sealed record ExampleHelp(string Code, IReadOnlyList<string> Remarks);
