namespace DeepCalc.Formats.Onnx.Operators.Recurrence;

/// <summary>Recurrent layers over sequences, in one or both directions, which are the catalogue's.</summary>
internal static class RecurrentOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Cell("RNN", RecurrentKind.SimpleRnn, [1, 2, 3], ["Tanh"], [1]),
        Cell("GRU", RecurrentKind.Gru, [1, 2, 3], ["Sigmoid", "Tanh"], [2, 1]),
        Cell("LSTM", RecurrentKind.Lstm, [1, 2, 3, 7], ["Sigmoid", "Tanh", "Tanh"], [3, 1, 1]),
    ];

    private static OnnxOperator Cell(string name, RecurrentKind kind, int[] weights, string[] functions, int[] times) =>
        new(name, op => Layer(op, kind, functions, times)) { Weights = weights, SizesOnly = [4], Settings = [5, 6], HasState = true };

    // The operands are the sequences, the weights W, R and B, the lengths of the sequences, the initial states and the peepholes. A cell
    // has functions for the gates, for the candidate and for an LSTM's output, each of which it computes a number of times.
    private static Answer Layer(Operation op, RecurrentKind kind, string[] usual, int[] times)
    {
        FileTensor input = op.Ranked(0, 3);
        FileTensor recurrence = op.Ranked(2, 3);
        RecurrentDirection direction = op.Choice(
            "direction",
            ("forward", RecurrentDirection.Forward), ("reverse", RecurrentDirection.Backward), ("bidirectional", RecurrentDirection.Bidirectional));
        int directions = direction == RecurrentDirection.Bidirectional ? 2 : 1;
        op.FailIf(
            Merging.Agree(recurrence[0], directions) is null,
            $"the recurrence weights {recurrence} have {recurrence[0]} directions; there must be {directions}");

        int samples = op.Opset >= 14 && op.Flag("layout") ? 0 : 1;
        Quantity batch = input[samples];
        Quantity steps = input[1 - samples];
        Quantity units = op.Int("hidden_size") is { } given ? given : recurrence[2];
        RequireRows(op, kind, 1, units, input[2]);
        RequireRows(op, kind, 2, units, units);
        (FileTensor all, FileTensor last) = samples == 0
            ? (new FileTensor(input.Type, batch, steps, directions, units), new FileTensor(input.Type, batch, directions, units))
            : (new FileTensor(input.Type, steps, directions, batch, units), new FileTensor(input.Type, directions, batch, units));
        FileTensor[] outputs = kind == RecurrentKind.Lstm ? [all, last, last] : [all, last];
        if (units.KnownValue is not { } known)
        {
            return Answer.Unknown(op.Node.Operator, outputs);
        }

        Function[] functions = Functions(op, usual, directions);
        Function? gate = usual.Length > 1 ? functions[0] : null;
        Function candidate = functions[Math.Min(usual.Length - 1, 1)];
        Function? output = functions[usual.Length - 1] is var own && own == candidate ? null : own;
        bool couplesGates = kind == RecurrentKind.Lstm && op.Flag("input_forget");
        var layer = new Recurrent(known, kind)
        {
            Direction = direction,
            ReturnSequences = true,
            BiasVectors = op.Has(3) ? 2 : 0,
            ResetAfter = kind != RecurrentKind.Gru || op.Flag("linear_before_reset"),
            Peephole = kind == RecurrentKind.Lstm && op.Has(7),
            GateActivation = gate?.Kind ?? ActivationFunction.Sigmoid,
            GateConstants = gate?.Constants,
            Activation = candidate.Kind,
            ActivationConstants = candidate.Constants,
            OutputActivation = output?.Kind,
            OutputConstants = output?.Constants,
            Clip = op.Float("clip") is > 0 and var clip ? SettingText.Shortest(clip) : null,
            CouplesGates = couplesGates,
        };

        // The layer counts the plain functions of one direction.
        long more = functions.Select((function, i) => (function.Each - ElementwiseWork.Of(functions[i % usual.Length].Kind))
            * (times[i % usual.Length] - (couplesGates && i % usual.Length == 0 ? 1 : 0))).Sum();

        // The layer sees each sample; the axes of the file's tensors are in another order. Each operand has the weights of all directions,
        // and B both biases.
        int[] weights = op.Given(layer.Peephole ? [1, 2, 3, 3, 7] : [1, 2, 3, 3]);
        weights = direction == RecurrentDirection.Bidirectional ? [.. weights, .. weights] : weights;
        Answer answer = op.Means(layer.OnSamples(), weights: weights, seen: [new FileTensor(input.Type, batch, steps, input[2])]);
        return answer.With(outputs)
            .Also((steps * batch * units, more, "set functions"))
            .Seeing((output, operand, axis) =>
            {
                AxisView view = axis == samples && operand is 0 or 5 or 6
                    ? AxisView.Same(0)
                    : answer.View(operand, axis == 2 ? 2 : 1, Math.Min(output, 1));
                return view.OutputAxis == 0 ? view.OnAxis(samples == 0 ? 0 : output == 0 ? 2 : 1)
                    : view.OutputAxis == 1 ? view.OnAxis(1 - samples)
                    : view;
            });
    }

    // The functions of each direction. Each takes the next of the constants that it has.
    private static Function[] Functions(Operation op, string[] usual, int directions)
    {
        List<string> named = op.Node.Attribute("activations")?.Texts ?? [];
        op.FailIf(
            named.Count > 0 && named.Count != usual.Length * directions,
            $"activations names {named.Count} functions; there must be {usual.Length} for each of {directions} directions");

        var alphas = new Queue<float>(op.Node.Attribute("activation_alpha")?.Floats ?? []);
        var betas = new Queue<float>(op.Node.Attribute("activation_beta")?.Floats ?? []);
        IEnumerable<string> names = named.Count > 0 ? named : Enumerable.Repeat(usual, directions).SelectMany(each => each);
        return [.. names.Select(name => name.ToUpperInvariant() switch
        {
            "AFFINE" => new Function(ActivationFunction.Linear, Constants.Of(("alpha", Next("alpha", 1)), ("beta", Next("beta", 0))), 2),
            "SCALEDTANH" => new Function(ActivationFunction.Tanh, Constants.Of(("alpha", Next("alpha", 1)), ("beta", Next("beta", 1))), 2),
            _ when ActivationNames.Find(name) is { } kind && ElementwiseWork.IsElementwise(kind) =>
                new Function(kind, ActivationOperators.ConstantsOf(kind, Next), 0),
            _ => throw op.Fail($"the activation function {name} is unknown; valid are those of ONNX's recurrent layers: Relu, Tanh, "
                + "Sigmoid, Affine, LeakyRelu, ThresholdedRelu, ScaledTanh, HardSigmoid, Elu, Softsign and Softplus"),
        })];

        double? Next(string name, double normal) =>
            (name == "alpha" ? alphas : betas).TryDequeue(out float number) && SettingText.Shortest(number) is var real && real != normal ? real : null;
    }

    private static void RequireRows(Operation op, RecurrentKind kind, int operand, Quantity units, Quantity columns)
    {
        long gates = RecurrentCell.GatesOf(kind);
        FileTensor? weight = op.Optional(operand);
        op.FailIf(
            weight is { IsRanked: true }
            && (weight.Rank != 3 || Merging.Agree(weight[1], gates * units) is null || Merging.Agree(weight[2], columns) is null),
            $"the weights {weight} must have {gates * units} rows ({gates} gates of {units} units) and {columns} columns");
    }

    // A function of a cell, and the operations that its constants add: αx + β of an affine function, and α·tanh(βx).
    private sealed record Function(ActivationFunction Kind, Constants? Constants, long More)
    {
        public long Each => ElementwiseWork.Of(Kind) + More;
    }
}
