using DeepCalc.Formats;

namespace DeepCalc;

/// <summary>The importable files of a folder and its subfolders.</summary>
/// <param name="Files">The paths and formats, ordered by name. A network in several files is listed once, by its index or its first
/// file.</param>
/// <param name="Others">The names of the other files in the folder itself.</param>
public sealed record FolderContents(IReadOnlyList<(string Path, string Format)> Files, IReadOnlyList<string> Others)
{
    // Larger folders are examined up to this number of files.
    private const int MostFiles = 1_000;
    private const int MostLevels = 4;

    /// <summary>The contents of a folder. Only the first bytes of files are read.</summary>
    /// <exception cref="DeepCalcException">The folder cannot be read.</exception>
    public static FolderContents Of(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            // Files of the folder itself come before those of subfolders.
            FolderContents own = Of(folder, 0);
            return own.Files.Count > 0 ? own : own with { Files = Of(folder, MostLevels).Files };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeepCalcException(ErrorCode.FileUnreadable, $"{folder} cannot be read: {e.Message}");
        }
    }

    private static FolderContents Of(string folder, int levels)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = levels > 0, MaxRecursionDepth = levels, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System };
        string[] all = [.. Directory.EnumerateFiles(folder, "*", options).Take(MostFiles).Order(NaturalOrder.Instance)];
        var files = new List<(string, string)>();
        var others = new List<string>();
        var sets = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in all.OrderByDescending(path => path.EndsWith(ShardIndex.Ending, StringComparison.OrdinalIgnoreCase)))
        {
            // The index of a set comes before its files, and the other files need not be opened.
            string name = Path.GetFileName(path);
            string? set = ShardName.Parse(name) is { } shard ? shard.Stem + shard.Extension : name.EndsWith(ShardIndex.Ending, StringComparison.OrdinalIgnoreCase) ? name[..^ShardIndex.Ending.Length] : null;
            set = set is null ? null : Path.Combine(Path.GetDirectoryName(path)!, set);
            if (set is not null && sets.Contains(set))
            {
                continue;
            }

            if (FormatOf(path) is { } format)
            {
                files.Add((path, format));
                sets.Add(set ?? path);
            }
            else
            {
                others.Add(name);
            }
        }

        files.Sort((a, b) => NaturalOrder.Instance.Compare(a.Item1, b.Item1));
        return new FolderContents(files, others);
    }

    private static string? FormatOf(string path)
    {
        try
        {
            using FileStream stream = NetworkFile.Open(path);
            return FileFormat.Of(stream, path).Name;
        }
        catch (DeepCalcException)
        {
            return null;
        }
    }
}
