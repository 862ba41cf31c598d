namespace DeepCalc.Formats.Matching;

/// <summary>
/// Joins a graph with the tensors of its checkpoint: each weight of the architecture gets the type and the bytes in which it is stored. What
/// only one of both has is reported.
/// </summary>
/// <remarks>
/// Names lead to the module or block, and there the number of elements decides, since projects name and merge the same weights differently;
/// among equal numbers the words of the names do.
/// </remarks>
internal sealed class JoinedCheckpoint
{
    // Larger groups are not tried in all pairs and sums, so that no file can make that slow.
    private const int MostPairs = 4_096;
    private const int MostInSums = 16;
    private const int MostParts = 4;

    // Beyond these, the bits of a weight are none of a packed one.
    private const double LeastBits = 0.5;
    private const double MostBits = 34;

    private readonly Network _graph;
    private readonly Network _tensors;
    private readonly Dictionary<Layer, List<StoredWeight>> _stored = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string Name, int Tensors)> _unexpected = [];
    private readonly List<(string Name, int Tensors)> _absent = [];
    private readonly List<string> _different = [];
    private Int128? _parameters = 0;
    private Int128? _bytes = 0;

    private JoinedCheckpoint(Network graph, Network tensors)
    {
        _graph = graph;
        _tensors = tensors;
        Join();
    }

    /// <summary>The graph with the stored types and bytes of its weights.</summary>
    /// <param name="graph">The network of the architecture.</param>
    /// <param name="tensors">The network of the checkpoint's tensors.</param>
    /// <param name="checkpoint">The name of the checkpoint in messages.</param>
    /// <param name="options">The import options.</param>
    /// <exception cref="DeepCalcException">The import is strict, and it is unknown how many weights a tensor packs.</exception>
    public static Layer Of(Layer graph, Layer tensors, string checkpoint, ImportOptions options)
    {
        try
        {
            var joined = new JoinedCheckpoint(new Network(graph), new Network(tensors));
            return joined.Result(checkpoint, options);
        }
        catch (OverflowException)
        {
            throw FileFault.Corrupt($"{checkpoint} has more parameters than fit in 64 bits.");
        }
    }

    private Layer Result(string checkpoint, ImportOptions options)
    {
        string? missing = _tensors.Layers.Select(layer => (layer.Definition as TensorSet)?.Missing).FirstOrDefault(files => files is not null);
        var differences = new List<string>(3);

        // The tensors of the other part are in the same files.
        if (_unexpected.Count > 0 && options.OnlyPart is null)
        {
            differences.Add($"the architecture does not have {NameList.Of(_unexpected)}");
        }

        if (missing is not null)
        {
            options.Warning?.Invoke($"{missing} {(missing.Contains(',', StringComparison.Ordinal) ? "are" : "is")} missing from the checkpoint {checkpoint}. The stored counts are those of the files that are there; the bytes of all other weights are counted in the network's own type.");
        }
        else if (_absent.Count > 0)
        {
            differences.Add($"the checkpoint lacks {NameList.Of(_absent)}");
        }

        differences.AddRange(_different.Count > 3 ? [.. _different.Take(3), FormattableString.Invariant($"{_different.Count - 3} more differ in size")] : _different);
        Checkpoint total = new(Fitting(_parameters), Fitting(_bytes));
        if (differences.Count > 0)
        {
            options.Warning?.Invoke($"the checkpoint {checkpoint} and the architecture differ: {string.Join("; ", differences)}.");
        }

        options.Fact?.Invoke(FormattableString.Invariant(
            $"The graph is that of the architecture, and {checkpoint} gives the types and bytes of its weights: {(object?)total.Parameters ?? "an unknown number of"} parameters in {(object?)total.Bytes ?? "an unknown number of"} bytes."));
        Network result = _graph.WithCheckpoint(total, _stored);
        return result.Outputs.Count == 1 ? result.Output : new Layer(new OutputSet(), null, [.. result.Outputs]);
    }

    private static long? Fitting(Int128? number) => number is null ? null : checked((long)number.Value);

    private void Join()
    {
        Dictionary<string, List<ExpectedWeight>> expected = Expected();
        Dictionary<string, List<StoredGroup>> stored = Stored(new BlockNames(expected.Keys, _tensors.Layers.Select(layer => layer.Name ?? "")));
        List<StoredGroup> elsewhere = stored.GetValueOrDefault("") ?? [];
        List<ExpectedWeight> unfound = [.. expected.Where(group => !stored.ContainsKey(group.Key)).SelectMany(group => group.Value)];
        foreach ((string group, List<StoredGroup> tensors) in stored.Where(group => group.Key.Length > 0))
        {
            Match(tensors, expected[group]);
            Leave(tensors, expected[group]);
        }

        MatchElsewhere(elsewhere, unfound);
        Leave(elsewhere, unfound);
    }

    private void Leave(List<StoredGroup> stored, List<ExpectedWeight> expected)
    {
        _absent.AddRange(expected.Select(weight => (weight.Name, 1)));
        foreach (StoredGroup tensors in stored.Where(tensors => !tensors.IsBuffer))
        {
            _unexpected.Add((tensors.Name, tensors.Tensors));
            _parameters += tensors.Count;
        }
    }

    private Dictionary<string, List<ExpectedWeight>> Expected()
    {
        var groups = new Dictionary<string, List<ExpectedWeight>>(StringComparer.Ordinal);
        foreach (Layer layer in _graph.Layers)
        {
            IReadOnlyList<Weight> weights = layer.Weights();
            for (int i = 0; i < weights.Count; i++)
            {
                if (weights[i].Count.KnownValue is { } count && weights[i].IsParameter && _graph.SharedWeights?.HolderOf(layer, i) is null)
                {
                    var weight = new ExpectedWeight(layer, _graph.NameOf(layer), weights[i], count);
                    Of(groups, weight.Group).Add(weight);
                }
            }
        }

        return groups;
    }

    // By module or block of the architecture; under an empty name those of none.
    private Dictionary<string, List<StoredGroup>> Stored(BlockNames names)
    {
        var groups = new Dictionary<string, List<StoredGroup>>(StringComparer.Ordinal);
        var known = new Dictionary<string, StoredGroup>(StringComparer.Ordinal);
        foreach (Layer layer in _tensors.Layers)
        {
            if (layer.Definition is not TensorSet { Missing: null } set)
            {
                continue;
            }

            string module = set.Module ?? "";
            (string group, string within) = names.Find(module) ?? ("", module);
            string prefix = module[..(module.Length - within.Length)];
            within = NameList.Pattern(within);
            var own = new List<(string Name, StoredGroup Group)>();
            for (int i = 0; i < set.Tensors.Count; i++)
            {
                Weight tensor = set.Tensors[i];
                if (_tensors.SharedWeights?.HolderOf(layer, i) is not null)
                {
                    continue;
                }

                _bytes += tensor.Bytes?.KnownValue;
                if (!tensor.IsParameter)
                {
                    continue;
                }

                string key = $"{prefix}{within}.{tensor.Name}";
                if (!known.TryGetValue(key, out StoredGroup? found))
                {
                    known.Add(key, found = new StoredGroup(module.Length == 0 ? tensor.Name : $"{module}.{tensor.Name}", module.Length == 0 ? tensor.Name : key.TrimStart('.'), $"{within}.{tensor.Name}"));
                    Of(groups, group).Add(found);
                }

                found.Add(tensor);
                own.Add((tensor.Name, found));
            }

            AddEncodings(set, own);
        }

        return groups;
    }

    // Scales and codebooks take bytes for the weight whose name they begin with, or for the only one of the module.
    private static void AddEncodings(TensorSet set, List<(string Name, StoredGroup Group)> weights)
    {
        foreach (Weight encoding in set.Tensors.Where(tensor => tensor.IsEncoding && weights.Count > 0))
        {
            StoredGroup owner = weights.Where(weight => encoding.Name.StartsWith(Stem(weight.Name), StringComparison.Ordinal)).OrderByDescending(weight => weight.Name.Length)
                .Concat(weights.Where(weight => weight.Name.Contains("weight", StringComparison.Ordinal))).Append(weights[0]).First().Group;
            owner.AddBytes(encoding);
        }

        static string Stem(string name) => name.EndsWith("_blocks", StringComparison.Ordinal) ? name[..^"blocks".Length]
            : name.EndsWith("_packed", StringComparison.Ordinal) ? name[..^"packed".Length]
            : name;
    }

    private static List<T> Of<T>(Dictionary<string, List<T>> groups, string name)
    {
        if (!groups.TryGetValue(name, out List<T>? members))
        {
            groups.Add(name, members = []);
        }

        return members;
    }

    // Takes from both lists what belongs together.
    private void Match(List<StoredGroup> stored, List<ExpectedWeight> expected)
    {
        MatchEqual(stored, expected, static (tensors, weight) => tensors.Words.Likeness(weight.Words));
        MatchPacked(stored, expected);
        MatchSums(stored, expected);
        MatchDifferent(stored, expected);
    }

    // In a module of another name, an equal number is no reason by itself, unless it is that of a matrix. A block has no weights outside of it.
    private void MatchElsewhere(List<StoredGroup> stored, List<ExpectedWeight> expected)
    {
        MatchEqual(stored, expected, static (tensors, weight) =>
            (BlockNames.NumberIn(tensors.Name) is null) == (BlockNames.NumberIn(weight.Group) is null)
            && (weight.Weight.Shape.Rank > 1 || tensors.WordsOfAll.Shares(weight.WordsOfAll))
                ? tensors.WordsOfAll.Likeness(weight.WordsOfAll)
                : null);
    }

    private void MatchEqual(List<StoredGroup> stored, List<ExpectedWeight> expected, Func<StoredGroup, ExpectedWeight, int?> likeness)
    {
        ILookup<long, ExpectedWeight> counts = expected.ToLookup(weight => weight.Count);
        foreach (IGrouping<long?, StoredGroup> same in stored.Where(tensors => tensors.Count is { } count && counts.Contains(count)).GroupBy(tensors => tensors.Count).ToArray())
        {
            ExpectedWeight[] weights = [.. counts[same.Key!.Value]];
            StoredGroup[] tensors = [.. same];
            IEnumerable<(int Stored, int Expected, int? Likeness)> pairs = (long)weights.Length * tensors.Length > MostPairs
                ? Enumerable.Range(0, Math.Min(weights.Length, tensors.Length)).Select(i => (i, i, likeness(tensors[i], weights[i])))
                : Enumerable.Range(0, tensors.Length).SelectMany(i => Enumerable.Range(0, weights.Length).Select(j => (i, j, likeness(tensors[i], weights[j]))));
            bool[] isTaken = new bool[weights.Length];
            bool[] isUsed = new bool[tensors.Length];
            foreach ((int i, int j, _) in pairs.Where(pair => pair.Likeness is not null).OrderByDescending(pair => pair.Likeness).ThenBy(pair => Math.Abs(pair.Stored - pair.Expected)))
            {
                if (!isUsed[i] && !isTaken[j])
                {
                    isUsed[i] = isTaken[j] = true;
                    Take(tensors[i], [weights[j]], stored, expected);
                }
            }
        }
    }

    // The architecture proves how many weights are packed where the checkpoint does not say it.
    private void MatchPacked(List<StoredGroup> stored, List<ExpectedWeight> expected)
    {
        foreach (StoredGroup tensors in stored.Where(tensors => tensors.Count is null).Take(MostPairs).ToArray())
        {
            ExpectedWeight? weight = expected.Take(MostInSums)
                .Where(weight => tensors.Bytes is { } bytes && 8.0 * bytes / weight.Count is >= LeastBits and <= MostBits && !weight.Words.IsBias && weight.Weight.Shape.Rank > 1)
                .MaxBy(weight => tensors.Words.Likeness(weight.Words));
            if (weight is not null)
            {
                Take(tensors, [weight], stored, expected);
            }
        }
    }

    // One tensor with several weights, such as the projections of query, key and value; one weight in several tensors; or several in several.
    private void MatchSums(List<StoredGroup> stored, List<ExpectedWeight> expected)
    {
        if (stored.Count is 0 or > MostInSums || expected.Count is 0 or > MostInSums)
        {
            return;
        }

        foreach (StoredGroup tensors in stored.Where(tensors => tensors.Count is not null).ToArray())
        {
            if (Parts(expected.Where(weight => weight.Words.IsBias == tensors.Words.IsBias).ToArray(), weight => weight.Count, tensors.Count!.Value) is { } weights)
            {
                Take(tensors, weights, stored, expected);
            }
        }

        foreach (ExpectedWeight weight in expected.ToArray())
        {
            if (Parts(stored.Where(tensors => tensors.Count is > 0 && weight.Words.IsBias == tensors.Words.IsBias).ToArray(), tensors => tensors.Count!.Value, weight.Count) is { } parts)
            {
                TakeTogether(parts, [weight], stored, expected);
            }
        }

        if (stored.Count > 0 && stored.TrueForAll(tensors => tensors.Count is not null) && stored.Sum(tensors => tensors.Count) == expected.Sum(weight => weight.Count))
        {
            TakeTogether([.. stored], [.. expected], stored, expected);
        }
    }

    // The most alike of other sizes.
    private void MatchDifferent(List<StoredGroup> stored, List<ExpectedWeight> expected)
    {
        foreach (StoredGroup tensors in stored.Take(MostInSums).Where(tensors => tensors.Count is not null).ToArray())
        {
            ExpectedWeight? weight = expected.Take(MostInSums).MaxBy(weight => tensors.Words.Likeness(weight.Words));
            bool isOnly = stored.Count == 1 && expected.Count == 1;
            if (weight is not null && (isOnly || tensors.Words.Likeness(weight.Words) >= 0) && weight.Words.IsBias == tensors.Words.IsBias && (weight.Weight.Shape.Rank > 1) == tensors.IsMatrix)
            {
                _different.Add(FormattableString.Invariant($"{tensors.Name} has {tensors.Count} parameters, and the architecture has {weight.Count} ({weight.Name})"));
                Take(tensors, [weight], stored, expected);
            }
        }
    }

    private void Take(StoredGroup tensors, IReadOnlyList<ExpectedWeight> weights, List<StoredGroup> stored, List<ExpectedWeight> expected)
    {
        Int128 all = weights.Aggregate((Int128)0, (sum, weight) => sum + weight.Count);
        Int128 begin = 0;
        foreach (ExpectedWeight weight in weights)
        {
            if (!_stored.TryGetValue(weight.Layer, out List<StoredWeight>? own))
            {
                _stored.Add(weight.Layer, own = []);
            }

            own.Add(tensors.Part(weight.Weight.Name, begin, begin + weight.Count, all));
            begin += weight.Count;
            expected.Remove(weight);
            if (!weight.Weight.IsBuffer || ParameterMeasure.CountsBuffers(weight.Layer))
            {
                // A number that the checkpoint does not say is that of the architecture.
                _parameters += weights.Count == 1 ? tensors.Count ?? weight.Count : weight.Count;
            }
        }

        stored.Remove(tensors);
    }

    private void TakeTogether(IReadOnlyList<StoredGroup> parts, IReadOnlyList<ExpectedWeight> weights, List<StoredGroup> stored, List<ExpectedWeight> expected)
    {
        Take(StoredGroup.Together(parts), weights, stored, expected);
        stored.RemoveAll(parts.Contains);
    }

    // Two to four of some numbers with a given sum, neighbours first; null where there are none.
    private static T[]? Parts<T>(T[] all, Func<T, long> count, long sum)
    {
        for (int length = 2; length <= Math.Min(MostParts, all.Length); length++)
        {
            for (int start = 0; start + length <= all.Length; start++)
            {
                if (all[start..(start + length)].Aggregate((Int128)0, (total, part) => total + count(part)) == sum)
                {
                    return all[start..(start + length)];
                }
            }
        }

        return Chosen(0, [], sum);

        T[]? Chosen(int from, T[] chosen, Int128 left)
        {
            if (left == 0 && chosen.Length > 1)
            {
                return chosen;
            }

            for (int i = from; i < all.Length && chosen.Length < MostParts && left > 0; i++)
            {
                if (Chosen(i + 1, [.. chosen, all[i]], left - count(all[i])) is { } found)
                {
                    return found;
                }
            }

            return null;
        }
    }
}
