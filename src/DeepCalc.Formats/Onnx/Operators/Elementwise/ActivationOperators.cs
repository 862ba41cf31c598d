namespace DeepCalc.Formats.Onnx.Operators.Elementwise;

/// <summary>Activation functions, which are the catalogue's.</summary>
internal static class ActivationOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        // Relu also keeps the values of small tensors, because exporters use it to keep computed lengths from going below 0.
        new("Relu", op => ElementwiseOperators.Unary(op, new Activation(ActivationFunction.Relu), value => ScalarMath.Max(value, 0, op.TypeOf(0)))),
        .. ((string[])["LeakyRelu", "Elu", "Selu", "Celu", "Gelu", "Mish", "Swish", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Softsign", "ThresholdedRelu", "Shrink", "Exp"])
            .Select(Function),
        new("PRelu", PRelu) { Weights = [1] },
        new("Softmax", op => Softmax(op, ActivationFunction.Softmax)),
        new("LogSoftmax", op => Softmax(op, ActivationFunction.LogSoftmax)),
        new("Hardmax", Hardmax),
    ];

    /// <summary>A softmax along an axis. Before version 13, all axes from the given one on are treated as one axis.</summary>
    public static Answer Softmax(Operation op, ActivationFunction function)
    {
        (int first, int count) = AxesOf(op);
        return op.Means(new Activation(function, first - op[0].Rank) { JointAxes = count });
    }

    private static OnnxOperator Function(string name)
    {
        var layer = new Activation(ActivationNames.Find(name)!.Value);
        return new(name, op => ElementwiseOperators.Unary(op, WithConstants(op, layer)));
    }

    /// <summary>The function with the node's constants that differ from ONNX's defaults.</summary>
    public static Activation WithConstants(Operation op, Activation layer)
    {
        // Without a bias, a shrink is not soft: it keeps what is not near 0 as it is.
        Constants? constants = layer.Function == ActivationFunction.SoftShrink
            ? Constants.Of(("lambda", op.Real("lambd", 0.5)), ("bias", SettingText.Shortest(op.Float("bias") ?? 0)))
            : ConstantsOf(layer.Function, (name, usual) => op.Real(name, usual));
        return layer.Function == ActivationFunction.Gelu && op.Text("approximate", "none") == "tanh" ? layer with { Function = ActivationFunction.GeluTanh }
            : constants is null ? layer
            : layer with { Constants = constants };
    }

    /// <summary>The constants of a function, by the numbers of its attributes that differ from ONNX's defaults; null if none does.</summary>
    public static Constants? ConstantsOf(ActivationFunction function, Func<string, double, double?> real) => function switch
    {
        ActivationFunction.LeakyRelu => Constants.Of(("slope", real("alpha", 0.01))),
        ActivationFunction.Elu or ActivationFunction.Celu => Constants.Of(("alpha", real("alpha", 1))),
        ActivationFunction.Selu => Constants.Of(("alpha", real("alpha", 1.6732632)), ("gamma", real("gamma", 1.050701))),
        ActivationFunction.Silu => Constants.Of(("beta", real("alpha", 1))),
        ActivationFunction.QuickGelu => Constants.Of(("beta", real("alpha", 1.702))),
        ActivationFunction.HardSigmoid => Constants.Of(("alpha", real("alpha", 0.2)), ("beta", real("beta", 0.5))),
        ActivationFunction.Threshold => Constants.Of(("threshold", real("alpha", 1))),
        _ => null,
    };

    // Slopes that are the same for all samples are the layer's weights: on each axis one in all, or one for each position.
    private static Answer PRelu(Operation op)
    {
        FileTensor input = op[0];
        FileTensor slopes = op[1];
        bool isWeight = op.IsConstant(1) && (slopes.Rank < input.Rank || input.Rank == 1 || slopes[0] == 1);
        if (!isWeight)
        {
            return ElementwiseOperators.Combined(op, ElementwiseWork.ParametricRelu);
        }

        int samples = input.Rank > 1 ? 1 : 0;
        long[] shared = [.. Enumerable.Range(1, input.Rank - samples).Where(end => end > slopes.Rank || slopes[^end] == 1).Select(end => -(long)end)];
        var layer = new ParametricRelu(shared.Length == input.Rank - samples ? SharedAxes.All : new SharedAxes(new AxisValues(shared)));
        return op.Means(samples > 0 ? layer.OnSamples() : layer, weights: [1]).Counted(op);
    }

    // The first axis of a softmax, and the number of axes that it runs over together.
    private static (int First, int Count) AxesOf(Operation op)
    {
        int rank = op[0].Rank;
        long axis = op.Int("axis", op.Opset < 13 ? 1 : -1);
        int first = rank == 0 || (op.Opset < 13 && axis == rank) ? rank : op.Axis(axis, rank);
        return (first, op.Opset < 13 ? rank - first : Math.Min(rank, 1));
    }

    // Hardmax finds the largest of each group and computes nothing.
    private static Answer Hardmax(Operation op)
    {
        (int first, int count) = AxesOf(op);
        return new Answer(new FileTensor(op.TypeOf(0), op[0].Sizes))
            .Doing(1)
            .Seeing((_, axis) => axis >= first && axis < first + count ? AxisView.Everything : AxisView.Same(axis));
    }

    /// <summary>ONNX Runtime's activations, most of them fused from several operators.</summary>
    public static IEnumerable<OnnxOperator> OfRuntime =>
    [
        new("Gelu", op => Biased(op, ActivationFunction.Gelu)),
        new("FastGelu", op => Biased(op, ActivationFunction.GeluTanh)) { Weights = [1] },
        new("BiasGelu", op => Biased(op, ActivationFunction.Gelu)) { Weights = [1] },
        new("QuickGelu", op => Biased(op, op.Float("alpha") == 1 ? ActivationFunction.Silu : ActivationFunction.QuickGelu)),
        new("BiasSplitGelu", op => op.Means(new GatedLinearUnit(ActivationFunction.Gelu, -1)).Also((op[0].ElementCount, 1, "bias"))) { Weights = [1] },
        new("BiasAdd", op => ElementwiseOperators.Combined(op, new Merge())) { Weights = [1] },
        new("BiasDropout", BiasDropout) { Weights = [1] },
        new("BiasSoftmax", op => op.Default("Softmax", 11, [0]).Also(1, "bias")),

        // x + y·gate.
        new("GatedAdd", op => ElementwiseOperators.Combined(op, 2)),
    ];

    /// <summary>The operations for each element of the fused activation; 0 without one.</summary>
    public static long Fused(Operation op, string attribute = "activation") => op.Text(attribute, "").ToUpperInvariant() switch
    {
        "" or "NONE" or "IDENTITY" => 0,

        // Two limits.
        "CLIP" => 2,
        var name => ActivationNames.Find(name) is { } function && ElementwiseWork.IsElementwise(function) ? ElementwiseWork.Of(function) : throw op.Fail($"the fused activation {name} is unknown"),
    };

    // A function of the sum of all operands.
    private static Answer Biased(Operation op, ActivationFunction function) => op.Has(1)
        ? ElementwiseOperators.Combined(op, ElementwiseWork.Of(function) + op.Count - 1)
        : ElementwiseOperators.Unary(op, WithConstants(op, new Activation(function)));

    // Dropout does nothing in inference.
    private static Answer BiasDropout(Operation op)
    {
        Answer answer = op.Means(new Merge(), inputs: [0, 1, .. op.Given(2)]);
        return answer.With(answer.Outputs[0], answer.Outputs[0].WithType(ElementType.Boolean));
    }
}
