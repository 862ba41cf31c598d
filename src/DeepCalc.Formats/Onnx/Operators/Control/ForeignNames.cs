namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>
/// Separates the sizes that are the same in every turn of a body, those of the node's inputs, from sizes that the body creates. The latter
/// may differ between turns, so they must not be added up or treated as equal.
/// </summary>
internal sealed class ForeignNames(Operation operation)
{
    private readonly HashSet<string> _own =
        [.. operation.Tensors.OfType<FileTensor>().SelectMany(NumbersIn).SelectMany(number => number.UnknownNames)];

    /// <summary>Whether a number depends on a size that the body creates.</summary>
    public bool Has(Quantity size) => !size.IsKnown && !_own.IsSupersetOf(size.UnknownNames);

    /// <summary>Whether anything known about a tensor does.</summary>
    public bool Has(FileTensor tensor) => NumbersIn(tensor).Any(Has);

    /// <summary>Whether any of the work does.</summary>
    public bool Has(Work work) => Has(work.Macs) || Has(work.Multiplications) || Has(work.Additions) || Has(work.Elementwise);

    /// <summary>The tensor with new names for such sizes.</summary>
    public FileTensor Rename(FileTensor tensor, Func<string, Quantity> unknown) => !Has(tensor) ? tensor
        : tensor.Item is { } item ? FileTensor.Sequence(
            Rename(item, axis => unknown($"item.{axis}")),
            tensor.Items?.Select((each, i) => Rename(each, axis => unknown($"{i}.{axis}"))).ToArray())
        : new FileTensor(tensor.Type, [.. tensor.Sizes.Select((size, axis) => Has(size) ? unknown($"{axis}") : size)]);

    private static IEnumerable<Quantity> NumbersIn(FileTensor tensor) => tensor.Sizes
        .Concat(tensor.Values?.Elements.ToArray().Select(value => value.Numerator) ?? [])
        .Concat(tensor.Item is { } item ? NumbersIn(item) : [])
        .Concat(tensor.Items?.SelectMany(NumbersIn) ?? []);
}
