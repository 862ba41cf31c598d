namespace DeepCalc.Commands;

/// <summary>A file or folder to import from.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Typed">The path as the user typed it.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="IsListed">Whether it comes from a listing or a pattern, not by its name.</param>
internal sealed record FoundPath(string Path, string Typed, bool IsFolder, bool IsListed);
