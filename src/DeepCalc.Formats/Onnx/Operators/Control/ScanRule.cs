using DeepCalc.Formats.Onnx.Syntax;

namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>The rule of Scan. Its operands are the initial states, and tensors whose slices are the inputs of each iteration.</summary>
internal static class ScanRule
{
    private const string Body = "body";

    /// <summary>Version 9 and later, without a batch.</summary>
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
            slices[i] = new FileTensor(inputs[i].Type, [.. inputs[i].Sizes.Where((_, at) => at != axis)]);
        }

        Quantity turns = length ?? op.UnknownSize(0, "turns");
        FileTensor[] initial = [.. Enumerable.Range(0, states).Select(op.Any)];
        (BodyResult result, FileTensor[] outputs) = Run(op, initial, slices);
        long[] outputAxes = Axes(op, "scan_output_axes", outputs.Length - states);
        for (int i = states; i < outputs.Length; i++)
        {
            outputs[i] = BodyIteration.Stacked(op, outputs[i], turns, outputAxes[i - states]);
        }

        return Answer(op, result, outputs, turns);
    }

    /// <summary>Version 8: axis 0 of everything is the batch, and each sample has its own iterations.</summary>
    public static Answer OfBatch(Operation op)
    {
        (int states, int scanned) = Counts(op, 1);
        FileTensor[] initial = [.. Enumerable.Range(1, states).Select(op.Any)];
        FileTensor[] inputs = [.. Enumerable.Range(1 + states, scanned).Select(op.Any)];
        Quantity? samples = null;
        Quantity? length = null;
        foreach (FileTensor tensor in initial.Concat(inputs).Where(tensor => tensor.IsRanked))
        {
            samples = Agree(op, samples, tensor.Rank > 0 ? tensor[0] : throw op.Fail("every input needs a batch axis"));
        }

        foreach (FileTensor input in inputs.Where(input => input.IsRanked))
        {
            length = Agree(op, length, input.Rank > 1 ? input[1] : throw op.Fail($"{input} needs a batch axis and an axis to scan"));
        }

        Quantity batch = samples ?? op.UnknownSize(0, "samples");
        Quantity turns = length ?? op.UnknownSize(0, "turns");
        (BodyResult result, FileTensor[] outputs) = Run(op, [.. initial.Select(state => Without(state, 1))], [.. inputs.Select(input => Without(input, 2))]);
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = BodyIteration.Stacked(op, i < states ? outputs[i] : BodyIteration.Stacked(op, outputs[i], turns), batch);
        }

        return Answer(op, result, outputs, batch * turns);

        static FileTensor Without(FileTensor tensor, int axes) =>
            tensor.IsRanked ? new FileTensor(tensor.Type, [.. tensor.Sizes.Skip(axes)]) : FileTensor.Unranked(tensor.Type);
    }

    private static (int States, int Scanned) Counts(Operation op, int before)
    {
        OnnxGraph body = OnnxBody.Of(op, Body);
        long scanned = op.Int("num_scan_inputs") ?? throw new DeepCalcException(ErrorCode.FileCorrupt, "Scan needs the attribute num_scan_inputs.");
        long states = op.Node.Inputs.Length - before - scanned;
        if (scanned < 1 || states < 0)
        {
            throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"num_scan_inputs is {scanned}; it must be from 1 to the number of inputs, {op.Node.Inputs.Length - before}.");
        }

        OnnxBody.Require(op, Body, (int)(states + scanned), (int)states);
        return op.OutputCount <= body.Outputs.Count ? ((int)states, (int)scanned) : throw new DeepCalcException(
            ErrorCode.FileCorrupt, $"Scan has {op.OutputCount} outputs; its body has only {body.Outputs.Count}.");
    }

    // The outputs of an iteration: the states in every iteration, and the parts that are stacked over all iterations.
    private static (BodyResult Result, FileTensor[] Outputs) Run(Operation op, FileTensor[] initial, FileTensor[] slices)
    {
        (FileTensor[] states, BodyResult result, _) = BodyIteration.Settle(
            op, initial, now => OnnxBody.Run(op, Body, [.. now, .. slices]), result => result.Outputs.Take(initial.Length));
        var foreign = new ForeignNames(op);
        // A state has the same shape in every iteration, so the body may reveal sizes that are unknown at first.
        FileTensor[] outputs = [.. result.Outputs.Select((output, i) =>
            i >= states.Length ? output : states[i].IsRanked || !output.IsRanked ? states[i] : new FileTensor(output.Type, output.Sizes))];
        return (
            result with { Work = foreign.Rename(result.Work, op.Scope.Prefix + op.Label) },
            [.. outputs.Select((output, i) => foreign.Rename(output, axis => op.UnknownSize(i, axis)))]);
    }

    private static Answer Answer(Operation op, BodyResult result, FileTensor[] outputs, Quantity turns) => Operators.Answer.Of(outputs)
        .Doing(working => WorkFormula.Repeated(WorkFormula.Given(result.Work, working, "one turn"), turns, working, "T", "all turns")).Running((Body, result, turns));

    private static long[] Axes(Operation op, string attribute, int count) => op.Ints(attribute) is not { } axes ? new long[count]
        : axes.Length == count ? axes
        : throw op.Fail($"{attribute} has {axes.Length} numbers for {count} tensors; there must be one for each");

    private static Quantity Agree(Operation op, Quantity? before, Quantity size) => before is not { } known ? size : Merging.Agree(known, size)
        ?? throw op.Fail($"the inputs have {known} and {size} iterations or samples; the numbers must be equal");
}
