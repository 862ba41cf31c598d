namespace DeepCalc.Formats.PyTorch;

/// <summary>A tensor of a file: a view of a storage.</summary>
/// <param name="Storage">The storage, or null for a tensor without values.</param>
/// <param name="Offset">The index of its first element in the storage.</param>
/// <param name="Sizes">The sizes of the axes.</param>
/// <param name="Strides">The distance of neighbours on each axis, in elements.</param>
/// <param name="Type">The type of its elements.</param>
internal sealed record TorchTensor(TorchStorage? Storage, long Offset, long[] Sizes, long[] Strides, TorchType Type)
{
    // The most axes of a PyTorch tensor.
    private const int MostAxes = 64;

    private long _end;

    /// <summary>The position of its first element in the storage, in bits, since the tensors of a storage can differ in type.</summary>
    public Int128 Begin => (Int128)Offset * Type.Bits;

    /// <summary>The position after its last element.</summary>
    public Int128 End => (Int128)_end * Type.Bits;

    /// <summary>The number of different elements in the storage: an axis of stride 0 repeats one.</summary>
    public long Elements { get; private init; }

    /// <summary>The number of bytes of these elements; 0 for a tensor without values.</summary>
    public long Bytes => Storage is { IsStored: true } ? (long)((((Int128)Elements * Type.Bits) + 7) / 8) : 0;

    /// <summary>Whether one element of the storage stands in several places, as in an expanded tensor.</summary>
    public bool IsRepeated { get; private init; }

    /// <summary>Whether it has every element from the first to the last.</summary>
    public bool IsDense => Elements == _end - Offset;

    /// <summary>
    /// Whether both can have an element in common; exact for tensors of the same strides, each of which steps over the axes inside it.
    /// </summary>
    /// <param name="other">A tensor of the same storage that does not begin behind this one.</param>
    public bool MayMeet(TorchTensor other)
    {
        if (Begin >= other.End || Elements == 0 || other.Elements == 0)
        {
            return false;
        }

        if (Type.Bits != other.Type.Bits || !Strides.AsSpan().SequenceEqual(other.Strides))
        {
            return true;
        }

        // The distances between elements of both that are left, from the axis with the longest steps inwards: at most two that the axes
        // inside can make up for.
        HashSet<Int128> left = [Offset - other.Offset];
        Int128 inside = long.MaxValue;
        foreach (int axis in Enumerable.Range(0, Strides.Length).Where(axis => Strides[axis] > 0 && Math.Max(Sizes[axis], other.Sizes[axis]) > 1).OrderByDescending(axis => Strides[axis]))
        {
            long stride = Strides[axis];
            if ((Int128)Math.Max(Sizes[axis], other.Sizes[axis]) * stride > inside)
            {
                return true;
            }

            inside = stride;
            var next = new HashSet<Int128>();
            foreach (Int128 distance in left)
            {
                Int128 steps = (distance >= 0 ? distance : distance - stride + 1) / stride;
                foreach (Int128 step in (Int128[])[steps, steps + 1])
                {
                    // This tensor has its sizes to go back, and the other one to go on.
                    if (step < other.Sizes[axis] && -step < Sizes[axis])
                    {
                        next.Add(distance - (step * stride));
                    }
                }
            }

            left = next;
        }

        return left.Contains(0);
    }

    /// <summary>A tensor that lies within its storage.</summary>
    /// <exception cref="DeepCalcException">It has too many axes or elements, or does not lie within the storage.</exception>
    public static TorchTensor Of(TorchStorage? storage, long offset, long[] sizes, long[] strides, TorchType type)
    {
        FileFault.Unless(sizes.Length <= MostAxes, $"a tensor has {sizes.Length} axes; at most {MostAxes} are valid.");
        FileFault.Unless(
            sizes.Length == strides.Length && offset >= 0 && sizes.All(size => size >= 0) && strides.All(stride => stride >= 0),
            $"a tensor has the sizes {string.Join(", ", sizes)}, the strides {string.Join(", ", strides)} and the offset {offset}; they must be as many and at least 0.");
        Int128 all = 1;
        Int128 different = 1;
        Int128 last = offset;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            all *= Math.Max(sizes[axis], 1);
            different *= strides[axis] == 0 ? Math.Min(sizes[axis], 1) : sizes[axis];
            last += (Int128)(Math.Max(sizes[axis], 1) - 1) * strides[axis];
            FileFault.Unless(all <= long.MaxValue && last < long.MaxValue, $"a tensor of shape {string.Join('x', sizes)} has more than {long.MaxValue} elements.");
        }

        bool isEmpty = different == 0;
        long end = isEmpty ? offset : (long)last + 1;
        FileFault.Unless(
            storage is null || isEmpty || (Int128)end * type.Bits <= (Int128)storage.Bytes * 8,
            $"a tensor of shape {string.Join('x', sizes)} ends at element {end} of storage {storage?.Key}, which has {storage?.Bytes} bytes; it is damaged.");

        // Windows of an axis overlap; there are never more different elements than places.
        return new TorchTensor(storage, offset, sizes, strides, type) { _end = end, Elements = (long)Int128.Min(different, end - offset), IsRepeated = !isEmpty && Int128.Min(different, end - offset) < all };
    }
}
