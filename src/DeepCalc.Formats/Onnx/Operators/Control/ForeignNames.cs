using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>
/// Separates the sizes that are the same in every iteration of a body, those of the node's inputs, from sizes that the body creates. The
/// latter may differ between iterations, so they must not be added up or treated as equal.
/// </summary>
internal sealed class ForeignNames
{
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    /// <summary>Collects the names in the inputs of a node.</summary>
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

    /// <summary>Whether a number depends on a size that the body creates.</summary>
    public bool Has(Quantity size) => !size.IsKnown && !_own.IsSupersetOf(size.UnknownNames);

    /// <summary>Whether anything known about a tensor does.</summary>
    public bool Has(FileTensor tensor) => tensor.Sizes.Any(Has) || Has(tensor.Values) || (tensor.Item is { } item && Has(item)) || tensor.Items?.Any(Has) == true;

    /// <summary>Whether any of the work does.</summary>
    public bool Has(Work work) => Has(work.Macs) || Has(work.Multiplications) || Has(work.Additions) || Has(work.Elementwise);

    /// <summary>The tensor with new names for such sizes.</summary>
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

    /// <summary>The work; unknown where it may differ between iterations.</summary>
    public Work Rename(Work work, string name) => work.OrUnknown(count => !Has(count(work)), name);

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
