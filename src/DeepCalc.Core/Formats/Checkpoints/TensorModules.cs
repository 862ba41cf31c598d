namespace DeepCalc;

/// <summary>Makes a network of the tensors of a file: a layer for each module, which holds the tensors of its name.</summary>
internal static class TensorModules
{
    /// <summary>The network, of one layer or of several outputs.</summary>
    /// <param name="name">The network's name, which the tensors get that stand in no module.</param>
    /// <param name="tensors">The tensors; modules keep the order in which they first come.</param>
    /// <param name="options">Which modules are wanted, and whether weights that cannot be counted are an error.</param>
    /// <param name="missing">Tensors of files that are not there, or null; they come first, where they are seen.</param>
    /// <param name="missingName">The name of the layer for them.</param>
    /// <exception cref="DeepCalcException">A module that is asked for is not there, or what is packed cannot be told.</exception>
    public static Layer Gather(string name, IReadOnlyList<ListedTensor> tensors, ImportOptions options, TensorSet? missing = null, string missingName = "")
    {
        var modules = new Dictionary<string, List<Weight>>(StringComparer.Ordinal);
        foreach (ListedTensor tensor in tensors)
        {
            if (options.IsStrict && tensor.IsPacked)
            {
                throw new DeepCalcException(
                    ErrorCode.LayerUnknown,
                    $"{tensor.Name}: its {tensor.Type} numbers hold several weights each, and the file does not tell how many; without -Strict they are left out of the count.");
            }

            if (!modules.TryGetValue(tensor.Module, out List<Weight>? weights))
            {
                options.Cancellation.ThrowIfCancellationRequested();
                modules.Add(tensor.Module, weights = []);
            }

            weights.Add(tensor.ToWeight());
        }

        if (modules.Count == 0 && missing is null)
        {
            modules.Add("", []);
        }

        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var again = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        Layer[] absent = missing is null ? [] : [new Layer(missing, NameFor(missingName, name, taken, again))];
        Layer[] layers = [.. absent, .. modules.Select(module => new Layer(new TensorSet(module.Value, name), NameFor(module.Key, name, taken, again)))];
        options.Fact?.Invoke(FormattableString.Invariant($"A file of weights, with {tensors.Count} tensors in {modules.Count} modules and no graph: parameters and bytes are known; shapes and operations are not."));
        return ChosenOutputs.Of(layers.Length == 1 ? layers[0] : new Layer(new OutputSet(), null, layers), options);
    }

    // Layers are found in any case, so that names which differ in nothing else are told apart by a number.
    // The last number of each name is kept, since a file can have any number of them.
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
