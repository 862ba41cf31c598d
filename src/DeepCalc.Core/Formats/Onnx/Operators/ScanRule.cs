namespace DeepCalc;

/// <summary>What a Scan makes of its operands: states that go from turn to turn, and tensors that are taken slice by slice.</summary>
internal static class ScanRule
{
    private const string Body = "body";

    /// <summary>Since version 9, without a batch.</summary>
    public static Answer Of(Operation op)
    {
        (int states, int scanned) = Counts(op, 0);
        FileTensor[] inputs = [.. Enumerable.Range(states, scanned).Select(op.Any)];
        long[] axes = Axes(op, "scan_input_axes", scanned);
        Quantity? length = null;
        var slices = new FileTensor[scanned];
        for (int i = 0; i < scanned; i++)
        {
            if (!inputs[i].IsRanked)
            {
                slices[i] = FileTensor.Unranked(inputs[i].Type);
                continue;
            }

            int axis = op.Axis(axes[i], inputs[i].Rank);
            length = Agree(op, length, inputs[i][axis]);
            slices[i] = new FileTensor(inputs[i].Type, [.. inputs[i].Where((_, at) => at != axis)]);
        }

        Quantity turns = length ?? op.UnknownSize(0, "turns");
        FileTensor[] initial = [.. Enumerable.Range(0, states).Select(op.Any)];
        (BodyResult result, FileTensor[] outputs) = Run(op, initial, slices);
        long[] outputAxes = Axes(op, "scan_output_axes", outputs.Length - states);
        for (int i = states; i < outputs.Length; i++)
        {
            outputs[i] = Turns.Stacked(op, outputs[i], turns, outputAxes[i - states]);
        }

        return Answer(op, result, outputs, turns);
    }

    /// <summary>Version 8: the turns of each sample of a batch, which is axis 0 of everything.</summary>
    public static Answer OfBatch(Operation op)
    {
        (int states, int scanned) = Counts(op, 1);
        FileTensor[] initial = [.. Enumerable.Range(1, states).Select(op.Any)];
        FileTensor[] inputs = [.. Enumerable.Range(1 + states, scanned).Select(op.Any)];
        Quantity? samples = null;
        Quantity? length = null;
        foreach (FileTensor tensor in initial.Concat(inputs).Where(tensor => tensor.IsRanked))
        {
            samples = Agree(op, samples, tensor.Rank > 0 ? tensor[0] : throw op.Fail("every input needs an axis of samples"));
        }

        foreach (FileTensor input in inputs.Where(input => input.IsRanked))
        {
            length = Agree(op, length, input.Rank > 1 ? input[1] : throw op.Fail($"{input} needs an axis of samples and one of turns"));
        }

        Quantity batch = samples ?? op.UnknownSize(0, "samples");
        Quantity turns = length ?? op.UnknownSize(0, "turns");
        (BodyResult result, FileTensor[] outputs) = Run(op, [.. initial.Select(state => Without(state, 1))], [.. inputs.Select(input => Without(input, 2))]);
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = Turns.Stacked(op, i < states ? outputs[i] : Turns.Stacked(op, outputs[i], turns), batch);
        }

        return Answer(op, result, outputs, batch * turns);

        static FileTensor Without(FileTensor tensor, int axes) =>
            tensor.IsRanked ? new FileTensor(tensor.Type, [.. tensor.Skip(axes)]) : FileTensor.Unranked(tensor.Type);
    }

    private static (int States, int Scanned) Counts(Operation op, int before)
    {
        OnnxGraph body = OnnxBody.Of(op, Body);
        long scanned = op.Int("num_scan_inputs") ?? throw new DeepCalcException(ErrorCode.FileCorrupt, "Scan needs the attribute num_scan_inputs.");
        long states = op.Node.Inputs.Length - before - scanned;
        if (scanned < 1 || states < 0)
        {
            throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"Scan has {op.Node.Inputs.Length - before} inputs, of which num_scan_inputs {scanned} should be scanned; it must be from 1 to the number of inputs.");
        }

        OnnxBody.Require(op, Body, (int)(states + scanned), (int)states);
        return op.OutputCount <= body.Outputs.Count ? ((int)states, (int)scanned) : throw new DeepCalcException(
            ErrorCode.FileCorrupt, $"Scan has {op.OutputCount} outputs; its body gives {body.Outputs.Count}.");
    }

    // The outputs of a turn: what the states are in every turn, and what is to be put together of all turns.
    private static (BodyResult Result, FileTensor[] Outputs) Run(Operation op, FileTensor[] initial, FileTensor[] slices)
    {
        (FileTensor[] states, BodyResult result, _) = Turns.Settle(
            op, initial, now => OnnxBody.Run(op, Body, [.. now, .. slices]), result => result.Outputs.Take(initial.Length));
        var foreign = new ForeignNames(op);
        // A state has the same shape in every turn, so the body can tell what is not known of it at first.
        FileTensor[] outputs = [.. result.Outputs.Select((output, i) =>
            i >= states.Length ? output : states[i].IsRanked || !output.IsRanked ? states[i] : new FileTensor(output.Type, output.Sizes))];
        return (
            result with { Work = foreign.Rename(result.Work, op.Scope.Prefix + op.Label) },
            [.. outputs.Select((output, i) => foreign.Rename(output, axis => op.UnknownSize(i, axis)))]);
    }

    private static Answer Answer(Operation op, BodyResult result, FileTensor[] outputs, Quantity turns) => DeepCalc.Answer.Of(outputs)
        .Doing(working => WorkFormula.Repeated(WorkFormula.Given(result.Work, working, "one turn"), turns, working, "T", "all turns")).Holding(result.Weights);

    private static long[] Axes(Operation op, string attribute, int count) => op.Ints(attribute) is not { } axes ? new long[count]
        : axes.Length == count ? axes
        : throw op.Fail($"{attribute} has {axes.Length} numbers for {count} tensors; there must be one for each");

    private static Quantity Agree(Operation op, Quantity? before, Quantity size) => before is not { } known ? size : Merging.Agree(known, size)
        ?? throw op.Fail($"the inputs have {known} and {size} turns or samples; all must have as many");
}
