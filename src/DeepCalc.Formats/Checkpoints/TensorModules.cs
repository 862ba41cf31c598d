namespace DeepCalc.Formats.Checkpoints;

/// <summary>Builds a network from the tensors of a file, with one layer for each module.</summary>
internal static class TensorModules
{
    /// <summary>The network: one layer, or several outputs.</summary>
    /// <param name="name">The network's name, which is also the layer name for tensors outside any module.</param>
    /// <param name="tensors">The tensors; the modules follow their order.</param>
    /// <param name="options">The import options: the wanted modules, and whether packed weights are an error.</param>
    /// <param name="missing">The tensors of missing files, or null; they become the first layer.</param>
    /// <param name="missingName">The name of that layer.</param>
    /// <exception cref="DeepCalcException">A wanted module does not exist, or the import is strict and the number of packed weights is
    /// unknown.</exception>
    public static Layer Gather(string name, IReadOnlyList<ListedTensor> tensors, ImportOptions options, TensorSet? missing = null, string missingName = "")
    {
        var listed = new Dictionary<string, List<ListedTensor>>(StringComparer.Ordinal);
        foreach (ListedTensor tensor in tensors)
        {
            if (!listed.TryGetValue(tensor.Module, out List<ListedTensor>? members))
            {
                options.Cancellation.ThrowIfCancellationRequested();
                listed.Add(tensor.Module, members = []);
            }

            members.Add(tensor);
        }

        if (listed.Count == 0 && missing is null)
        {
            listed.Add("", []);
        }

        KeyValuePair<string, IReadOnlyList<Weight>>[] modules = [.. WeightsOf(listed, options)];

        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var again = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        Layer[] absent = missing is null ? [] : [new Layer(missing, NameFor(missingName, name, taken, again))];
        Layer[] layers = [.. absent, .. modules.Select(module => new Layer(new TensorSet(module.Value, name) { Module = module.Key.Length > 0 ? module.Key : null }, NameFor(module.Key, name, taken, again)))];
        options.Fact?.Invoke(FormattableString.Invariant($"A file of weights with {tensors.Count} tensors in {modules.Length} modules and no graph: parameters and bytes are known; shapes and operations are unknown."));
        return ChosenOutputs.Of(layers.Length == 1 ? layers[0] : new Layer(new OutputSet(), null, layers), options);
    }

    private static List<KeyValuePair<string, IReadOnlyList<Weight>>> WeightsOf(Dictionary<string, List<ListedTensor>> listed, ImportOptions options)
    {
        QuantizationSettings? settings = QuantizationSettings.Beside(options.Place);
        var modules = new List<KeyValuePair<string, IReadOnlyList<Weight>>>(listed.Count);
        int unknown = 0;
        string first = "";
        foreach ((string name, List<ListedTensor> members) in listed)
        {
            var module = new PackedModule(name, members, settings);
            modules.Add(new(name, module.Weights()));
            foreach ((ListedTensor tensor, string why) in module.Unknown())
            {
                FileFault.Unless(
                    !options.IsStrict || options.IsJoined,
                    ErrorCode.LayerUnknown, $"{tensor.Name}: its {tensor.Type} numbers pack several weights each, and the number of weights is unknown: {why}; without -Strict, the totals leave it out and are lower bounds.");
                first = unknown++ == 0 ? $"{tensor.Name} ({why})" : first;
            }
        }

        if (unknown > 0 && !options.IsJoined)
        {
            options.Warning?.Invoke(FormattableString.Invariant($"{unknown} {(unknown == 1 ? "tensor packs" : "tensors pack")} an unknown number of weights, so the counts are lower bounds: {first}{(unknown > 1 ? FormattableString.Invariant($", and {unknown - 1} more") : "")}."));
        }

        return modules;
    }

    // Layer names ignore case, so a number distinguishes names that differ only in case.
    // The last number of each name is kept, because a file can repeat a name any number of times.
    private static string NameFor(string module, string network, HashSet<string> taken, Dictionary<string, int> again)
    {
        string stem = module.Length > 0 ? module : network;
        string name = stem;
        while (!taken.Add(name))
        {
            again[stem] = again.GetValueOrDefault(stem, 1) + 1;
            name = FormattableString.Invariant($"{stem} ({again[stem]})");
        }

        return name;
    }
}
