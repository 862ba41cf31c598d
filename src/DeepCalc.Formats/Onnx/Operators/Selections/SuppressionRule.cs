namespace DeepCalc.Formats.Onnx.Operators.Selections;

/// <summary>Selects the boxes with the highest scores that do not overlap too much, for each class of each image.</summary>
/// <remarks>
/// Source: the operators' specification of the ONNX project. Of equal scores, the first box goes first, as in ONNX Runtime.
/// </remarks>
internal static class SuppressionRule
{
    // Each box may be compared with every other of its class. This limit keeps the time near that of other operators.
    private const long MostComparisons = 1 << 14;

    // Without max_output_boxes_per_class, nothing is selected.
    public static Answer Of(Operation op)
    {
        long[]? chosen = !op.Has(2) || op.Numbers(2) is [<= 0] ? [] : op.Numbers(2) is [var most] ? Chosen(op, most) : null;
        return new Answer(Gathering.Numbers(chosen, chosen?.Length / 3 ?? op.UnknownSize(0, "count"), 3)).OfUnknownWork(op.Node.Operator);
    }

    // Image, class and box of each selected box, or null if that depends on data.
    private static long[]? Chosen(Operation op, long most)
    {
        if (Reals(op, 0) is not { } sides || Reals(op, 1) is not { } ranks
            || (op.Has(3) ? Reals(op, 3) : [0]) is not [var overlap] || (op.Has(4) ? Reals(op, 4) : [0]) is not [var least])
        {
            return null;
        }

        FileTensor boxes = op.Ranked(0, 3);
        FileTensor scores = op.Ranked(1, 3);
        op.FailIf(
            boxes[2] != 4 || boxes[0] != scores[0] || boxes[1] != scores[2],
            $"the boxes {boxes} must have the axes images, boxes and 4, and the scores {scores} the axes images, classes and boxes");

        int count = (int)boxes[1].Value;
        if ((long)ranks.Length * count > MostComparisons)
        {
            return null;
        }

        List<long> chosen = [];
        Box[] all = [.. sides.Chunk(4).Select(each => Box.Of(each, op.Flag("center_point_box")))];
        for (int row = 0; row < scores[0].Value * scores[1].Value; row++)
        {
            (long image, long type) = Math.DivRem(row, scores[1].Value);
            List<Box> kept = [];
            foreach (int box in Enumerable.Range(0, count)
                .Where(box => !op.Has(4) || ranks[(row * count) + box] > least)
                .OrderByDescending(box => ranks[(row * count) + box]))
            {
                Box candidate = all[((int)image * count) + box];
                if (kept.Count < most && !kept.Exists(other => candidate.Overlaps(other, overlap)))
                {
                    kept.Add(candidate);
                    chosen.AddRange([image, type, box]);
                }
            }
        }

        return [.. chosen];
    }

    // Null if any is unknown. NaN has no order.
    private static float[]? Reals(Operation op, int operand) =>
        op.Any(operand).Values?.Elements.ToArray() is { } values
        && Array.TrueForAll(values, value => value.IsKnown && !double.IsNaN(value.Number))
            ? Array.ConvertAll(values, value => (float)value.Number)
            : null;

    // In single precision, as in ONNX Runtime, because an overlap may be exactly at the threshold.
    private readonly record struct Box(float Left, float Top, float Right, float Bottom)
    {
        private float Area => (Right - Left) * (Bottom - Top);

        // Either two corners, y before x, in any order; or the centre, the width and the height, x before y.
        public static Box Of(float[] sides, bool isCentered) => isCentered
            ? new(sides[0] - (sides[2] / 2), sides[1] - (sides[3] / 2), sides[0] + (sides[2] / 2), sides[1] + (sides[3] / 2))
            : new(Math.Min(sides[1], sides[3]), Math.Min(sides[0], sides[2]), Math.Max(sides[1], sides[3]), Math.Max(sides[0], sides[2]));

        public bool Overlaps(Box other, float limit)
        {
            float width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
            float height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
            float both = Math.Max(width, 0) * Math.Max(height, 0);
            float either = Area + other.Area - both;
            return both > 0 && Area > 0 && other.Area > 0 && either > 0 && both / either > limit;
        }
    }
}
