namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>The rule of Loop. Its operands are the largest number of turns, the initial condition, and the initial states.</summary>
internal static class LoopRule
{
    // Loops of up to this many turns may be unrolled, if that makes more known.
    private const int MostUnrolled = 64;

    public static Answer Of(Operation op)
    {
        int states = Math.Max(op.Node.Inputs.Length - 2, 0);
        var body = new RepeatedBody(op, own: 1);
        body.Require(states + 2, states);

        // The number of the turn and the condition have one axis or none, as the body declares.
        List<OnnxValueInfo> inputs = OnnxBody.Inputs(OnnxBody.Of(op, "body"));
        var counter = new FileTensor(ElementType.Int64, Single(inputs[0]));
        bool isConditional = op.Has(1);
        TensorValues? given = !isConditional ? TensorValues.Of([1L]) : op.Values(1) is { Count: 1 } values ? values : null;
        FileTensor condition = FileTensor.Of(ElementType.Boolean, given, Single(inputs[1]));
        FileTensor[] initial = [condition, .. Enumerable.Range(2, states).Select(i => op.Optional(i) ?? FileTensor.Unranked())];

        // The largest number of turns, or null if it is unknown. Exporters write the largest integer for no limit.
        Quantity? limit = !op.Has(0) ? long.MaxValue : op.Sizes(0) is [var size] ? Quantity.Max(size, 0) : null;

        (FileTensor[] settled, BodyResult turn) = body.Settle(initial, now => [counter, .. now]);
        bool? begins = ControlFlowOperators.Truth(condition);
        bool goesOn = !isConditional || ControlFlowOperators.Truth(settled[0]) == true;
        if (begins == true && (!goesOn || settled != initial || body.IsVague(turn))
            && limit?.KnownValue is > 0 and var most && (most <= MostUnrolled || isConditional)
            && Turns(op, body, counter, initial, most) is { } turns)
        {
            FileTensor[] outputs = Outputs(turn, states, output => body.Output(turns[^1], output), output => Scanned(op, output, turns, body));
            return body.Apart(turns, outputs);
        }

        // If the condition is unknown, the loop may end before its first turn.
        Quantity? known = begins == false ? 0 : goesOn && limit != long.MaxValue ? limit : null;
        Quantity count = known ?? op.UnknownSize(0, "turns");
        return body.Alike(turn, count, Outputs(
            turn,
            states,
            output => body.Last(turn, output, initial[1 + output], known),
            output => RepeatedBody.Stacked(op, body.Output(turn, output), count)));
    }

    // All turns, with everything known of each; null if the end is unknown.
    private static List<BodyResult>? Turns(Operation op, RepeatedBody body, FileTensor counter, FileTensor[] states, long most)
    {
        List<BodyResult> turns = [];
        bool? goesOn = true;
        while (goesOn == true && turns.Count < most)
        {
            if (turns.Count == MostUnrolled || op.Scope.IsBusy)
            {
                return null;
            }

            BodyResult turn = body.Run([counter.With(counter.Type, TensorValues.Of([(long)turns.Count])), .. states]);
            turns.Add(turn);
            states = [.. states.Select((_, i) => body.State(turn, i, turns.Count))];
            goesOn = op.Has(1) ? ControlFlowOperators.Truth(states[0]) : true;
        }

        return goesOn is null ? null : turns;
    }

    // The states behind the last turn, then what is stacked over all turns.
    private static FileTensor[] Outputs(BodyResult turn, int states, Func<int, FileTensor> state, Func<int, FileTensor> stacked) =>
        [.. Enumerable.Range(0, turn.Outputs.Length - 1).Select(output => output < states ? state(output) : stacked(output))];

    private static FileTensor Scanned(Operation op, int output, List<BodyResult> turns, RepeatedBody body)
    {
        FileTensor[] each = [.. turns.Select(turn => body.Output(turn, output))];
        FileTensor common = each.Aggregate((a, b) => TensorUnion.Of(a, b, axis => op.UnknownSize(output, axis)));
        FileTensor all = RepeatedBody.Stacked(op, common, turns.Count);
        return all.IsRanked && all.Sizes.All(size => size.IsKnown) ? all.With(all.Type, Gathering.Joined(each, 0)) : all;
    }

    private static Quantity[] Single(OnnxValueInfo info) => info.Type?.Sizes is [_] ? [1] : [];
}
