using DeepCalc.Arithmetic;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators.Attention;

/// <summary>ONNX Runtime's grouped-query attention with a cache: several query heads share a head of keys and values.</summary>
internal static class GroupQuery
{
    public static Answer Answer(Operation op)
    {
        (FileTensor output, DotProductAttention attention, Quantity fresh, long keyHeads) = Sizes(op, 6);
        FileTensor? past = op.Has(3) ? op.Ranked(3, 4) : null;

        // The output cache has the length of the input cache or of all positions; the cache of a window keeps its length.
        Quantity kept = op.Flag("sliding_window_cache") && past is not null ? past[2]
            : past is null ? attention.Keys
            : Quantity.Max(past[2], attention.Keys);
        ElementType cache = past?.Type ?? output.Type;
        Quantity width = past is not null ? past[3] : attention.KeyWidth;
        var present = new FileTensor(cache, output[0], keyHeads, kept, width);
        bool isPrefix = op.Flag("causal", true) && past is null && op.Has(1);
        return Operators.Answer.Of(output, present, present, new FileTensor(output.Type, attention.Scores))
            .Doing(attention.Work)
            .Also(
                (op[0][0] * op[0][1] * attention.Heads * attention.KeyWidth, op.Has(14) ? Rms : 0, "normalisation of queries"),
                (op[0][0] * fresh * keyHeads * attention.KeyWidth, op.Has(15) ? Rms : 0, "normalisation of keys"))
            .Seeing((place, operand, axis) => axis == 0 && operand < 5 && op[operand].Rank > 2 ? AxisView.Same(0)
                : axis == 1 && operand == 0 && op.Has(1) && place is 0 or 3 ? AxisView.Same(place == 0 ? 1 : 2)
                : axis == 1 && operand is 1 or 2 && isPrefix && place == 0 ? AxisView.Prefix(1)
                : AxisView.Everything);
    }

    /// <summary>
    /// Sparse attention: a mask in the data selects the computed blocks of scores, so the sizes are known and the work is not.
    /// </summary>
    public static Answer Sparse(Operation op)
    {
        (FileTensor output, _, _, _) = Sizes(op, 7);
        return Operators.Answer.Unknown(op.Node.Operator, output, op.Ranked(3, 4), op.Ranked(4, 4))
            .Seeing((place, operand, axis) => axis == 0 && operand < 5 && op[operand].Rank > 2 ? AxisView.Same(0)
                : axis == 1 && operand == 0 && op.Has(1) && place == 0 ? AxisView.Same(1)
                : AxisView.Everything);
    }

    private static long Rms => ElementwiseWork.Of(new Normalization(NormalizationKind.Rms, UseCenter: false));

    private static (FileTensor Output, DotProductAttention Attention, Quantity Fresh, long KeyHeads) Sizes(Operation op, int length)
    {
        FileTensor query = op.Ranked(0, 3);
        long heads = DotProductAttention.HeadsOf(op, "num_heads");
        long keyHeads = DotProductAttention.HeadsOf(op, "kv_num_heads");
        if (heads % keyHeads != 0)
        {
            throw op.Fail($"{heads} heads must be a multiple of the {keyHeads} heads of keys and values");
        }

        bool isJoined = !op.Has(1);
        Quantity head = DotProductAttention.HeadWidth(op, query[2], isJoined ? heads + (2 * keyHeads) : heads);
        Quantity fresh = isJoined ? query[1] : op.Ranked(1, 3, 4)[op[1].Rank == 4 ? 2 : 1];

        // Without a cache, the new positions are all positions. With one, an operand holds their number, which graphs compute from their
        // masks.
        Quantity total = !op.Has(3) ? fresh
            : op.Sizes(length) is [var given] ? given
            : op.UnknownSize(0, "total");
        var output = new FileTensor(query.Type, query[0], query[1], heads * head);
        var attention = new DotProductAttention
        {
            Batch = query[0],
            Queries = query[1],
            Keys = total,
            Heads = heads,
            KeyWidth = head,
            ValueWidth = head,
            EachScore = DotProductAttention.EachScoreOf(op, 10),
            Rotated = op.Flag("do_rotary") ? query[0] * ((query[1] * heads) + (fresh * keyHeads)) * head : 0,
        };
        return (output, attention, fresh, keyHeads);
    }
}
