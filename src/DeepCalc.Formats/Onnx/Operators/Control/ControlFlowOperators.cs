using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>Nodes that run graphs: If, Loop and Scan.</summary>
/// <remarks>Source: the operators' specification of the ONNX project.</remarks>
internal static class ControlFlowOperators
{
    private const string Branch = "the branch that is taken";

    public static IEnumerable<OnnxOperator> All =>
    [
        new("If", If),
        new("Loop", op => new LoopRule(op).Answer()),
        new("Scan", op => op.Opset < 9 ? ScanRule.OfBatch(op) : ScanRule.Of(op)),
    ];

    /// <summary>The boolean in a tensor, or null if unknown.</summary>
    public static bool? Truth(FileTensor? tensor) => tensor?.Values is { Count: 1 } values ? !ScalarMath.AreEqual(values[0], 0) : null;

    private static Answer If(Operation op)
    {
        op.Any(0);
        OnnxBody.Require(op, "then_branch", 0, op.OutputCount);
        OnnxBody.Require(op, "else_branch", 0, op.OutputCount);
        if (Truth(op.Any(0)) is { } condition)
        {
            return Taken(op, condition ? "then_branch" : "else_branch", null);
        }

        // If a branch cannot have these shapes, the other one is taken.
        BodyResult? then = TryRun(op, "then_branch", out DeepCalcException? error);
        BodyResult? otherwise = TryRun(op, "else_branch", out DeepCalcException? otherError);
        if (then is null || otherwise is null)
        {
            return Taken(op, then is null ? "else_branch" : "then_branch", then ?? otherwise ?? throw error ?? otherError!);
        }

        FileTensor[] outputs = [.. then.Outputs.Zip(otherwise.Outputs, (a, b) => (a, b)).Take(op.OutputCount)
            .Select((pair, output) => TensorUnion.Of(pair.a, pair.b, axis => op.UnknownSize(output, axis)))];
        Work work = then.Work.OrUnknown(count => count(then.Work) == count(otherwise.Work), op.Scope.Prefix + op.Label);
        return Answer.Of(outputs).Doing(working => WorkFormula.Given(work, working, Branch)).Seeing(Seen)
            .Running(("then_branch", then, Runs("then_branch")), ("else_branch", otherwise, Runs("else_branch")));

        Quantity Runs(string branch) => Quantity.UnknownValue($"{op.Scope.Prefix}{op.Label}.{branch}");

        AxisView Seen(int output, int operand, int axis) =>
            then.View(output, operand, axis) is var seen && seen.Equals(otherwise.View(output, operand, axis)) ? seen : AxisView.Everything;
    }

    private static Answer Taken(Operation op, string branch, BodyResult? result)
    {
        BodyResult taken = result ?? OnnxBody.Run(op, branch);
        return Answer.Of(taken.Outputs).Doing(working => WorkFormula.Given(taken.Work, working, Branch)).Seeing(taken.View).Running((branch, taken, 1));
    }

    private static BodyResult? TryRun(Operation op, string branch, out DeepCalcException? error)
    {
        error = null;
        try
        {
            return OnnxBody.Run(op, branch);
        }
        catch (DeepCalcException e) when (e.Code is ErrorCode.ShapeMismatch or ErrorCode.RankMismatch or ErrorCode.KernelTooLarge
            or ErrorCode.PaddingTooLarge or ErrorCode.GroupsMismatch or ErrorCode.InvalidSize)
        {
            error = e;
            return null;
        }
    }
}
