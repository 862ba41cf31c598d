using DeepCalc.Formats.Onnx.Syntax;
using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>The rule of Loop. Its operands are the largest number of iterations, the initial condition, and the initial states.</summary>
internal sealed class LoopRule
{
    // Loops of up to this many iterations may be unrolled, if that makes more known.
    private const int MostUnrolled = 64;
    private const string Body = "body";

    private readonly Operation _op;
    private readonly int _carried;
    private readonly int _scans;
    private readonly FileTensor[] _initial;
    private readonly FileTensor _counter;
    private readonly ForeignNames _foreign;
    private readonly bool _isConditional;

    public LoopRule(Operation op)
    {
        _op = op;
        OnnxGraph body = OnnxBody.Of(op, Body);
        _carried = Math.Max(op.Node.Inputs.Length - 2, 0);
        OnnxBody.Require(op, Body, _carried + 2, _carried + 1);
        _scans = body.Outputs.Count - 1 - _carried;
        if (op.OutputCount > _carried + _scans)
        {
            throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"Loop has {op.OutputCount} outputs; its body has only {_carried + _scans} besides the condition.");
        }

        // The iteration number and the condition have one axis or none, as the body declares.
        List<OnnxValueInfo> inputs = OnnxBody.Inputs(body);
        _counter = new FileTensor(ElementType.Int64, Single(inputs[0]));
        _isConditional = op.Has(1);
        TensorValues? begins = !_isConditional ? TensorValues.Of([1L]) : op.Values(1) is { Count: 1 } given ? given : null;
        FileTensor condition = Gathering.Tensor(ElementType.Boolean, begins, Single(inputs[1]));
        _initial = [condition, .. Enumerable.Range(2, _carried).Select(i => op.Optional(i) ?? FileTensor.Unranked())];
        _foreign = new ForeignNames(op);
    }

    public Answer Answer()
    {
        (FileTensor[] states, BodyResult result, bool hasChanged) = BodyIteration.Settle(
            _op, _initial, now => OnnxBody.Run(_op, Body, [_counter, .. now]), result => result.Outputs.Take(_carried + 1));
        Quantity? limit = Limit();
        bool? begins = _isConditional ? ControlFlowOperators.Truth(_initial[0]) : true;
        bool goesOn = !_isConditional || ControlFlowOperators.Truth(states[0]) == true;
        bool isVague = hasChanged || result.Outputs.Any(_foreign.Has) || _foreign.Has(result.Work);
        if (begins == true && (isVague || !goesOn) && Unroll(limit) is { } taken)
        {
            return taken;
        }

        // If the condition is unknown, the loop may end before its first iteration.
        Quantity? known = begins == false ? 0 : goesOn ? limit : null;
        return Answer(result, known ?? _op.UnknownSize(0, "turns"), known?.LowerBound >= 1);
    }

    // The same in every iteration.
    private Answer Answer(BodyResult result, Quantity turns, bool happens)
    {
        var outputs = new FileTensor[_carried + _scans];
        for (int i = 0; i < outputs.Length; i++)
        {
            int output = i;
            Quantity Unknown(string axis) => _op.UnknownSize(output, axis);
            FileTensor last = _foreign.Rename(result.Outputs[1 + i], Unknown);
            outputs[i] = i >= _carried ? BodyIteration.Stacked(_op, last, turns)
                : turns == 0 ? _initial[1 + i]
                : happens ? last
                : TensorUnion.Of(_initial[1 + i], last, Unknown);
        }

        Work once = _foreign.Rename(result.Work, _op.Scope.Prefix + _op.Label);
        return Operators.Answer.Of(outputs).Doing(working => WorkFormula.Repeated(WorkFormula.Given(once, working, "one turn"), turns, working, "T", "all turns")).Running((Body, result, turns));
    }

    // Unrolls the loop with everything known of each iteration; null if the end is unknown.
    private Answer? Unroll(Quantity? limit)
    {
        if (limit?.KnownValue is { } most ? most == 0 || (most > MostUnrolled && !_isConditional) : IsLimited || !_isConditional)
        {
            return null;
        }

        FileTensor[] states = _initial;
        List<BodyResult> turns = [];
        for (bool goesOn = true; goesOn && turns.Count != limit?.KnownValue;)
        {
            if (turns.Count == MostUnrolled || _op.Scope.IsBusy)
            {
                return null;
            }

            BodyResult result = OnnxBody.Run(_op, Body, [FileTensor.Of(ElementType.Int64, TensorValues.Of([(long)turns.Count]), _counter.Sizes), .. states]);
            turns.Add(result);

            // Sizes that an iteration creates must not be treated as equal in the next.
            states = [.. result.Outputs.Take(_carried + 1).Select((state, i) => _foreign.Rename(state, axis =>
                Quantity.Unknown($"{_op.Scope.Prefix}{_op.Label}.turn{turns.Count}.{i}.{axis}")))];
            if (_isConditional)
            {
                if (ControlFlowOperators.Truth(states[0]) is not { } condition)
                {
                    return null;
                }

                goesOn = condition;
            }
        }

        return Sum(turns, states);
    }

    private Answer Sum(List<BodyResult> turns, FileTensor[] states)
    {
        var outputs = new FileTensor[_carried + _scans];
        for (int i = 0; i < outputs.Length; i++)
        {
            int output = i;
            Quantity Unknown(string axis) => _op.UnknownSize(output, axis);
            outputs[i] = i < _carried ? _foreign.Rename(states[1 + i], Unknown) : Scanned([.. turns.Select(turn => _foreign.Rename(turn.Outputs[1 + output], Unknown))], Unknown);
        }

        Work work = default;
        foreach (BodyResult turn in turns)
        {
            work += turn.Work;
        }

        work = _foreign.Rename(work, _op.Scope.Prefix + _op.Label);
        return Operators.Answer.Of(outputs).Doing(_ => work).Running(turns.Select((turn, i) => ($"{Body}:{i}", turn, (Quantity)1)));
    }

    private FileTensor Scanned(FileTensor[] turns, Func<string, Quantity> unknown)
    {
        FileTensor common = turns.Aggregate((a, b) => TensorUnion.Of(a, b, unknown));
        FileTensor all = BodyIteration.Stacked(_op, common, turns.Length);
        FileTensor[] rows = [.. turns.Select(turn => Gathering.Tensor(turn.Type, turn.Values, [1, .. turn.Sizes]))];
        return all.IsRanked && Gathering.Joined(rows, 0) is { } values ? FileTensor.Of(all.Type, values, all.Sizes) : all;
    }

    // The largest number of iterations, or null if it is unknown or unlimited.
    private Quantity? Limit()
    {
        if (!IsLimited || _op.Sizes(0) is not [var limit])
        {
            return null;
        }

        return Quantity.Max(limit, 0);
    }

    // Exporters write the largest integer for no limit.
    private bool IsLimited => _op.Has(0) && _op.Sizes(0) is not [{ KnownValue: long.MaxValue }];

    private static Quantity[] Single(OnnxValueInfo info) => info.Type?.Sizes is [_] ? [1] : [];
}
