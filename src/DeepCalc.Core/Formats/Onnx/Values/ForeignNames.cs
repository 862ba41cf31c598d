namespace DeepCalc;

/// <summary>
/// Tells the sizes that are the same in every turn of a body, which are those of what goes into the node, from the others: those that a body
/// makes up itself may be another number each time, and must not be added up or taken for equal.
/// </summary>
internal sealed class ForeignNames
{
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    /// <summary>The names in what goes into a node.</summary>
    public ForeignNames(Operation operation)
    {
        for (int i = 0; i < operation.Count; i++)
        {
            if (operation.Optional(i) is { } tensor)
            {
                Add(tensor);
            }
        }
    }

    /// <summary>Whether a number depends on what a turn makes up.</summary>
    public bool Has(Quantity size) => !size.IsKnown && !_own.IsSupersetOf(size.UnknownNames);

    /// <summary>Whether anything that is known of a tensor does.</summary>
    public bool Has(FileTensor tensor) => tensor.Any(Has) || Has(tensor.Values) || (tensor.Item is { } item && Has(item)) || tensor.Items?.Any(Has) == true;

    /// <summary>Whether any of the work does.</summary>
    public bool Has(Work work) => Has(work.Macs) || Has(work.Multiplications) || Has(work.Additions) || Has(work.Elementwise);

    /// <summary>The tensor with names of their own for such sizes.</summary>
    public FileTensor Rename(FileTensor tensor, Func<string, Quantity> unknown)
    {
        if (!Has(tensor))
        {
            return tensor;
        }

        if (tensor.Item is { } item)
        {
            return FileTensor.Sequence(
                Rename(item, axis => unknown($"item.{axis}")), tensor.Items?.Select((each, i) => Rename(each, axis => unknown($"{i}.{axis}"))).ToArray());
        }

        Quantity[] sizes = [.. tensor.Sizes.Select((size, axis) => Has(size) ? unknown($"{axis}") : size)];
        return !tensor.IsRanked ? tensor : Gathering.Tensor(tensor.Type, Has(tensor.Values) ? null : tensor.Values, sizes);
    }

    /// <summary>The work, unknown where it is not the same in every turn.</summary>
    public Work Rename(Work work, string name)
    {
        Work unknown = Work.Unknown(name);
        return new Work(
            Has(work.Macs) ? unknown.Macs : work.Macs,
            Has(work.Multiplications) ? unknown.Multiplications : work.Multiplications,
            Has(work.Additions) ? unknown.Additions : work.Additions,
            Has(work.Elementwise) ? unknown.Elementwise : work.Elementwise);
    }

    private bool Has(TensorValues? values)
    {
        for (int i = 0; i < values?.Count; i++)
        {
            if (Has(values[i].Numerator))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(FileTensor tensor)
    {
        foreach (Quantity size in tensor)
        {
            _own.UnionWith(size.UnknownNames);
        }

        for (int i = 0; i < tensor.Values?.Count; i++)
        {
            _own.UnionWith(tensor.Values[i].Numerator.UnknownNames);
        }

        foreach (FileTensor item in (FileTensor[])[.. tensor.Items ?? [], .. tensor.Item is { } one ? [one] : (FileTensor[])[]])
        {
            Add(item);
        }
    }
}
