using DeepCalc.Formats.Onnx.Syntax;
using DeepCalc.Formulas;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Builds answers from those of other rules.</summary>
internal static class AnswerWork
{
    /// <summary>The answer of a layer of the catalogue: the node means this layer.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="layer">The layer. <see cref="OnSamples"/> makes one that works on each sample, along the first axis.</param>
    /// <param name="type">The element type of the output; by default that of the layer's first input.</param>
    /// <param name="inputs">The operands that are its inputs, in its order; by default the first.</param>
    /// <param name="weights">The operands that are its own weights, in the order of its weights; −1 for one that the node does not have.</param>
    /// <param name="seen">The tensors of these inputs as the layer sees them; by default as they are.</param>
    public static Answer Means(
        this Operation op, LayerDefinition layer, ElementType? type = null, int[]? inputs = null, int[]? weights = null, TensorShape[]? seen = null)
    {
        layer.Validate();
        int[] operands = inputs ?? [0];
        return Answer.Of(
            layer,
            type ?? op.TypeOf(operands[0]),
            [.. operands.Select((operand, i) => (operand, seen?[i] ?? op[operand]))],
            weights ?? []);
    }

    /// <summary>The layer, applied to each sample along the first axis.</summary>
    public static Placed OnSamples(this LayerDefinition layer) => new(layer) { Apart = Apart.Samples };

    /// <summary>
    /// The same answer with additional elementwise work; each step has a number of elements, operations for each element, and a name.
    /// </summary>
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

    /// <summary>The same answer with additional operations on each element of the first output.</summary>
    public static Answer Also(this Answer answer, long each, string name) => answer.Also((answer.Outputs[0].ElementCount, each, name));

    /// <summary>The same answer with another element type of the first output.</summary>
    public static Answer Typed(this Answer answer, ElementType type) =>
        answer.Outputs[0].Type == type ? answer : answer.With([answer.Outputs[0].WithType(type), .. answer.Outputs[1..]]);

    /// <summary>The answer of a rule for some of the operands, in another order and for a version of the default domain.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="opset">The version of the default domain.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="operands">The indices of the operands that the rule gets.</param>
    public static Answer As(this Operation op, long opset, Func<Operation, Answer> rule, params int[] operands) =>
        op.As(opset, rule, tensor => tensor, operands);

    /// <summary>The answer of a rule for some of the operands, converted first, such as from quantised to floating-point numbers.</summary>
    public static Answer As(this Operation op, long opset, Func<Operation, Answer> rule, Func<FileTensor, FileTensor> meaning, params int[] operands)
    {
        Answer answer = rule(new Operation(op.Node, opset, [.. operands.Select(i => op.Optional(i) is { } tensor ? meaning(tensor) : null)], op.Scope));
        return answer.Seeing((output, operand, axis) =>
            Array.IndexOf(operands, operand) is >= 0 and var place ? answer.View(place, axis, output) : AxisView.Everything);
    }

    /// <summary>The answer of the default domain's operator with a name; unknown if it has no rule.</summary>
    public static Answer Default(this Operation op, string name, long opset, params int[] operands) =>
        OperatorTable.Find(OnnxDomain.Default, name) is { } known ? op.As(opset, known.Rule, operands) : throw new UnknownShapeException();

    /// <summary>The answer of a rule for channels first, if the channels of the result and of the given operands are last.</summary>
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
