namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>Nodes that run graphs: If, Loop and Scan.</summary>
internal static class ControlFlowOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("If", If),
        new("Loop", LoopRule.Of),
        new("Scan", ScanRule.Of),
    ];

    /// <summary>The boolean in a tensor, or null if unknown.</summary>
    public static bool? Truth(FileTensor? tensor) => tensor?.Values is { Count: 1 } values ? !ScalarMath.AreEqual(values[0], 0) : null;

    private static Answer If(Operation op)
    {
        string[] branches = ["then_branch", "else_branch"];
        Array.ForEach(branches, branch => OnnxBody.Require(op, branch, 0, op.OutputCount));
        branches = Truth(op.Any(0)) is { } condition ? [branches[condition ? 0 : 1]] : branches;

        // If a branch cannot have these shapes, the other one is taken.
        List<(string Name, BodyResult Body)> taken = [];
        DeepCalcException? error = null;
        foreach (string branch in branches)
        {
            try
            {
                taken.Add((branch, OnnxBody.Run(op, branch)));
            }
            catch (DeepCalcException e) when (e.Code is ErrorCode.ShapeMismatch or ErrorCode.RankMismatch or ErrorCode.KernelTooLarge
                or ErrorCode.PaddingTooLarge or ErrorCode.GroupsMismatch or ErrorCode.InvalidSize)
            {
                error ??= e;
            }
        }

        FileTensor[] outputs = taken.Count == 0 ? throw error! : [.. Enumerable.Range(0, op.OutputCount).Select(output => taken
            .Select(branch => branch.Body.Outputs[output])
            .Aggregate((a, b) => TensorUnion.Of(a, b, axis => op.UnknownSize(output, axis))))];
        return Taken(taken, outputs, op.Scope.Prefix + op.Label);
    }

    private static Answer Taken(List<(string Name, BodyResult Body)> taken, FileTensor[] outputs, string name)
    {
        BodyResult first = taken[0].Body;
        Work work = first.Work.OrUnknown(count => taken.TrueForAll(branch => count(branch.Body.Work) == count(first.Work)), name);
        return Either(taken, outputs, work).Running(taken.Select(branch =>
            (branch.Name, branch.Body, taken.Count == 1 ? 1 : Quantity.UnknownValue($"{name}.{branch.Name}"))));
    }

    // Apart, so that the answer does not hold the operation.
    private static Answer Either(List<(string Name, BodyResult Body)> taken, FileTensor[] outputs, Work work) => new Answer(outputs)
        .Doing(working => WorkFormula.Given(work, working, "the branch that is taken"))
        .Seeing((output, operand, axis) => taken[0].Body.View(output, operand, axis) is var view
            && taken.TrueForAll(branch => branch.Body.View(output, operand, axis).Equals(view)) ? view : AxisView.Everything);
}
