namespace DeepCalc.Shell.Options;

/// <summary>A command line that the shell does not understand.</summary>
internal sealed class UsageException(string message) : Exception(message);
