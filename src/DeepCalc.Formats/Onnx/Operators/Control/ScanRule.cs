namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>The rule of Scan. Its operands are the initial states, and tensors whose slices are the inputs of each turn.</summary>
/// <remarks>
/// Before version 9, an operand with lengths is the first, and axis 0 of everything else is the batch: each sample has its own turns.
/// </remarks>
internal static class ScanRule
{
    public static Answer Of(Operation op)
    {
        bool hasBatch = op.Opset < 9;
        int first = hasBatch ? 1 : 0;
        int count = op.Node.Inputs.Length - first;
        long scanned = op.Int("num_scan_inputs") ?? throw new DeepCalcException(ErrorCode.FileCorrupt, "Scan needs the attribute num_scan_inputs.");
        DeepCalcException.ThrowIf(
            scanned < 1 || scanned > count, ErrorCode.FileCorrupt, $"num_scan_inputs is {scanned}; it must be from 1 to the number of inputs, {count}.");
        int states = count - (int)scanned;
        var body = new RepeatedBody(op);
        body.Require(count, states);
        long[] axes = op.Ints("scan_input_axes", (int)scanned, "tensors") ?? new long[scanned];
        Quantity? samples = null;
        Quantity? length = null;
        FileTensor[] inputs = [.. Enumerable.Range(0, count).Select(i =>
        {
            FileTensor input = hasBatch ? Slice(op, op.Any(first + i), 0, ref samples) : op.Any(i);
            return i < states ? input : Slice(op, input, axes[i - states], ref length);
        })];

        (_, BodyResult turn) = body.Settle(inputs[..states], now => [.. now, .. inputs[states..]]);
        Quantity turns = length ?? op.UnknownSize(0, "turns");
        Quantity batch = samples ?? op.UnknownSize(0, "samples");
        long[] outputAxes = op.Ints("scan_output_axes", turn.Outputs.Length - states, "tensors") ?? new long[turn.Outputs.Length - states];
        FileTensor[] outputs = [.. turn.Outputs.Select((_, i) => i < states
            ? body.Last(turn, i, inputs[i], turns)
            : RepeatedBody.Stacked(op, body.Output(turn, i), turns, outputAxes[i - states]))];
        return hasBatch
            ? body.Alike(turn, batch * turns, Array.ConvertAll(outputs, output => RepeatedBody.Stacked(op, output, batch)))
            : body.Alike(turn, turns, outputs);
    }

    // The tensor at one position of an axis, which must have the same size in all operands.
    private static FileTensor Slice(Operation op, FileTensor tensor, long axis, ref Quantity? size)
    {
        if (!tensor.IsRanked)
        {
            return FileTensor.Unranked(tensor.Type);
        }

        int at = op.Axis(axis, tensor.Rank);
        size = size is not { } known ? tensor[at] : Merging.Agree(known, tensor[at])
            ?? throw op.Fail($"the inputs have {known} and {tensor[at]} iterations or samples; the numbers must be equal");
        return new FileTensor(tensor.Type, [.. tensor.Sizes[..at], .. tensor.Sizes[(at + 1)..]]);
    }
}
