namespace DeepCalc.Formats.PyTorch;

/// <summary>Finds tensors that have elements in common, so that these are counted once.</summary>
internal static class TensorSharing
{
    /// <summary>The tensors, where those with the same elements have one identity, and a part of another is a view.</summary>
    /// <param name="tensors">The tensors of a network.</param>
    /// <param name="names">Their names.</param>
    /// <param name="warnings">Receives a warning of tensors that have only some elements in common.</param>
    public static List<ListedTensor> List(List<FoundTensor> tensors, string[] names, List<string> warnings)
    {
        var identities = new object?[tensors.Count];
        var wholes = new int?[tensors.Count];
        var overlapping = new List<string>();
        foreach (IGrouping<TorchStorage, int> storage in Enumerable.Range(0, tensors.Count).Where(i => tensors[i].Value.Tensor is { Storage: not null, Elements: > 0 })
            .GroupBy(i => tensors[i].Value.Tensor.Storage!, ReferenceEqualityComparer.Instance as IEqualityComparer<TorchStorage>))
        {
            Compare(storage);
        }

        if (overlapping.Count > 0)
        {
            warnings.Add($"{LayerNaming.Few(overlapping)} {(overlapping.Count == 1 ? "has" : "have")} some elements in common with other tensors; these are counted more than once.");
        }

        return [.. tensors.Select((tensor, i) => Listed(tensor, names[i], identities[i], wholes[i] is { } whole ? names[whole] : null))];

        void Compare(IEnumerable<int> inStorage)
        {
            // In the order of their first elements, the longest and densest first, so that a whole comes before its parts.
            int[] order = [.. inStorage.OrderBy(i => Tensor(i).Begin).ThenByDescending(i => Tensor(i).End).ThenByDescending(i => Tensor(i).IsDense).ThenBy(i => i)];
            int cover = -1;
            int before = -1;
            int widest = -1;
            foreach (int i in order)
            {
                if (cover >= 0 && Tensor(i).End <= Tensor(cover).End)
                {
                    if (Tensor(i).IsDense && (Tensor(i).Begin, Tensor(i).End) == (Tensor(cover).Begin, Tensor(cover).End))
                    {
                        identities[i] = identities[cover] ??= new object();
                    }
                    else
                    {
                        wholes[i] = cover;
                    }
                }
                else if (before >= 0 && HasSameElements(Tensor(before), Tensor(i)))
                {
                    identities[i] = identities[before] ??= new object();
                }
                else
                {
                    if (before >= 0 && (Tensor(i).MayMeet(Tensor(before)) || Tensor(i).MayMeet(Tensor(widest))))
                    {
                        overlapping.Add(Quoted.Cut(names[i]));
                    }

                    cover = Tensor(i).IsDense ? i : cover;
                }

                before = i;
                widest = widest < 0 || Tensor(i).End >= Tensor(widest).End ? i : widest;
            }
        }

        TorchTensor Tensor(int i) => tensors[i].Value.Tensor;
    }

    private static bool HasSameElements(TorchTensor a, TorchTensor b) =>
        a.Begin == b.Begin && a.Type == b.Type && a.Sizes.AsSpan().SequenceEqual(b.Sizes) && a.Strides.AsSpan().SequenceEqual(b.Strides);

    private static ListedTensor Listed(FoundTensor found, string name, object? identity, string? whole)
    {
        TorchTensor tensor = found.Value.Tensor;
        string? type = tensor.Type.Name;
        string? place = whole is not null ? $"view of {whole}" : tensor.IsRepeated ? "repeated" : null;
        return new ListedTensor(name, tensor.Sizes, tensor.Type.Type, place is null ? type : $"{type ?? tensor.Type.Type.ToString()}, {place}", whole is null ? tensor.Bytes : 0)
        {
            CanPack = type is null && found.Role != TensorRole.Positions,
            HoldsNumbers = type is not null,
            Role = whole is null ? found.Role : TensorRole.View,
            Identity = identity,
        };
    }
}
