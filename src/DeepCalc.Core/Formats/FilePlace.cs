namespace DeepCalc;

/// <summary>Where a file stands: its name, and the files beside it, which can hold parts of the same network.</summary>
/// <param name="Name">The name of the file, without its folder.</param>
/// <param name="OpenBeside">Opens a file of the same folder by its name; null where there is none.</param>
internal sealed record FilePlace(string Name, Func<string, Stream?> OpenBeside)
{
    /// <summary>The place of a file that stands by itself.</summary>
    public static FilePlace Alone(string path) => new(Path.GetFileName(path), _ => null);
}
