namespace DeepCalc;

/// <summary>Broadcasts tensors to one shape, as in NumPy and ONNX.</summary>
internal static class Broadcast
{
    /// <summary>The sizes of the result.</summary>
    /// <exception cref="DeepCalcException">Two sizes of an axis differ, and neither is 1.</exception>
    public static Quantity[] Sizes(Operation operation, params ReadOnlySpan<FileTensor> tensors) => Sizes(operation, null, tensors);

    private static Quantity[] Sizes(Operation operation, Working? working, ReadOnlySpan<FileTensor> tensors)
    {
        int rank = 0;
        foreach (FileTensor tensor in tensors)
        {
            rank = Math.Max(rank, tensor.Rank);
        }

        var sizes = new Quantity[rank];
        Array.Fill(sizes, 1);
        foreach (FileTensor tensor in tensors)
        {
            for (int axis = 0; axis < tensor.Rank; axis++)
            {
                int at = axis + rank - tensor.Rank;
                Quantity a = sizes[at];
                Quantity b = tensor[axis];
                sizes[at] = b == 1 ? a : a == 1 ? b : Merging.Agree(a, b, working) ?? throw operation.Fail(
                    $"{string.Join(" and ", tensors.ToArray().Select(each => each.ToString()))} differ on axis {at} ({a} and {b}); to broadcast, sizes must be equal or one of them 1");
            }
        }

        return sizes;
    }

    /// <summary>What a unit of the result sees of an axis of an operand of the given sizes.</summary>
    public static AxisView View(ReadOnlySpan<Quantity> tensor, int axis, ReadOnlySpan<Quantity> output)
    {
        int at = axis + output.Length - tensor.Length;
        return at < 0 ? AxisView.Everything : tensor[axis] == 1 && output[at] != 1 ? AxisView.Broadcast(at) : AxisView.Same(at);
    }

    /// <summary>The answer of an elementwise operator with a number of operations for each element.</summary>
    public static Answer Answer(Operation operation, ElementType type, long each, Func<Scalar[], Scalar?>? function = null)
    {
        var tensors = new FileTensor[operation.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = operation[i];
        }

        Quantity[] sizes = Sizes(operation, tensors);
        TensorValues? values = function is null ? null : TensorMath.Map(tensors, sizes, function);
        return DeepCalc.Answer.Of(values is null ? new FileTensor(type, sizes) : FileTensor.Of(type, values, sizes))
            .Doing(each)
            .Explaining(working => Sizes(operation, working, tensors))
            .Seeing((operand, axis) => View(tensors[operand].Span, axis, sizes));
    }
}
