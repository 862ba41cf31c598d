namespace DeepCalc.Help.Documentation;

/// <summary>Help cannot be made: a doc comment is missing, or says something in a way that help has no form for.</summary>
public sealed class DocumentationException(string message) : Exception(message);
