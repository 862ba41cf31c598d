namespace DeepCalc.Help.Cmdlets;

/// <summary>An example of a cmdlet.</summary>
/// <param name="Code">What to type; can be several lines.</param>
/// <param name="Remarks">What it shows, in paragraphs.</param>
public sealed record ExampleHelp(string Code, IReadOnlyList<string> Remarks);
