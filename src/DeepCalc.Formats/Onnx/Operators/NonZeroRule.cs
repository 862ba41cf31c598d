using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>The positions of the nonzero elements, with one row for each axis.</summary>
/// <remarks>Source: the operators' specification of the ONNX project. A scalar is treated as having one axis, as in ONNX Runtime.</remarks>
internal static class NonZeroRule
{
    public static Answer Of(Operation op)
    {
        FileTensor input = op[0];
        Quantity rows = Math.Max(input.Rank, 1);
        if (input.Values is { } values && Places(values) is { } places)
        {
            var numbers = new long[Math.Max(input.Rank, 1) * places.Count];
            for (int i = 0; i < places.Count; i++)
            {
                long rest = places[i];
                for (int axis = input.Rank - 1; axis >= 0; axis--)
                {
                    numbers[(axis * places.Count) + i] = rest % input[axis].Value;
                    rest /= input[axis].Value;
                }
            }

            TensorValues? known = numbers.Length <= TensorValues.Most ? TensorValues.Of(numbers) : null;
            return Answer.Of(Gathering.Tensor(ElementType.Int64, known, rows, places.Count));
        }

        Quantity count = input.Fill is { } fill && ScalarMath.AreEqual(fill, 0) is { } isZero
            ? isZero ? 0 : input.ElementCount
            : op.UnknownSize(0, "count");
        return Answer.Of(new FileTensor(ElementType.Int64, rows, count));
    }

    // In row-major order; null if it depends on unknown sizes whether an element is zero.
    private static List<int>? Places(TensorValues values)
    {
        List<int> places = [];
        for (int i = 0; i < values.Count; i++)
        {
            if (ScalarMath.AreEqual(values[i], 0) is not { } isZero)
            {
                return null;
            }

            if (!isZero)
            {
                places.Add(i);
            }
        }

        return places;
    }
}
