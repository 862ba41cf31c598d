using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Elementwise;

/// <summary>
/// Broadcasting before version 7 of the operators: only with the attribute <c>broadcast</c>, only of the second operand, along the axes
/// from <c>axis</c> on. The result has the shape of the first operand.
/// </summary>
internal static class OldBroadcast
{
    /// <summary>Gives the second operand of an old operator the axes of size 1 at its end that place it along the axes of the first.</summary>
    public static void Align(Operation op, FileTensor[] tensors)
    {
        if (op.Opset >= 7 || !op.Flag("broadcast"))
        {
            return;
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

        tensors[1] = Gathering.Tensor(
            second.Type, second.Values, [.. second.Sizes, .. Enumerable.Repeat((Quantity)1, first.Rank - begin - second.Rank)]);
    }
}
