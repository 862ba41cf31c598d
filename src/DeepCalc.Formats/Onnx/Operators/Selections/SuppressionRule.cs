using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Selections;

/// <summary>Selects the boxes with the highest scores that do not overlap too much, for each class of each image.</summary>
/// <remarks>Source: the operators' specification of the ONNX project. Of equal scores, the first box goes first, as in ONNX
/// Runtime.</remarks>
internal static class SuppressionRule
{
    // Each box may be compared with every other of its class. This limit keeps the time near that of other operators.
    private const long MostComparisons = 1 << 14;

    public static Answer Of(Operation op)
    {
        long[]? chosen = Chosen(op);
        Quantity count = chosen is null ? op.UnknownSize(0, "count") : chosen.Length / 3;
        return Answer.Of(Gathering.Tensor(ElementType.Int64, chosen?.Length <= TensorValues.Most ? TensorValues.Of(chosen) : null, count, 3))
            .OfUnknownWork(op.Node.Operator);
    }

    // Image, class and box of each selected box, or null if that depends on data.
    private static long[]? Chosen(Operation op)
    {
        // Without max_output_boxes_per_class, nothing is selected.
        if (!op.Has(2) || op.Numbers(2) is [<= 0])
        {
            return [];
        }

        if (op.Any(0).Values is null || op.Any(1).Values is null || op.Numbers(2) is not [var most])
        {
            return null;
        }

        FileTensor boxes = op.Ranked(0, 3);
        FileTensor scores = op.Ranked(1, 3);
        if (boxes[2] != 4 || boxes[0] != scores[0] || boxes[1] != scores[2])
        {
            throw op.Fail($"the boxes {boxes} must have the axes images, boxes and 4, and the scores {scores} the axes images, classes and boxes");
        }

        int count = (int)boxes[1].Value;
        if (scores.ElementCount.Value * count > MostComparisons
            || Reals(boxes) is not { } sides || Reals(scores) is not { } rank || Limit(op, 3, 0) is not { } overlap || Limit(op, 4, float.NegativeInfinity) is not { } least)
        {
            return null;
        }

        List<long> chosen = [];
        bool isCentered = op.Flag("center_point_box");
        for (int row = 0; row < scores[0].Value * scores[1].Value; row++)
        {
            (long image, long type) = Math.DivRem(row, scores[1].Value);
            List<Box> kept = [];
            foreach (int box in Enumerable.Range(0, count)
                .Where(box => !op.Has(4) || rank[(row * count) + box] > least)
                .OrderByDescending(box => rank[(row * count) + box]))
            {
                Box candidate = Box.Of(sides.AsSpan((int)((image * count) + box) * 4, 4), isCentered);
                if (kept.Count < most && !kept.Exists(other => candidate.Overlaps(other, overlap)))
                {
                    kept.Add(candidate);
                    chosen.AddRange([image, type, box]);
                }
            }
        }

        return [.. chosen];
    }

    // Null if it is unknown.
    private static float? Limit(Operation op, int operand, float otherwise) =>
        !op.Has(operand) ? otherwise : op.Values(operand) is { Count: 1 } values && values[0].IsKnown ? (float)values[0].Number : null;

    // NaN has no order.
    private static float[]? Reals(FileTensor tensor)
    {
        Scalar[] values = tensor.Values!.Elements.ToArray();
        return Array.Exists(values, value => !value.IsKnown || double.IsNaN(value.Number)) ? null : Array.ConvertAll(values, value => (float)value.Number);
    }

    // In single precision, as in ONNX Runtime, because an overlap may be exactly at the threshold.
    private readonly record struct Box(float Left, float Top, float Right, float Bottom)
    {
        private float Area => (Right - Left) * (Bottom - Top);

        // Either two corners, y before x, in any order; or the centre, the width and the height, x before y.
        public static Box Of(ReadOnlySpan<float> sides, bool isCentered) => isCentered
            ? new(sides[0] - (sides[2] / 2), sides[1] - (sides[3] / 2), sides[0] + (sides[2] / 2), sides[1] + (sides[3] / 2))
            : new(Math.Min(sides[1], sides[3]), Math.Min(sides[0], sides[2]), Math.Max(sides[1], sides[3]), Math.Max(sides[0], sides[2]));

        public bool Overlaps(Box other, float limit)
        {
            float width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
            float height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
            if (width <= 0 || height <= 0)
            {
                return false;
            }

            float both = width * height;
            float either = Area + other.Area - both;
            return Area > 0 && other.Area > 0 && either > 0 && both / either > limit;
        }
    }
}
