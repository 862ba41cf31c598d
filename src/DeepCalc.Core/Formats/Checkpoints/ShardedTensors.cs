namespace DeepCalc;

/// <summary>Collects the tensors of a network that lies in several files.</summary>
/// <param name="count">The number of files.</param>
/// <param name="options">What is to be made of the network, and where its files stand.</param>
internal sealed class ShardedTensors(int count, ImportOptions options)
{
    private const int MostNumbers = 6;

    private readonly List<ListedTensor> _tensors = [];
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    // The first that are missing, which are named, and how many there are.
    private readonly List<(int Number, string? File)> _missing = [];
    private int _missingCount;

    /// <summary>The number of tensors so far.</summary>
    public int TensorCount => _tensors.Count;

    /// <summary>Whether all files so far were there.</summary>
    public bool IsWhole => _missingCount == 0;

    /// <summary>Adds the tensors of a file that stands beside the one that is imported, or notes that it is missing.</summary>
    /// <param name="number">Which of the files it is, from 1.</param>
    /// <param name="file">Its name, or null where nothing tells it.</param>
    /// <param name="read">Reads its tensors; it gets the number too.</param>
    /// <exception cref="DeepCalcException">It is damaged, of another kind, or has a tensor of another file.</exception>
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
            // What a pointer of Git LFS is shows here.
            FileFormat.Of(stream, file!);
            stream.Position = 0;
            Add(file!, read(stream, number));
        }
        catch (DeepCalcException e) when (e.Layer is null)
        {
            throw new DeepCalcException(file!, e);
        }
    }

    /// <summary>Adds the tensors of a file.</summary>
    /// <exception cref="DeepCalcException">One is in another file too.</exception>
    public void Add(string file, IReadOnlyList<ListedTensor> tensors)
    {
        foreach (ListedTensor tensor in tensors)
        {
            FileFault.Unless(_files.TryAdd(tensor.Name, file), $"the tensor {tensor.Name} is in {_files.GetValueOrDefault(tensor.Name)} too.");
        }

        _tensors.AddRange(tensors);
    }

    /// <summary>The network of all of them; files that are missing are a layer with an unknown number of weights, and a warning.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="isSorted">Whether tensors are put into the order of their names.</param>
    /// <exception cref="DeepCalcException">No file is there, or one is missing where that is an error.</exception>
    public Layer Gather(string name, bool isSorted)
    {
        string files = string.Join(", ", _missing.Take(3).Select(missing => missing.File).OfType<string>());
        string more = _missingCount > 3 ? FormattableString.Invariant($" and {_missingCount - 3} more") : "";
        string lacks = files.Length == 0 ? "" : $"{files}{more} {(_missingCount == 1 ? "is" : "are")} not beside it";
        if (_missingCount == count)
        {
            throw new DeepCalcException(
                ErrorCode.FileUnreadable, $"the tensors are in other files, and none is there: {lacks}. Download them into the same folder, or import the config.json of the network.");
        }

        if (_missingCount > 0)
        {
            string has = FormattableString.Invariant($"{count - _missingCount} of {count} files of the network {(count - _missingCount == 1 ? "is" : "are")} read");
            string why = lacks.Length > 0 ? lacks : "the others are not known, since the name of the file does not end in numbers such as -00001-of-00002";
            if (options.IsStrict)
            {
                throw new DeepCalcException(ErrorCode.LayerUnknown, $"{has}: {why}. Without -Strict its counts are lower bounds.");
            }

            options.Warning?.Invoke($"{has}: {why}. Its counts are lower bounds{(files.Length > 0 ? "; download the rest into the same folder" : "")}.");
        }

        if (isSorted)
        {
            _tensors.Sort((a, b) => NaturalOrder.Instance.Compare(a.Name, b.Name));
        }

        TensorSet? missing = _missingCount == 0 ? null : new TensorSet([new Weight("tensors", new TensorShape(Quantity.Unknown($"tensors of {Numbers()}")))], name)
        {
            Missing = files.Length > 0 ? files + more : Numbers(),
        };
        return TensorModules.Gather(name, _tensors, options, missing, $"{Numbers()} (missing)");
    }

    // Shard 2 of 2; shards 2, 3 of 4; 160 of 163 shards.
    private string Numbers() => FormattableString.Invariant(_missingCount switch
    {
        1 => $"shard {_missing[0].Number} of {count}",
        <= MostNumbers => $"shards {string.Join(", ", _missing.Select(missing => missing.Number))} of {count}",
        _ => $"{_missingCount} of {count} shards",
    });
}
