namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>What rules are written in: which layer of the catalogue a node means, and answers that follow from those of other rules.</summary>
internal static class Translation
{
    // Most layers share these arrays.
    private static readonly int[] FirstOperand = [0];
    private static readonly int[] FirstTwo = [0, 1];

    /// <summary>
    /// The answer of a layer of the catalogue, which the node means. Its inputs are by default the first operand, and it sees them by default
    /// as they are. Its own weights are operands too, in the order of its weights, with −1 for one that the node does not have. By default, the
    /// output has the element type of the first input. <see cref="OnSamples"/> makes a layer that works on each sample, along the first axis.
    /// </summary>
    public static Answer Means(
        this Operation op, LayerDefinition layer, ElementType? type = null, int[]? inputs = null, int[]? weights = null, TensorShape[]? seen = null)
    {
        layer.Validate();
        int[] operands = inputs is null or [0] ? FirstOperand : inputs is [0, 1] ? FirstTwo : inputs;
        var shapes = new TensorShape[operands.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = seen?[i] ?? op[operands[i]];
        }

        ElementType element = type ?? op.TypeOf(operands[0]);
        var outputs = new FileTensor[layer.OutputCount(shapes)];
        for (int i = 0; i < outputs.Length; i++)
        {
            // A file's tensor has numbered axes, since none of them is known to be that of the channels.
            TensorShape shape = layer.OutputShape(i, shapes);
            outputs[i] = shape is not FileTensor same ? new FileTensor(element, shape.Span)
                : same.Type == element && same.Values is null ? same
                : same.With(element, null);
        }

        return new Answer(outputs) { Layer = layer, Shapes = shapes, Operands = operands, Weights = weights ?? [] };
    }

    /// <summary>The layer, applied to each sample along the first axis, with its channels where the layout has them, by default first.</summary>
    public static Placed OnSamples(this LayerDefinition layer, Layout? layout = null) => new(layer) { Apart = Apart.Samples, Layout = layout };

    /// <summary>The same answer without work if the first operand has no floating-point numbers: only these operations count.</summary>
    public static Answer Counted(this Answer answer, Operation op) =>
        op.TypeOf(0).IsCounted() ? answer : answer.Doing(static _ => default);

    /// <summary>The same answer with values of the first output; unchanged if they are null.</summary>
    public static Answer Valued(this Answer answer, TensorValues? values) =>
        values is null ? answer : answer.With([answer.Outputs[0].With(answer.Outputs[0].Type, values), .. answer.Outputs[1..]]);

    /// <summary>
    /// The answer of a rule for some of the operands, in another order; they can be converted first, such as from quantised to floating-point
    /// numbers. The rule can be that of another version of the domain.
    /// </summary>
    public static Answer On(
        this Operation op, Func<Operation, Answer> rule, int[] operands, long? opset = null, Func<FileTensor, FileTensor>? meaning = null) =>
        rule(op.With(opset ?? op.Opset, operands, meaning ?? (static tensor => tensor))).On(operands);

    /// <summary>The same for the rule of the default domain's operator with a name.</summary>
    public static Answer Default(this Operation op, string name, long opset, int[] operands, Func<FileTensor, FileTensor>? meaning = null) =>
        op.On(op.Scope.Operator(OnnxDomain.Default, name)!.Rule, operands, opset, meaning);
}
