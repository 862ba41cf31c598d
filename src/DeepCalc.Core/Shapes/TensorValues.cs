namespace DeepCalc.Shapes;

/// <summary>The values of a small tensor from which shapes are computed, in row-major order.</summary>
internal sealed class TensorValues(Scalar[] elements)
{
    /// <summary>The largest number of elements, more than any shape is computed from; larger tensors have no values here.</summary>
    public const int Most = 4096;

    /// <summary>Whole numbers.</summary>
    public static TensorValues Of(ReadOnlySpan<long> values) => new([.. values]);

    /// <summary>Sizes.</summary>
    public static TensorValues Of(ReadOnlySpan<Quantity> values) => new([.. values]);

    /// <summary>Whether both are the same values, or neither is known.</summary>
    public static bool AreSame(TensorValues? one, TensorValues? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && one.Elements.SequenceEqual(other.Elements));

    /// <summary>The number of elements of these sizes, if it is known and small enough to keep values; else null.</summary>
    public static int? CountOf(ReadOnlySpan<Quantity> sizes)
    {
        long count = 1;
        foreach (Quantity size in sizes)
        {
            if (size.KnownValue is not { } known)
            {
                return null;
            }

            count = Math.Min(count * Math.Min(known, Most + 1), Most + 1);
        }

        return count <= Most ? (int)count : null;
    }

    public int Count => elements.Length;

    public ReadOnlySpan<Scalar> Elements => elements;

    public Scalar this[int index] => elements[index];
}
