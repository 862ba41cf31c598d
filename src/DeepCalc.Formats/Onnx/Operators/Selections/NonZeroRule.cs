using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Selections;

/// <summary>The positions of the nonzero elements, with one row for each axis.</summary>
/// <remarks>Source: the operators' specification of the ONNX project. A scalar is treated as having one axis, as in ONNX Runtime.</remarks>
internal static class NonZeroRule
{
    public static Answer Of(Operation op)
    {
        FileTensor input = op[0];
        int rows = Math.Max(input.Rank, 1);
        if (input.Values is not { } values || Array.ConvertAll(values.Elements.ToArray(), element => ScalarMath.AreEqual(element, 0)) is var zeros && zeros.Contains(null))
        {
            return Answer.Of(new FileTensor(ElementType.Int64, rows, input.Fill is { } fill && ScalarMath.AreEqual(fill, 0) is { } isZero
                ? isZero ? 0 : input.ElementCount
                : op.UnknownSize(0, "count")));
        }

        int[] places = [.. Enumerable.Range(0, zeros.Length).Where(i => zeros[i] == false)];
        var numbers = new long[rows * places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            long rest = places[i];
            for (int axis = input.Rank - 1; axis >= 0; axis--)
            {
                (rest, numbers[(axis * places.Length) + i]) = Math.DivRem(rest, input[axis].Value);
            }
        }

        return Answer.Of(Gathering.Tensor(ElementType.Int64, numbers.Length <= TensorValues.Most ? TensorValues.Of(numbers) : null, rows, places.Length));
    }
}
