using DeepCalc.Formulas;

namespace DeepCalc.Formats.Onnx.Operators.Recurrence;

/// <summary>Recurrent layers over sequences, in one or both directions; their work is that of DeepCalc's own layers.</summary>
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

        RecurrentDirection direction = DirectionOf(op);
        long directions = direction == RecurrentDirection.Bidirectional ? 2 : 1;
        if (Merging.Agree(recurrence[0], directions) is null)
        {
            throw op.Fail($"the recurrence weights {recurrence} have {recurrence[0]} directions; direction {op.Text("direction", "forward")} needs {directions}");
        }

        bool batchFirst = op.Opset >= 14 && op.Flag("layout");
        Quantity batch = input[batchFirst ? 0 : 1];
        Quantity steps = input[batchFirst ? 1 : 0];
        Quantity units = op.Int("hidden_size") is { } named ? named : recurrence[2];
        RequireWeights(op, kind, input[2], units);
        FileTensor all = batchFirst
            ? new FileTensor(input.Type, batch, steps, directions, units)
            : new FileTensor(input.Type, steps, directions, batch, units);
        FileTensor last = batchFirst ? new FileTensor(input.Type, batch, directions, units) : new FileTensor(input.Type, directions, batch, units);
        FileTensor[] outputs = kind == RecurrentKind.Lstm ? [all, last, last] : [all, last];
        if (units.KnownValue is not { } known)
        {
            return Answer.Unknown(op.Node.Operator, outputs);
        }

        var layer = new Recurrent(known, kind)
        {
            Direction = direction,
            ReturnSequences = true,
            BiasVectors = op.Has(3) ? 2 : 0,
            ResetAfter = kind != RecurrentKind.Gru || op.Flag("linear_before_reset"),
            Peephole = kind == RecurrentKind.Lstm && op.Has(7),
        };
        layer.Validate();
        TensorShape[] sample = [new TensorShape(steps, input[2])];
        long more = RecurrentFunctions.EachCell(op, kind, directions, layer.Peephole);
        return Answer.Of(outputs)
            .Doing(working => WorkFormula.Repeated(layer.Work(sample, layer.OutputShape(sample), working), batch, working, "B", "all samples"))
            .Also((steps * batch * units, more, "set activations and limits"))
            .Seeing((output, operand, axis) => operand switch
            {
                0 when axis == (batchFirst ? 0 : 1) => AxisView.Same(BatchAxis(output, batchFirst)),
                0 when axis == (batchFirst ? 1 : 0) && output == 0 && direction == RecurrentDirection.Forward => AxisView.Prefix(axis),
                5 or 6 when axis == (batchFirst ? 0 : 1) => AxisView.Same(BatchAxis(output, batchFirst)),
                _ => AxisView.Everything,
            });
    }

    private static int BatchAxis(int output, bool batchFirst) => batchFirst ? 0 : output == 0 ? 2 : 1;

    private static RecurrentDirection DirectionOf(Operation op) => op.Text("direction", "forward") switch
    {
        "forward" => RecurrentDirection.Forward,
        "reverse" => RecurrentDirection.Backward,
        "bidirectional" => RecurrentDirection.Bidirectional,
        var other => throw op.Fail($"direction is {other}; it must be forward, reverse or bidirectional"),
    };

    private static void RequireWeights(Operation op, RecurrentKind kind, Quantity features, Quantity units)
    {
        long gates = kind switch
        {
            RecurrentKind.SimpleRnn => 1,
            RecurrentKind.Gru => 3,
            _ => 4,
        };
        Require(1, features);
        Require(2, units);

        void Require(int operand, Quantity terms)
        {
            if (op.Optional(operand) is { IsRanked: true } weight
                && (weight.Rank != 3 || Merging.Agree(weight[1], gates * units) is null || Merging.Agree(weight[2], terms) is null))
            {
                throw op.Fail($"the weights {weight} must have {gates * units} rows ({gates} gates of {units} units) and {terms} columns");
            }
        }
    }
}
