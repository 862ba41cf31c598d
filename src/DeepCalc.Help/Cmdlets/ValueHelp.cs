namespace DeepCalc.Help.Cmdlets;

/// <summary>One of the values that a parameter of an enumeration can have.</summary>
/// <param name="Name">The value.</param>
/// <param name="Description">The meaning, in paragraphs.</param>
public sealed record ValueHelp(string Name, IReadOnlyList<string> Description);
