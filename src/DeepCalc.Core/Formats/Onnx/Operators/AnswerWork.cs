namespace DeepCalc;

/// <summary>Answers that are made of those of other operators.</summary>
internal static class AnswerWork
{
    /// <summary>The same with element-wise work besides: so many operations on so many elements, each a step with a name.</summary>
    public static Answer Also(this Answer answer, params (Quantity Elements, Quantity Each, string Name)[] steps)
    {
        (Quantity Elements, Quantity Each, string Name)[] real = Array.FindAll(steps, step => step.Each != 0);
        return real.Length == 0 ? answer : answer.Doing(working =>
        {
            var all = new WorkSteps(working);
            all.AddUnnumbered(answer.Work(working));
            foreach ((Quantity elements, Quantity each, string name) in real)
            {
                all.Add(WorkFormula.Elementwise(elements, each, working, all.Next(name)));
            }

            return all.Total();
        });
    }

    /// <summary>The same with so many operations more on each element of the first output.</summary>
    public static Answer Also(this Answer answer, long each, string name) => answer.Also((answer.Outputs[0].ElementCount, each, name));

    /// <summary>The same where the first output has another type.</summary>
    public static Answer Typed(this Answer answer, ElementType type) =>
        answer.Outputs[0].Type == type ? answer : answer.With([answer.Outputs[0].WithType(type), .. answer.Outputs[1..]]);

    /// <summary>What a rule makes of some of the operands, in an order of its own and as a version of the default domain.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="opset">The version.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="operands">The places of the operands that the rule is given.</param>
    public static Answer As(this Operation op, long opset, Func<Operation, Answer> rule, params int[] operands) =>
        op.As(opset, rule, tensor => tensor, operands);

    /// <summary>The same, where operands are given as what they stand for: numbers that were quantised.</summary>
    public static Answer As(this Operation op, long opset, Func<Operation, Answer> rule, Func<FileTensor, FileTensor> meaning, params int[] operands)
    {
        Answer answer = rule(new Operation(op.Node, opset, [.. operands.Select(i => op.Optional(i) is { } tensor ? meaning(tensor) : null)], op.Scope));
        return answer.Seeing((output, operand, axis) =>
            Array.IndexOf(operands, operand) is >= 0 and var place ? answer.View(place, axis, output) : AxisView.Everything);
    }

    /// <summary>What another domain's operator of the same meaning answers; unknown while there is none.</summary>
    public static Answer Default(this Operation op, string name, long opset, params int[] operands) =>
        OperatorTable.Find(OnnxDomain.Default, name) is { } known ? op.As(opset, known.Rule, operands) : throw new UnknownShapeException();

    /// <summary>What a rule for channels first answers where the channels of the first operand and of the result are last.</summary>
    public static Answer ChannelsLast(this Operation op, Func<Operation, Answer> rule, params int[] channelsLast)
    {
        int[] all = [.. Enumerable.Range(0, op.Count)];
        var moved = new Operation(
            op.Node, op.Opset, [.. all.Select(i => op.Optional(i) is { } tensor ? channelsLast.Contains(i) ? ChannelsFirst(op[i]) : tensor : null)], op.Scope);
        Answer answer = rule(moved);
        int rank = answer.Outputs[0].Rank;
        return answer.With([.. answer.Outputs.Select(Back)]).Seeing((output, operand, axis) =>
        {
            AxisView view = answer.View(operand, channelsLast.Contains(operand) ? First(axis, op[operand].Rank) : axis, output);
            return view.OutputAxis < 0 ? view : view.OnAxis(view.OutputAxis == 0 ? 0 : view.OutputAxis == 1 ? rank - 1 : view.OutputAxis - 1);
        });
    }

    private static int First(int axis, int rank) => axis == 0 ? 0 : axis == rank - 1 ? 1 : axis + 1;

    private static FileTensor ChannelsFirst(FileTensor tensor) => tensor.Rank < 2 ? tensor
        : new FileTensor(tensor.Type, [tensor[0], tensor[^1], .. tensor.Sizes[1..^1]]);

    private static FileTensor Back(FileTensor tensor) => tensor.IsRanked && tensor.Rank >= 2
        ? new FileTensor(tensor.Type, [tensor[0], .. tensor.Sizes[2..], tensor[1]])
        : tensor;
}
