using DeepCalc.Formats.Onnx.Operators.Elementwise;
using DeepCalc.Layers.Elementwise;
using DeepCalc.Layers.Recurrence;

namespace DeepCalc.Formats.Onnx.Operators.Recurrence;

/// <summary>Recurrent layers over sequences, in one or both directions, which are the catalogue's.</summary>
internal static class RecurrentOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("RNN", op => Layer(op, RecurrentKind.SimpleRnn)) { Weights = [1, 2, 3], SizesOnly = [4], Settings = [5, 6], HasState = true },
        new("GRU", op => Layer(op, RecurrentKind.Gru)) { Weights = [1, 2, 3], SizesOnly = [4], Settings = [5, 6], HasState = true },
        new("LSTM", op => Layer(op, RecurrentKind.Lstm)) { Weights = [1, 2, 3, 7], SizesOnly = [4], Settings = [5, 6], HasState = true },
    ];

    /// <summary>
    /// A recurrent layer. Its operands are the sequences, the weights W, R and B, the lengths of the sequences, the initial states and the
    /// peepholes.
    /// </summary>
    public static Answer Layer(Operation op, RecurrentKind kind)
    {
        FileTensor input = op[0];
        FileTensor recurrence = op[2];
        if (input.Rank != 3 || recurrence.Rank != 3)
        {
            throw op.Fail($"the sequences {input} and the recurrence weights {recurrence} must have three axes each");
        }

        RecurrentDirection direction = op.Text("direction", "forward") switch
        {
            "forward" => RecurrentDirection.Forward,
            "reverse" => RecurrentDirection.Backward,
            "bidirectional" => RecurrentDirection.Bidirectional,
            var other => throw op.Fail($"direction is {other}; it must be forward, reverse or bidirectional"),
        };
        int directions = direction == RecurrentDirection.Bidirectional ? 2 : 1;
        if (Merging.Agree(recurrence[0], directions) is null)
        {
            throw op.Fail($"the recurrence weights {recurrence} have {recurrence[0]} directions; direction {op.Text("direction", "forward")} needs {directions}");
        }

        int samples = op.Opset >= 14 && op.Flag("layout") ? 0 : 1;
        Quantity batch = input[samples];
        Quantity steps = input[1 - samples];
        Quantity units = op.Int("hidden_size") is { } named ? named : recurrence[2];
        RequireRows(op, kind, 1, units, input[2]);
        RequireRows(op, kind, 2, units, units);
        FileTensor all = samples == 0
            ? new FileTensor(input.Type, batch, steps, directions, units)
            : new FileTensor(input.Type, steps, directions, batch, units);
        FileTensor last = samples == 0 ? new FileTensor(input.Type, batch, directions, units) : new FileTensor(input.Type, directions, batch, units);
        FileTensor[] outputs = kind == RecurrentKind.Lstm ? [all, last, last] : [all, last];
        if (units.KnownValue is not { } known)
        {
            return Answer.Unknown(op.Node.Operator, outputs);
        }

        (ActivationFunction Function, long More, Constants? Constants)[] functions = Functions(op, kind, directions);
        int each = functions.Length / directions;
        var layer = new Recurrent(known, kind)
        {
            Direction = direction,
            ReturnSequences = true,
            BiasVectors = op.Has(3) ? 2 : 0,
            ResetAfter = kind != RecurrentKind.Gru || op.Flag("linear_before_reset"),
            Peephole = kind == RecurrentKind.Lstm && op.Has(7),
            GateActivation = each == 1 ? ActivationFunction.Sigmoid : functions[0].Function,
            GateConstants = each == 1 ? null : functions[0].Constants,
            Activation = functions[Math.Min(each - 1, 1)].Function,
            ActivationConstants = functions[Math.Min(each - 1, 1)].Constants,
            OutputActivation = each == 3 && !functions[2].Equals(functions[1]) ? functions[2].Function : null,
            OutputConstants = each == 3 && !functions[2].Equals(functions[1]) ? functions[2].Constants : null,
            Clip = op.Float("clip") is > 0 and var clip ? SettingText.Shortest(clip) : null,
            CouplesGates = kind == RecurrentKind.Lstm && op.Flag("input_forget"),
        };

        // The layer sees each sample; the axes of the file's tensors are in another order. Each operand has the weights of all directions,
        // and B both biases.
        int[] weights = [1, 2, .. op.Has(3) ? [3, 3] : Array.Empty<int>(), .. layer.Peephole ? [7] : Array.Empty<int>()];
        Answer answer = op.Means(layer.OnSamples(), weights: [.. Enumerable.Repeat(weights, directions).SelectMany(each => each)], seen: [new FileTensor(input.Type, batch, steps, input[2])]);
        return answer.With(outputs)
            .Also((steps * batch * units, More(functions, kind, directions, layer.CouplesGates), "set functions"))
            .Seeing((output, operand, axis) =>
            {
                int own = operand is 5 or 6 ? axis == samples ? 0 : 2 : axis == samples ? 0 : axis == 1 - samples ? 1 : 2;
                AxisView view = own == 0 && operand is 0 or 5 or 6 ? AxisView.Same(0) : answer.View(operand, own, Math.Min(output, 1));
                return view.OutputAxis == 0 ? view.OnAxis(samples == 0 ? 0 : output == 0 ? 2 : 1) : view.OutputAxis == 1 ? view.OnAxis(1 - samples) : view;
            });
    }

    // The functions of each direction, for the gates, the candidate and an LSTM's output; and the operations that their constants add: αx + β
    // of an affine function, and α·tanh(βx). Each function takes the next of the constants that it has.
    private static (ActivationFunction Function, long More, Constants? Constants)[] Functions(Operation op, RecurrentKind kind, int directions)
    {
        string[] usual = kind switch { RecurrentKind.SimpleRnn => ["Tanh"], RecurrentKind.Gru => ["Sigmoid", "Tanh"], _ => ["Sigmoid", "Tanh", "Tanh"] };
        List<string> named = op.Node.Attribute("activations")?.Texts ?? [];
        if (named.Count > 0 && named.Count != usual.Length * directions)
        {
            throw op.Fail($"activations names {named.Count} functions; there must be {usual.Length} for each of {directions} directions");
        }

        var alphas = new Queue<float>(op.Node.Attribute("activation_alpha")?.Floats ?? []);
        var betas = new Queue<float>(op.Node.Attribute("activation_beta")?.Floats ?? []);
        return [.. Enumerable.Range(0, usual.Length * directions).Select(i => (named.Count == 0 ? usual[i % usual.Length] : named[i]) switch
        {
            var name when name.Equals("Affine", StringComparison.OrdinalIgnoreCase) => (ActivationFunction.Linear, 2L, Constants.Of(("alpha", Next("alpha", 1)), ("beta", Next("beta", 0)))),
            var name when name.Equals("ScaledTanh", StringComparison.OrdinalIgnoreCase) => (ActivationFunction.Tanh, 2L, Constants.Of(("alpha", Next("alpha", 1)), ("beta", Next("beta", 1)))),
            var name => ActivationNames.Find(name) is { } function && ElementwiseWork.IsElementwise(function) ? (function, 0L, ActivationOperators.ConstantsOf(function, Next)) : throw op.Fail($"the activation function {name} is unknown; valid are those of ONNX's recurrent layers: Relu, Tanh, Sigmoid, Affine, LeakyRelu, ThresholdedRelu, ScaledTanh, HardSigmoid, Elu, Softsign and Softplus"),
        })];

        double? Next(string name, double normal) =>
            (name == "alpha" ? alphas : betas).TryDequeue(out float number) && SettingText.Shortest(number) is var real && real != normal ? real : null;
    }

    // The operations of a cell of all directions that the layer does not count: those that constants add, and the difference of the other
    // direction's functions from the first's.
    private static long More((ActivationFunction Function, long More, Constants? Constants)[] functions, RecurrentKind kind, int directions, bool couplesGates)
    {
        int each = functions.Length / directions;
        long more = 0;
        for (int i = 0; i < functions.Length; i++)
        {
            long times = i % each > 0 ? 1 : kind switch { RecurrentKind.SimpleRnn => 1, RecurrentKind.Gru => 2, _ => couplesGates ? 2 : 3 };
            more += times * (functions[i].More + ElementwiseWork.Of(functions[i].Function) - ElementwiseWork.Of(functions[i % each].Function));
        }

        return more;
    }

    private static void RequireRows(Operation op, RecurrentKind kind, int operand, Quantity units, Quantity columns)
    {
        long gates = RecurrentCell.GatesOf(kind);
        if (op.Optional(operand) is { IsRanked: true } weight
            && (weight.Rank != 3 || Merging.Agree(weight[1], gates * units) is null || Merging.Agree(weight[2], columns) is null))
        {
            throw op.Fail($"the weights {weight} must have {gates * units} rows ({gates} gates of {units} units) and {columns} columns");
        }
    }
}
