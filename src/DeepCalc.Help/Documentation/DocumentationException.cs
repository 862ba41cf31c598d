namespace DeepCalc.Help.Documentation;

/// <summary>Help cannot be made: a doc comment is missing, or has a tag that help does not support.</summary>
public sealed class DocumentationException(string message) : Exception(message);
