using DeepCalc.Formats.Onnx.Syntax;
using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>The rule of Loop. Its operands are the largest number of turns, the initial condition, and the initial states.</summary>
internal sealed class LoopRule
{
    // Loops of up to this many turns may be unrolled, if that makes more known.
    private const int MostUnrolled = 64;

    private readonly Operation _op;
    private readonly RepeatedBody _body;
    private readonly FileTensor _counter;
    private readonly bool _isConditional;

    // The condition and the states.
    private readonly FileTensor[] _initial;

    // The largest number of turns, or null if it is unknown. Exporters write the largest integer for no limit.
    private readonly Quantity? _limit;

    public LoopRule(Operation op)
    {
        _op = op;
        int states = Math.Max(op.Node.Inputs.Length - 2, 0);
        _body = new RepeatedBody(op, states + 2, states, own: 1);

        // The number of the turn and the condition have one axis or none, as the body declares.
        List<OnnxValueInfo> inputs = OnnxBody.Inputs(OnnxBody.Of(op, "body"));
        _counter = new FileTensor(ElementType.Int64, Single(inputs[0]));
        _isConditional = op.Has(1);
        TensorValues? begins = !_isConditional ? TensorValues.Of([1L]) : op.Values(1) is { Count: 1 } given ? given : null;
        FileTensor condition = FileTensor.Of(ElementType.Boolean, begins, Single(inputs[1]));
        _initial = [condition, .. Enumerable.Range(2, states).Select(i => op.Optional(i) ?? FileTensor.Unranked())];
        _limit = !op.Has(0) ? long.MaxValue : op.Sizes(0) is [var limit] ? Quantity.Max(limit, 0) : null;
    }

    public Answer Answer()
    {
        (FileTensor[] states, BodyResult turn) = _body.Settle(_initial, now => [_counter, .. now]);
        bool? begins = ControlFlowOperators.Truth(_initial[0]);
        bool goesOn = !_isConditional || ControlFlowOperators.Truth(states[0]) == true;
        if (begins == true && (!goesOn || states != _initial || _body.IsVague(turn)) && Unroll() is { } taken)
        {
            return taken;
        }

        // If the condition is unknown, the loop may end before its first turn.
        Quantity? known = begins == false ? 0 : goesOn && _limit != long.MaxValue ? _limit : null;
        Quantity turns = known ?? _op.UnknownSize(0, "turns");
        return _body.Alike(turn, turns, Outputs(
            turn,
            output => _body.Last(turn, output, _initial[1 + output], known),
            output => RepeatedBody.Stacked(_op, _body.Output(turn, output), turns)));
    }

    // Unrolls the loop with everything known of each turn; null if the end is unknown.
    private Answer? Unroll()
    {
        if (_limit?.KnownValue is not (> 0 and var most) || (most > MostUnrolled && !_isConditional))
        {
            return null;
        }

        FileTensor[] states = _initial;
        List<BodyResult> turns = [];
        for (bool goesOn = true; goesOn && turns.Count != most;)
        {
            if (turns.Count == MostUnrolled || _op.Scope.IsBusy)
            {
                return null;
            }

            BodyResult turn = _body.Run([_counter.With(_counter.Type, TensorValues.Of([(long)turns.Count])), .. states]);
            turns.Add(turn);
            states = [.. states.Select((_, i) => _body.State(turn, i, turns.Count))];
            if (_isConditional)
            {
                if (ControlFlowOperators.Truth(states[0]) is not { } condition)
                {
                    return null;
                }

                goesOn = condition;
            }
        }

        return _body.Apart(turns, Outputs(turns[^1], output => _body.Output(turns[^1], output), output => Scanned(output, turns)));
    }

    // The states behind the last turn, then what is stacked over all turns.
    private FileTensor[] Outputs(BodyResult turn, Func<int, FileTensor> state, Func<int, FileTensor> stacked) =>
        [.. Enumerable.Range(0, turn.Outputs.Length - 1).Select(output => output < _initial.Length - 1 ? state(output) : stacked(output))];

    private FileTensor Scanned(int output, List<BodyResult> turns)
    {
        FileTensor[] each = [.. turns.Select(turn => _body.Output(turn, output))];
        FileTensor common = each.Aggregate((a, b) => TensorUnion.Of(a, b, axis => _op.UnknownSize(output, axis)));
        FileTensor all = RepeatedBody.Stacked(_op, common, turns.Count);
        return all.IsRanked && all.Sizes.All(size => size.IsKnown) ? all.With(all.Type, Gathering.Joined(each, 0)) : all;
    }

    private static Quantity[] Single(OnnxValueInfo info) => info.Type?.Sizes is [_] ? [1] : [];
}
