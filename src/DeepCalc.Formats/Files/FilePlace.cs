namespace DeepCalc.Formats.Files;

/// <summary>The location of a file: its name, and the files in the same folder, which may hold parts of the same network.</summary>
/// <param name="Name">The name of the file, without its folder.</param>
/// <param name="OpenBeside">Opens a file in the same folder by name; null if it does not exist.</param>
internal sealed record FilePlace(string Name, Func<string, Stream?> OpenBeside)
{
    /// <summary>
    /// Opens a file in the same folder by name that describes this one, and stays a file of its own; null if it does not exist.
    /// </summary>
    public Func<string, Stream?> OpenSettings { get; init; } = OpenBeside;

    /// <summary>Opens the file itself once more; null where it cannot be opened by name.</summary>
    public Func<Stream?>? Reopen { get; init; }

    /// <summary>When the file was last written; null where that is unknown.</summary>
    public Func<DateTime?> Written { get; init; } = static () => null;

    /// <summary>Throws an error for a file, by its bytes and name, that holds no network.</summary>
    public Action<Stream, string> Recognize { get; init; } = static (_, _) => { };

    /// <summary>The location of a file without neighbours.</summary>
    public static FilePlace Alone(string path) => new(Path.GetFileName(path), _ => null);
}
