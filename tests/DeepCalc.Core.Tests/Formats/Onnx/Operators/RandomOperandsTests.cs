namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>Random operands give an answer, an unknown shape or one clear error.</summary>
public class RandomOperandsTests
{
    private const int Tries = 400;

    private static readonly ElementType[] Types = [ElementType.Float32, ElementType.UInt8, ElementType.Int64, ElementType.Boolean, ElementType.Undefined];

    private static readonly string[] Numbers =
    [
        "num_heads", "kv_num_heads", "q_num_heads", "axis", "hidden_size", "K", "N", "bits", "block_size", "k", "groups", "channels_last", "layout", "transA",
        "transB", "transBatchA", "transBatchB", "do_rotary", "rotary_embedding_dim", "past_present_share_buffer", "unidirectional", "is_causal", "group",
        "signal_ndim", "dim", "size", "step", "gather_axis", "keepdims", "dilation", "state_window", "input_forget", "output_dtype", "expert_weight_bits", "opset",
    ];

    private static readonly string[] Lists = ["axes", "kernel_shape", "strides", "pads", "dilations", "qkv_hidden_sizes", "border", "scale", "output_padding"];

    public static TheoryData<string, string> Operators()
    {
        var data = new TheoryData<string, string>();
        foreach (OnnxOperator op in Tried().DistinctBy(op => (op.Domain, op.Name)))
        {
            data.Add(op.Domain, op.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Any_operands_give_an_answer_or_a_clear_error(string domain, string name)
    {
        OnnxOperator op = OperatorTable.Find(domain, name)!;
        var random = new Random(name.Length + 7);
        for (int i = 0; i < Tries; i++)
        {
            Operation operation = Operation(op, random);
            try
            {
                Look(op, operation);
            }
            catch (Exception e) when (e is DeepCalcException or UnknownShapeException or OverflowException)
            {
                // The caller reports overflow.
            }
        }
    }

    // All but those of ONNX itself whose rules rely on the number of operands that ONNX checks.
    private static IEnumerable<OnnxOperator> Tried() =>
    [
        .. OperatorTable.All.Where(op => op.Domain != OnnxDomain.Default),
        .. QuantizationOperators.All,
        .. RecurrentOperators.All,
        .. AttentionOperators.All,
        .. ContribShapes.Legacy,
        .. SelectionOperators.All,
        .. DetectionOperators.All,
        .. LossOperators.All,
    ];

    private static void Look(OnnxOperator op, Operation operation)
    {
        Answer answer = op.Rule(operation);
        Assert.NotEmpty(answer.Outputs);
        Work work = answer.Work(null);
        Assert.False(work.Macs.IsKnown && work.Macs.Value < 0);
        for (int output = 0; output < answer.Outputs.Length; output++)
        {
            for (int operand = 0; operand < operation.Count; operand++)
            {
                if (operation.Optional(operand) is not { IsRanked: true } tensor)
                {
                    continue;
                }

                for (int axis = 0; axis < tensor.Rank; axis++)
                {
                    AxisView view = answer.View(operand, axis, output);
                    Assert.True(
                        !answer.Outputs[output].IsRanked || view.OutputAxis < answer.Outputs[output].Rank,
                        $"axis {axis} of operand {operand} goes to axis {view.OutputAxis} of {answer.Outputs[output]}");
                }
            }

            if (op.UnpackedShape is { } unpacked)
            {
                foreach (int operand in op.Quantized)
                {
                    unpacked(operation, operand);
                }
            }
        }
    }

    private static Operation Operation(OnnxOperator op, Random random)
    {
        var model = new OnnxModel();
        var scope = new OnnxScope(new GraphImporter(model, new ImportOptions()), model.Opsets, []);
        List<OnnxAttribute> attributes = [];
        foreach (string number in Numbers.Where(_ => random.Next(3) == 0))
        {
            attributes.Add(new OnnxAttribute { Name = number, Int = random.Next(10) == 0 ? long.MaxValue : random.Next(-2, 6) });
        }

        // Heads are mostly given, so that the rules get further.
        attributes.Add(new OnnxAttribute { Name = "num_heads", Int = 2 });
        attributes.Add(new OnnxAttribute { Name = "kv_num_heads", Int = 1 });
        foreach (string list in Lists.Where(_ => random.Next(3) == 0))
        {
            attributes.Add(new OnnxAttribute { Name = list, Ints = [.. Enumerable.Range(0, random.Next(5)).Select(_ => (long)random.Next(-1, 5))] });
        }

        var node = new OnnxNode { Name = "n", Operator = op.Name, Domain = op.Domain, Outputs = ["y0", "y1", "y2", "y3"], Attributes = [.. attributes] };

        // Sizes from a small set, so that some of them fit.
        int rank = random.Next(6);
        var operands = new FileTensor?[random.Next(1, 18)];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = random.Next(8) switch
            {
                0 => null,
                1 => FileTensor.Unranked(),
                2 => FileTensor.Of(ElementType.Int64, TensorValues.Of([random.Next(-3, 5)])),
                3 => FileTensor.Of(ElementType.Int64, TensorValues.Of([random.Next(-3, 5), random.Next(5)]), 2),
                _ => new FileTensor(
                    Types[random.Next(Types.Length)],
                    [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(6) : rank).Select(_ => random.Next(10) switch { 0 => Quantity.Unknown("n"), 1 => 0, 2 => 1, _ => (Quantity)4 })]),
            };
        }

        return new Operation(node, random.Next(1, 28), operands, scope);
    }
}
