namespace DeepCalc.Formats.PyTorch;

/// <summary>Sorts what a file of PyTorch holds into parts, and lists the tensors of its network.</summary>
internal static class TorchContents
{
    // A name repeats the names around it, which pickles write once.
    private const int LettersForByte = 16;
    private const int LettersForAny = 100_000;

    // Wrappers of modules for several devices and for compilation.
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    /// <summary>The contents of a file.</summary>
    /// <exception cref="DeepCalcException">A tensor is damaged.</exception>
    public static CheckpointContents Of(TorchFile file, CancellationToken cancellation)
    {
        long letters = (LettersForByte * file.PickleBytes) + LettersForAny;
        List<FoundTensor> found = new CheckpointWalk(file.Objects, letters, cancellation).Find(file.Root);
        if (file.Constants is { } constants)
        {
            found.AddRange(new CheckpointWalk(constants.Objects, letters, cancellation).Find(constants.Root)
                .Select(tensor => tensor with { Name = $"constants.{tensor.Name}", Role = TensorRole.Frozen }));
        }

        var facts = new List<string> { $"{file.Form}; nothing in the file is run." };
        CheckpointPart network = found.Exists(tensor => tensor.Part == CheckpointPart.Weights) ? CheckpointPart.Weights : CheckpointPart.Average;
        List<FoundTensor> weights = found.FindAll(tensor => tensor.Part == network);
        string[] names = Names(weights, letters, facts);
        var warnings = new List<string>();
        List<ListedTensor> tensors = TensorSharing.List(weights, names, warnings);
        string[] shared = [.. tensors.Where(tensor => tensor.Identity is not null || tensor.Role == TensorRole.View).Select(tensor => Quoted.Cut(tensor.Name))];
        if (shared.Length > 0)
        {
            facts.Add($"{shared.Length} tensors share their elements, which are counted once: {LayerNaming.Few(shared)}.");
        }

        CheckpointParts parts = Parts(found, network);
        long unused = parts[CheckpointPart.Weights].Bytes - tensors.DistinctBy(tensor => tensor.Identity ?? tensor).Sum(tensor => tensor.Bytes ?? 0);
        if (unused > 0)
        {
            facts.Add(FormattableString.Invariant($"The file stores {unused} bytes in which no tensor lies: parts of larger tensors were saved."));
        }

        facts.AddRange(parts.LeftOut);
        if (network == CheckpointPart.Average && weights.Count > 0)
        {
            facts.Add("The file holds only a moving average of the weights; it is the network.");
        }

        CheckpointCall[] calls = [.. file.Calls.All.Select(TorchCode.CallOf)];
        CheckpointCall[] refused = Array.FindAll(calls, call => !call.IsAllowed);
        if (refused.Length > 0 && file.Constants is null)
        {
            facts.Add($"torch.load runs code that its list of weights_only does not allow: {LayerNaming.Few(refused.Select(call => call.Call))}.");
        }

        return new CheckpointContents(file.Form, tensors) { Parts = parts, Calls = calls, Facts = facts, Warnings = warnings };
    }

    // Each storage belongs to the first part that has a tensor in it.
    private static CheckpointParts Parts(List<FoundTensor> found, CheckpointPart network)
    {
        var parts = new CheckpointParts();
        var storages = new HashSet<TorchStorage>(ReferenceEqualityComparer.Instance);
        foreach (FoundTensor tensor in found.OrderBy(tensor => tensor.Part == network ? -1 : (int)tensor.Part))
        {
            parts.Add(
                tensor.Part == network ? CheckpointPart.Weights : tensor.Part,
                tensor.Value.Tensor.Storage is { IsStored: true } storage && storages.Add(storage) ? storage.Bytes : 0);
        }

        return parts;
    }

    // The names in the network: without keys that only say that weights follow, and without wrappers of the whole network.
    private static string[] Names(List<FoundTensor> tensors, long mostLetters, List<string> facts)
    {
        if (tensors.Count == 0)
        {
            return [];
        }

        int left = 0;
        IReadOnlyList<string> first = tensors[0].Keys;
        while (left < first.Count && CheckpointKeys.IsPlain(first[left]) && tensors.TrueForAll(tensor => tensor.Keys.Count > left && tensor.Keys[left] == first[left]))
        {
            left++;
        }

        if (left > 0)
        {
            facts.Add($"The weights are in {string.Join(" / ", first.Take(left).Select(Quoted.Cut))}.");
        }

        long letters = 0;
        var names = new string[tensors.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = tensors[i].Keys.Count == left ? tensors[i].Name : string.Join('.', [.. tensors[i].Keys.Skip(left), tensors[i].Name]);
            letters += names[i].Length;
            FileFault.Unless(letters <= mostLetters, ErrorCode.FileTooLarge, $"the checkpoint has names with more than {mostLetters} letters together, the most that is read.");
        }

        for (bool isWrapped = true; isWrapped;)
        {
            string? wrapper = Array.Find(Wrappers, wrapper => Array.TrueForAll(names, name => name.StartsWith(wrapper, StringComparison.Ordinal)));
            isWrapped = wrapper is not null;
            if (isWrapped)
            {
                names = Array.ConvertAll(names, name => name[wrapper!.Length..]);
                facts.Add($"Each name begins with {wrapper} which is left out.");
            }
        }

        return names;
    }
}
