namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>A body that a node runs in turns: for each turn of a loop, slice of a scan, or tensor of a sequence.</summary>
/// <remarks>
/// Sizes that are the same in every turn, those of the node's inputs, are separate from sizes that the body creates. The latter may differ
/// between turns, so they must not be added up or treated as equal. The first outputs of a body can be its own, and none of the node.
/// </remarks>
internal sealed class RepeatedBody(Operation op, int own = 0, string what = "turn")
{
    private const string Body = "body";

    // Sizes that change between turns become unknown. States that are still changing after this number of steps become wholly unknown.
    private const int MostSteps = 8;

    private readonly string _name = op.Scope.Prefix + op.Label;
    private readonly HashSet<string> _names = SequenceItems.NamesIn(op.Tensors);

    /// <summary>Throws unless the body has these inputs, and the outputs for the node and for its states.</summary>
    public void Require(int inputs, int states) => OnnxBody.Require(op, Body, inputs, own + Math.Max(states, op.OutputCount));

    public BodyResult Run(params FileTensor[] inputs) => OnnxBody.Run(op, Body, inputs);

    /// <summary>Whether a turn has sizes or work that may differ from those of another.</summary>
    public bool IsVague(BodyResult turn) => SequenceItems.UnknownIn(turn.Outputs).Exists(IsOwn) || Certain(turn.Work) != turn.Work;

    /// <summary>
    /// Runs the body on its own results until its states, which are its first outputs, no longer change. Gives the states as they are in
    /// every turn, which are the initial ones if no turn changes them, and the result for them.
    /// </summary>
    public (FileTensor[] States, BodyResult Turn) Settle(FileTensor[] initial, Func<FileTensor[], FileTensor[]> inputs)
    {
        FileTensor[] now = initial;
        for (int step = 0; ; step++)
        {
            BodyResult turn = Run(inputs(now));
            FileTensor[] next = [.. now.Select((state, i) =>
                TensorUnion.Of(state, turn.Outputs[i], axis => Quantity.Unknown($"{_name}.turn.{i}.{axis}")))];
            bool[] changes = [.. now.Zip(next, (state, later) => !state.IsSame(later))];
            if (!changes.Contains(true))
            {
                IEnumerable<FileTensor> typed = now.Zip(turn.Outputs, (state, output) => output.WithType(state.Type));
                return (now, turn with { Outputs = [.. typed, .. turn.Outputs.Skip(now.Length)] });
            }

            now = step <= MostSteps ? next : [.. next.Zip(changes, (state, changed) => changed ? FileTensor.Unranked(state.Type) : state)];
        }
    }

    /// <summary>The state behind one of several turns, where sizes that the turn creates differ from those of the next.</summary>
    public FileTensor State(BodyResult turn, int state, int number) =>
        SequenceItems.Renamed(turn.Outputs[state], IsOwn, axis => Quantity.Unknown($"{_name}.turn{number}.{state}.{axis}"));

    /// <summary>What a turn gives to an output of the node, which names the sizes that the turn creates.</summary>
    public FileTensor Output(BodyResult turn, int output, string prefix = "") =>
        SequenceItems.Renamed(turn.Outputs[own + output], IsOwn, axis => op.UnknownSize(output, prefix + axis));

    /// <summary>The output of a state behind the last turn, where the number of turns may be 0, or unknown (null).</summary>
    public FileTensor Last(BodyResult turn, int output, FileTensor initial, Quantity? turns) => turns == 0 ? initial
        : turns?.LowerBound >= 1 ? Output(turn, output)
        : TensorUnion.Of(initial, Output(turn, output), axis => op.UnknownSize(output, axis));

    /// <summary>Tensors of equal sizes, stacked along a new axis.</summary>
    public static FileTensor Stacked(Operation op, FileTensor tensor, Quantity count, long axis = 0)
    {
        if (!tensor.IsRanked)
        {
            return FileTensor.Unranked(tensor.Item is null ? tensor.Type : ElementType.Undefined);
        }

        int at = op.Axis(axis, tensor.Rank + 1);
        return new FileTensor(tensor.Type, [.. tensor.Sizes[..at], count, .. tensor.Sizes[at..]]);
    }

    /// <summary>The answer where all turns are alike.</summary>
    public Answer Alike(BodyResult turn, Quantity turns, FileTensor[] outputs)
    {
        (string one, string all, Work work) = ($"one {what}", $"all {what}s", Certain(turn.Work));
        return new Answer(outputs)
            .Doing(working => WorkFormula.Repeated(WorkFormula.Given(work, working, one), turns, working, "T", all))
            .Running((Body, turn, turns));
    }

    /// <summary>The answer of turns that are known one by one.</summary>
    public Answer Apart(IReadOnlyList<BodyResult> turns, FileTensor[] outputs)
    {
        (string all, Work work) = ($"all {what}s", Certain(turns.Aggregate(default(Work), (sum, turn) => sum + turn.Work)));
        return new Answer(outputs)
            .Doing(working => WorkFormula.Given(work, working, all))
            .Running(turns.Select((turn, i) => ($"{Body}:{i}", turn, (Quantity)1)));
    }

    // Whether a number depends on a size that the body creates.
    private bool IsOwn(Quantity size) => !size.IsKnown && !_names.IsSupersetOf(size.UnknownNames);

    // The work; unknown where it may differ between turns.
    private Work Certain(Work work) => work.OrUnknown(count => !IsOwn(count(work)) && !SequenceItems.Varies(count(work)), _name);
}
