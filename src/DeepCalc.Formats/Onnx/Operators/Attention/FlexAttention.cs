using DeepCalc.Formats.Onnx.Graphs;
using DeepCalc.Formulas;

namespace DeepCalc.Formats.Onnx.Operators.Attention;

/// <summary>Attention with graphs in the node that modify the scores and the result of the softmax.</summary>
/// <remarks>Source: the operators' specification of the ONNX project, domain ai.onnx.preview.</remarks>
internal static class FlexAttention
{
    public static Answer Answer(Operation op)
    {
        FileTensor query = op.Ranked(0, 4);
        FileTensor key = op.Ranked(1, 4);
        FileTensor value = op.Ranked(2, 4);
        if (Merging.Agree(query[3], key[3]) is null || Merging.Agree(key[2], value[2]) is null || Merging.Agree(key[1], value[1]) is null
            || (query[1].IsKnown && key[1].IsKnown && (key[1] == 0 || query[1].Value % key[1].Value != 0)))
        {
            throw op.Fail($"the queries {query}, keys {key} and values {value} do not fit: queries and keys must have the same width, keys and values the same number of positions, and the query heads must be a multiple of the key heads");
        }

        var attention = new DotProductAttention
        {
            Batch = query[0],
            Queries = query[2],
            Keys = key[2],
            Heads = query[1],
            KeyWidth = query[3],
            ValueWidth = value[3],
        };

        // Softmax has single precision, unless the node sets another or the operands have double precision.
        var scores = new FileTensor(
            op.Type("softmax_precision", query.Type == ElementType.Float64 ? ElementType.Float64 : ElementType.Float32), attention.Scores);
        BodyResult[] changes =
        [
            .. ((string[])["score_mod", "prob_mod"]).Where(name => op.Node.Attribute(name)?.Graph is not null).Select(name => OnnxBody.Run(op, name, scores)),
        ];
        return Operators.Answer.Of(new FileTensor(query.Type, query[0], query[1], query[2], value[3]))
            .Doing(working => changes.Aggregate(attention.Work(working), (work, change) =>
                WorkFormula.Both(work, WorkFormula.Given(change.Work, working, "modification of the scores"), working)))
            .Holding([.. changes.SelectMany(change => change.Weights).DistinctBy(weight => weight.Identity)])
            .Seeing((operand, axis) => axis == 0 ? AxisView.Same(0)
                : changes.Length > 0 ? AxisView.Everything
                : (operand == 0 && axis < 3) || (axis == 1 && key[1] == query[1]) ? AxisView.Same(axis) : AxisView.Everything);
    }
}
