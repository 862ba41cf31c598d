namespace DeepCalc.Formats.Checkpoints;

/// <summary>Collects the tensors of a network that is split over several files.</summary>
/// <param name="count">The number of files.</param>
/// <param name="options">The import options, with the folder of the files.</param>
internal sealed class ShardedTensors(int count, ImportOptions options)
{
    private const int MostNumbers = 6;

    private readonly List<ListedTensor> _tensors = [];
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    // The first missing files, which messages name, and the number of all missing files.
    private readonly List<(int Number, string? File)> _missing = [];
    private int _missingCount;

    /// <summary>The tensors added so far.</summary>
    public IReadOnlyCollection<ListedTensor> Tensors => _tensors;

    /// <summary>Their number.</summary>
    public int TensorCount => _tensors.Count;

    /// <summary>Whether no file has been missing so far.</summary>
    public bool IsWhole => _missingCount == 0;

    /// <summary>Adds the tensors of a file in the folder of the imported one, or notes that the file is missing.</summary>
    /// <param name="number">The number of the file, from 1.</param>
    /// <param name="file">The name of the file, or null if unknown.</param>
    /// <param name="read">Reads the tensors, given the stream and the number.</param>
    /// <exception cref="DeepCalcException">The file is damaged, has another format, or repeats a tensor of another file.</exception>
    public void Add(int number, string? file, Func<Stream, int, IReadOnlyList<ListedTensor>> read)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        using Stream? stream = file is null ? null : options.Place?.OpenBeside(file);
        if (stream is null)
        {
            _missingCount++;
            if (_missing.Count < MostNumbers)
            {
                _missing.Add((number, file));
            }

            return;
        }

        try
        {
            // Recognises foreign files here, such as a Git LFS pointer.
            options.Place!.Recognize(stream, file!);
            stream.Position = 0;
            Add(file!, read(stream, number));
        }
        catch (DeepCalcException e) when (e.Layer is null)
        {
            throw new DeepCalcException(file!, e);
        }
    }

    /// <summary>Adds the tensors of a file.</summary>
    /// <exception cref="DeepCalcException">A tensor is also in another file.</exception>
    public void Add(string file, IReadOnlyList<ListedTensor> tensors)
    {
        foreach (ListedTensor tensor in tensors)
        {
            FileFault.Unless(_files.TryAdd(tensor.Name, file), $"the tensor {tensor.Name} is also in {_files.GetValueOrDefault(tensor.Name)}.");
        }

        _tensors.AddRange(tensors);
    }

    /// <summary>The network of all tensors. Missing files become a layer with an unknown number of weights, and a warning.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="isSorted">Whether to sort the tensors by name.</param>
    /// <param name="gathering">The options for the network, where they differ.</param>
    /// <exception cref="DeepCalcException">No file was found, or one is missing and the import is strict.</exception>
    public Layer Gather(string name, bool isSorted, ImportOptions? gathering = null)
    {
        gathering ??= options;
        string files = string.Join(", ", _missing.Take(3).Select(missing => missing.File).OfType<string>());
        string more = _missingCount > 3 ? FormattableString.Invariant($" and {_missingCount - 3} more") : "";
        string lacks = files.Length == 0 ? "" : $"{files}{more} {(_missingCount == 1 ? "is" : "are")} missing from the folder";
        FileFault.Unless(
            _missingCount < count,
            ErrorCode.FileUnreadable, $"the tensors are in other files, and none was found: {lacks}. Download them into the same folder, or import the network's config.json.");

        if (_missingCount > 0 && (gathering.IsStrict || !gathering.IsJoined))
        {
            string has = FormattableString.Invariant($"{count - _missingCount} of {count} files of the network {(count - _missingCount == 1 ? "is" : "are")} read");
            string why = lacks.Length > 0 ? lacks : "the names of the others are unknown, because the file's own name does not end in numbers such as -00001-of-00002";
            DeepCalcException.ThrowIf(
                gathering.IsStrict, ErrorCode.LayerUnknown,
                $"{has}: {why}. Without -Strict, the network is imported and its counts are lower bounds.");

            gathering.Warning?.Invoke($"{has}: {why}. Its counts are lower bounds{(files.Length > 0 ? "; download the rest into the same folder" : "")}.");
        }

        if (isSorted)
        {
            _tensors.Sort((a, b) => NaturalOrder.Instance.Compare(a.Name, b.Name));
        }

        TensorSet? missing = _missingCount == 0 ? null : new TensorSet([new Weight("tensors", new TensorShape(Quantity.Unknown($"tensors of {Numbers()}")))], name)
        {
            Missing = files.Length > 0 ? files + more : Numbers(),
        };
        return TensorModules.Gather(name, _tensors, gathering, missing, $"{Numbers()} (missing)");
    }

    // "shard 2 of 2", "shards 2, 3 of 4" or "160 of 163 shards".
    private string Numbers() => FormattableString.Invariant(_missingCount switch
    {
        1 => $"shard {_missing[0].Number} of {count}",
        <= MostNumbers => $"shards {string.Join(", ", _missing.Select(missing => missing.Number))} of {count}",
        _ => $"{_missingCount} of {count} shards",
    });
}
