using DeepCalc.Formulas;

namespace DeepCalc.Formats.Onnx.Operators.Attention;

/// <summary>Attention without a softmax: each head has a state matrix, which every position updates and queries.</summary>
internal static class LinearAttention
{
    public static Answer Answer(Operation op)
    {
        FileTensor query = op[0];
        FileTensor key = op[1];
        FileTensor value = op[2];
        if (query.Rank != 3 || key.Rank != 3 || value.Rank != 3)
        {
            throw op.Fail($"the queries {query}, keys {key} and values {value} must have three axes each");
        }

        Quantity heads = DotProductAttention.HeadsOf(op, "q_num_heads");
        Quantity keyHeads = DotProductAttention.HeadsOf(op, "kv_num_heads");
        Quantity width = DotProductAttention.HeadWidth(op, query[2], heads);
        Quantity valueWidth = DotProductAttention.HeadWidth(op, value[2], keyHeads);
        Quantity results = heads.Value > keyHeads.Value ? heads : keyHeads;
        string rule = op.Text("update_rule", "gated_delta");
        bool isGated = rule is "gated" or "gated_delta";
        bool isDelta = rule is "delta" or "gated_delta";
        if (!isGated && !isDelta && rule != "linear")
        {
            throw op.Fail($"update_rule is {rule}; it must be linear, gated, delta or gated_delta");
        }

        Quantity positions = query[0] * query[1];
        Quantity states = positions * keyHeads * width * valueWidth;
        Quantity[] state = op.Int("state_window", 0) is > 0 and var window
            ? [window, query[0], keyHeads, width, valueWidth]
            : [query[0], keyHeads, width, valueWidth];
        return Operators.Answer
            .Of(
                new FileTensor(query.Type, query[0], query[1], results * valueWidth),
                new FileTensor(op.Optional(3)?.Type ?? query.Type, state))

            // Each position adds k·vᵀ to the state and multiplies the state by q. A delta rule first multiplies the state by k.
            .Doing(working =>
            {
                var steps = new WorkSteps(working);
                steps.Add(WorkFormula.Contraction(states, 1, 1, working, steps.Next("update of the state")));
                steps.Add(WorkFormula.Contraction(positions * results * valueWidth, width, 0, working, steps.Next("result")));
                if (isDelta)
                {
                    Quantity keys = positions * keyHeads * valueWidth;
                    steps.Add(WorkFormula.Contraction(keys, width, 0, working, steps.Next("value of the state for a key")));
                    steps.Add(WorkFormula.Elementwise(keys, 2, working, steps.Next("difference and rate")));
                }

                if (isGated)
                {
                    steps.Add(WorkFormula.Elementwise(states, 1, working, steps.Next("decay")));
                    if (op.Optional(4) is { IsRanked: true } decay)
                    {
                        steps.Add(WorkFormula.Elementwise(decay.ElementCount, 1, working, steps.Next("exponential")));
                    }
                }

                steps.Add(WorkFormula.Elementwise(positions * results * valueWidth, 1, working, steps.Next("scale")));
                return steps.Total();
            })
            .Seeing((output, operand, axis) => axis == 0 && operand is 0 or 1 or 2 or 4 or 5 ? AxisView.Same(output == 1 && state.Length == 5 ? 1 : 0)
                : axis == 1 && output == 0 && operand == 0 ? AxisView.Same(1)
                : axis == 1 && output == 0 && operand is 1 or 2 or 4 or 5 ? AxisView.Prefix(1)
                : AxisView.Everything);
    }
}
