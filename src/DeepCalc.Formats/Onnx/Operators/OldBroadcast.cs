using DeepCalc.Formulas;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>
/// Broadcasting before version 7 of the operators: only with the attribute <c>broadcast</c>, only of the second operand, along the axes
/// from <c>axis</c> on. The result has the shape of the first operand.
/// </summary>
internal static class OldBroadcast
{
    /// <summary>The answer of an old operator, or null if the current rule applies.</summary>
    public static Answer? Answer(Operation op)
    {
        if (op.Opset >= 7 || !op.Flag("broadcast"))
        {
            return null;
        }

        FileTensor first = op[0];
        FileTensor second = op[1];
        int begin = op.Int("axis") is { } axis ? op.Axis(axis, Math.Max(first.Rank, 1)) : first.Rank - second.Rank;
        if (begin < 0 || begin + second.Rank > first.Rank)
        {
            throw op.Fail($"{second} has too many axes to be broadcast to {first} from axis {begin} on");
        }

        for (int i = 0; i < second.Rank; i++)
        {
            if (second[i] != 1 && Merging.Agree(first[begin + i], second[i]) is null)
            {
                throw op.Fail($"{second} cannot be broadcast to {first} from axis {begin} on: {second[i]} and {first[begin + i]} must be equal");
            }
        }

        return Operators.Answer.Of(new FileTensor(first.Type, first.Sizes))
            .Doing(ElementwiseOperators.Float(op, op.Node.Operator is "And" or "Or" or "Xor" ? 0 : 1))
            .Seeing((operand, at) => operand == 0 ? AxisView.Same(at) : Broadcasting.View(second[at], begin + at, first));
    }
}
