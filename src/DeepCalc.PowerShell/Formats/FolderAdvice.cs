namespace DeepCalc.Commands;

/// <summary>Makes the error for a folder where a file is expected: its files, and the command that imports them.</summary>
internal static class FolderAdvice
{
    // More names than this do not fit a line, so patterns stand for them.
    private const int MostNames = 3;

    /// <summary>The error for a folder.</summary>
    /// <param name="folder">Its full path.</param>
    /// <param name="typed">The path as the user typed it, for the command in the error.</param>
    /// <exception cref="DeepCalcException">The folder cannot be read.</exception>
    public static DeepCalcException Error(string folder, string typed)
    {
        FolderContents contents = FolderContents.Of(folder);
        return new DeepCalcException(ErrorCode.FileUnreadable, $"{typed} is a folder. " + (contents.Files.Count > 0
            ? $"It holds {Summary(folder, contents)}; import {(contents.Files.Count == 1 ? "it" : "the files that you need")}: {Command(folder, typed, contents)}"
            : contents.Others.Count > 0
            ? $"It holds no network file, only {string.Join(", ", contents.Others.Take(MostNames))}{(contents.Others.Count > MostNames ? $" and {contents.Others.Count - MostNames} more" : "")}. Import a file of ONNX, Keras, Hugging Face (config.json), PyTorch, safetensors or GGUF."
            : "It holds no file; give the path of a file."));
    }

    private static string Summary(string folder, FolderContents contents) => contents.Files.Count <= MostNames
        ? string.Join(", ", contents.Files.Select(file => $"{Path.GetRelativePath(folder, file.Path)} ({file.Format})"))
        : string.Join(", ", contents.Files.GroupBy(file => file.Format).Select(group => $"{group.Count()} {group.Key} file{(group.Count() == 1 ? "" : "s")}"));

    // A config.json describes the whole network, so it comes first.
    private static string Command(string folder, string typed, FolderContents contents)
    {
        (string Path, string Format)[] described = [.. contents.Files.Where(file => file.Format == "Hugging Face")];
        string[] chosen = [.. (described.Length > 0 ? described : [.. contents.Files]).Select(file => System.IO.Path.Combine(typed, System.IO.Path.GetRelativePath(folder, file.Path)))];
        return chosen.Length <= MostNames || chosen.Any(path => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            ? $"Import-Network -LiteralPath {string.Join(", ", chosen.Take(MostNames).Select(Quoted))}"
            : $"Import-Network {string.Join(", ", chosen.Select(Pattern).Distinct().Select(Quoted))}";
    }

    private static string Pattern(string path) =>
        System.IO.Path.Combine(WildcardPattern.Escape(System.IO.Path.GetDirectoryName(path)!), "*" + System.IO.Path.GetExtension(path));

    private static string Quoted(string path) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(path)}'";
}
