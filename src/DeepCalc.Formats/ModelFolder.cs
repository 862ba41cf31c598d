namespace DeepCalc.Formats;

/// <summary>The files of a folder that are one network: the description of its graph, the checkpoint of its weights, or both.</summary>
/// <param name="Graph">The path of the file with the graph, or null.</param>
/// <param name="Checkpoint">The path of the file with the weights, of their index, or of the first of a set; or null.</param>
/// <param name="Others">The names of the other networks and checkpoints.</param>
internal sealed record ModelFolder(string? Graph, string? Checkpoint, IReadOnlyList<string> Others)
{
    private const string Configuration = "Hugging Face";

    // In the order in which transformers takes them; llama.cpp's come last.
    private static readonly string[] Checkpoints = ["safetensors", "PyTorch", "GGUF"];

    // Formats that have a graph beside weights, or only weights.
    private static readonly string[] Whole = ["ONNX", "Keras", "GGUF", "safetensors", "PyTorch"];

    // Names of a network's own files, the most usual first.
    private static readonly string[] Usual = ["config", "model", "pytorch_model", "consolidated"];

    // What training leaves beside a network, and what is put on top of one.
    private static readonly string[] Beside = ["optimizer", "scheduler", "training_args", "rng_state", "scaler", "adapter_model"];

    // Suffixes of files that were probably meant to hold a network.
    private static readonly string[] Suffixes = [".safetensors", ".gguf", ".onnx", ".keras", ".bin", ".pt", ".pth", ".h5"];

    /// <summary>The default name of the network where the folder's own name is none, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Files with the suffix of a network that cannot be read, each with the reason.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];

    /// <summary>The network of a folder; null if it holds none, or several in subfolders.</summary>
    /// <exception cref="DeepCalcException">The folder cannot be read.</exception>
    public static ModelFolder? Find(string folder)
    {
        if (Snapshot(folder) is { } snapshot)
        {
            return Find(snapshot) is { } found ? found with { Name = Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar)).Split("--")[^1] } : null;
        }

        FolderContents contents = FolderContents.Of(folder);
        (string Path, string Format)[] files = [.. contents.Files.Where(file => !Array.Exists(Beside, name => Path.GetFileName(file.Path).StartsWith(name, StringComparison.OrdinalIgnoreCase)))];
        if (Array.Exists(files, IsConfiguration))
        {
            // Other settings beside it, such as those of a tokenizer, can look like one.
            files = Array.FindAll(files, file => file.Format != Configuration || IsConfiguration(file));
        }

        if (files.Length == 0 || files.Select(file => Path.GetDirectoryName(file.Path)).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            return null;
        }

        string place = Path.GetFileName(Path.GetDirectoryName(files[0].Path)!);
        (string Path, string Format)[] ordered = [.. files.OrderBy(file => Rank(FileFormat.StemOf(file.Path), place))];
        string? Best(string[] formats) => formats.Select(format => Array.Find(ordered, file => file.Format == format).Path).FirstOrDefault(path => path is not null);
        string? graph = Array.Find(ordered, file => file.Format == Configuration).Path;
        string? checkpoint = graph is null ? null : Best(Checkpoints);
        graph ??= Best(Whole);
        return new ModelFolder(graph, checkpoint, [.. files.Where(file => file.Path != graph && file.Path != checkpoint).Select(file => Path.GetFileName(file.Path))])
        {
            Damaged = [.. contents.Others.Where(name => Array.Exists(Suffixes, suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))).Select(name => Fault(Path.Combine(folder, name))).OfType<string>()],
        };
    }

    /// <summary>The network of the folder.</summary>
    /// <exception cref="DeepCalcException">A file of it cannot be read, or is damaged.</exception>
    public Layer Import(ImportOptions options)
    {
        options = options with { Name = options.Name ?? Name };
        if (Others.Count > 0)
        {
            options.Warning?.Invoke($"the folder has several networks or checkpoints; {Taken()} {(Checkpoint is null ? "is" : "are")} taken, and not {LayerNaming.Few(Others)}. Give the path of a file to import that one.");
        }

        foreach (string why in Damaged)
        {
            options.Warning?.Invoke($"{why} It is left out.");
        }

        if (Checkpoint is null)
        {
            return ImportFile(Graph!, options);
        }

        ImportOptions whole = options with { Outputs = [] };
        Layer graph;
        try
        {
            graph = ImportFile(Graph!, whole);
        }
        catch (DeepCalcException e) when (!options.IsStrict && options.OnlyPart is null && e.Code is ErrorCode.LayerUnknown or ErrorCode.InvalidSetting or ErrorCode.FormatUnknown)
        {
            options.Warning?.Invoke($"the graph is unknown, and only the tensors of {Path.GetFileName(Checkpoint)} are imported: {e.Message}");
            return ImportFile(Checkpoint, options);
        }

        Layer tensors = ImportFile(Checkpoint, whole with { IsJoined = true, OnlyPart = null });
        return ChosenOutputs.Of(JoinedCheckpoint.Of(graph, tensors, Path.GetFileName(Checkpoint), options), options);
    }

    private string Taken() => Checkpoint is null ? Path.GetFileName(Graph!) : $"{Path.GetFileName(Graph)} with {Path.GetFileName(Checkpoint)}";

    // The file counts as a part, so that it is not imported once more.
    private static Layer ImportFile(string path, ImportOptions options)
    {
        options.Part?.Invoke(path);
        return NetworkFile.Import(path, options);
    }

    private static bool IsConfiguration((string Path, string Format) file) =>
        file.Format == Configuration && Path.GetFileName(file.Path).Equals("config.json", StringComparison.OrdinalIgnoreCase);

    private static int Rank(string stem, string folder) =>
        Array.FindIndex(Usual, name => stem.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var usual ? usual
        : stem.Equals(folder, StringComparison.OrdinalIgnoreCase) ? Usual.Length
        : Usual.Length + 1;

    // A folder of the cache of huggingface_hub holds a folder for each revision, and the name of the newest.
    private static string? Snapshot(string folder)
    {
        string snapshots = Path.Combine(folder, "snapshots");
        string head = Path.Combine(folder, "refs", "main");
        if (!Directory.Exists(snapshots))
        {
            return null;
        }

        try
        {
            string[] all = Directory.GetDirectories(snapshots);
            string? newest = File.Exists(head) && new FileInfo(head).Length < 100 ? Path.Combine(snapshots, File.ReadAllText(head).Trim()) : null;
            return Array.Find(all, path => path == newest) ?? (all.Length == 1 ? all[0] : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Fault(string path)
    {
        try
        {
            using FileStream stream = NetworkFile.Open(path);
            FileFormat.Of(stream, path);
            return null;
        }
        catch (DeepCalcException e) when (e.Code == ErrorCode.FormatUnknown && e.Message.Contains("unknown file format", StringComparison.Ordinal))
        {
            return null;
        }
        catch (DeepCalcException e)
        {
            return $"{Path.GetFileName(path)}: {e.Message}";
        }
    }
}
