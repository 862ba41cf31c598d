namespace DeepCalc.Help.Cmdlets;

/// <summary>A column of a row that comes out.</summary>
/// <param name="Name">The property.</param>
/// <param name="TypeName">The short name of its type.</param>
/// <param name="Description">What it means, in a line.</param>
public sealed record ColumnHelp(string Name, string TypeName, string Description);
