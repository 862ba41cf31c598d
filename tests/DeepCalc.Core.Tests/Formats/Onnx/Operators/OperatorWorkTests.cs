using static DeepCalc.Tests.Formats.Onnx.Operators.OneNode;

namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>The work of recurrence, attention and quantised contractions against counts of their loops.</summary>
public class OperatorWorkTests
{
    [Theory]
    [InlineData("RNN", 1, "forward")]
    [InlineData("RNN", 1, "bidirectional")]
    [InlineData("GRU", 3, "reverse")]
    [InlineData("GRU", 3, "bidirectional")]
    [InlineData("LSTM", 4, "forward")]
    [InlineData("LSTM", 4, "bidirectional")]
    public void A_recurrent_layer_multiplies_its_gates_in_every_step(string op, int gates, string direction)
    {
        int directions = direction == "bidirectional" ? 2 : 1;
        Layer layer = new OneNode(op, "", 14).With("hidden_size", 5L).With("direction", direction)
            .On(Data(7, 2, 3), Stored(directions, gates * 5, 3), Stored(directions, gates * 5, 5), Stored(directions, 2 * gates * 5));
        long count = 0;
        for (int place = 0; place < 7 * 2 * directions; place++)
        {
            for (int sum = 0; sum < gates * 5; sum++)
            {
                count += 3 + 5;
            }
        }

        Assert.Equal(count, layer.Work().Macs.Value);
        Assert.Equal($"7x{directions}x2x5", layer.OutputShape.ToString());
        Assert.Equal(directions * gates * 5 * (3 + 5 + 2), ParameterMeasure.Of(layer).Total.Value);
    }

    // DeepCalc's own layer, with both of ONNX's bias vectors, on each of two samples; then the changes that the settings make to a cell.
    [Theory]
    [InlineData(RecurrentKind.Lstm, null, 0f, 0, 18)]
    [InlineData(RecurrentKind.Lstm, "Sigmoid Tanh Relu", 0f, 0, 18)]
    [InlineData(RecurrentKind.Lstm, "Relu Tanh Tanh", 0f, 0, 18 - 9)]
    [InlineData(RecurrentKind.Lstm, null, 1f, 0, 18 + 8)]
    [InlineData(RecurrentKind.Lstm, null, 0f, 1, 18 - 3)]
    [InlineData(RecurrentKind.Gru, null, 0f, 0, 14)]
    [InlineData(RecurrentKind.Gru, "HardSigmoid Relu", 2f, 0, 14 + 6)]
    [InlineData(RecurrentKind.SimpleRnn, "Affine", 0f, 0, 2)]
    public void The_work_of_a_cell_follows_its_functions(RecurrentKind kind, string? functions, float clip, long coupled, long each)
    {
        (string op, int gates) = kind switch { RecurrentKind.Lstm => ("LSTM", 4), RecurrentKind.Gru => ("GRU", 3), _ => ("RNN", 1) };
        OneNode node = new OneNode(op, "", 14).With("hidden_size", 5L).With("clip", clip).With("input_forget", coupled);
        node = functions is null ? node : node.With("activations", functions.Split(' '));
        Work work = node.On(Data(7, 2, 3), Stored(1, gates * 5, 3), Stored(1, gates * 5, 5), Stored(1, 2 * gates * 5)).Work();
        Assert.Equal(7 * 2 * 5 * each, work.Elementwise.Value);
        var layer = new Layer(new Recurrent(5, kind) { BiasVectors = 2, ReturnSequences = true, ResetAfter = kind != RecurrentKind.Gru }, null, Build.Input(7, 3));
        Assert.Equal(2 * layer.Work().Additions.Value, work.Additions.Value);
        Assert.Equal(2 * layer.Work().Multiplications.Value, work.Multiplications.Value);
    }

    // The attention of the default domain, plus the work of the graphs on each score.
    [Fact]
    public void Attention_with_graphs_includes_their_work()
    {
        GraphBuilder Change() => new GraphBuilder("change").Input("s").Node("Tanh", ["s"], ["t"]).Node("Mul", ["t", "t"], ["u"]).Output("u");
        Layer Flex(params (string Name, object Value)[] changes) => new ModelBuilder().Opset(1, OnnxDomain.Preview)
            .Input("q", 2, 4, 8, 16).Input("k", 2, 2, 6, 16).Input("v", 2, 2, 6, 5)
            .Call(OnnxDomain.Preview, "FlexAttention", ["q", "k", "v"], ["y"], changes).Output("y").Import();
        Layer plain = Flex();
        Layer attention = new OneNode("Attention", "", 23).On(Data(2, 4, 8, 16), Data(2, 2, 6, 16), Data(2, 2, 6, 5));

        Assert.Equal("2x4x8x5", plain.OutputShape.ToString());
        Assert.Equal(attention.Work(), plain.Work());
        Work changed = Flex(("score_mod", Change()), ("prob_mod", Change())).Work();
        Layer once = new ModelBuilder().Input("s", 2, 4, 8, 6).Node("Tanh", ["s"], ["t"]).Output("t").Import();
        Assert.Equal(plain.Work().Macs, changed.Macs);
        Assert.Equal(plain.Work().Elementwise + (2 * (once.Work().Elementwise + (2 * 4 * 8 * 6))), changed.Elementwise);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    public void Attention_multiplies_queries_by_keys_and_scores_by_values(bool isSplit, int past)
    {
        object?[] cache = past == 0 ? [null, null, null] : [null, Data(2, 2, past, 5), Data(2, 2, past, 3)];
        Layer layer = isSplit
            ? new OneNode("Attention", "", 23).On([Data(2, 4, 6, 5), Data(2, 2, 7, 5), Data(2, 2, 7, 3), .. cache])
            : new OneNode("Attention", "", 23).With("q_num_heads", 4L).With("kv_num_heads", 2L).With("is_causal", 1L)
                .On([Data(2, 6, 20), Data(2, 7, 10), Data(2, 7, 6), .. cache]);
        Assert.Equal(AttentionMacs(2, 4, 6, 7 + past, 5, 3), layer.Work().Macs.Value);
        Assert.Equal((2 * 4 * 6 * (7 + past) * 6) - (2 * 2 * 4 * 6), layer.Work().Elementwise.Value);
    }

    [Fact]
    public void Attention_of_ONNX_Runtime_includes_its_projections()
    {
        Work work = new OneNode("Attention").With("num_heads", 2L).With("qkv_hidden_sizes", 8, 8, 6)
            .On(Data(3, 5, 7), Stored(7, 22), Stored(22)).Work();
        Assert.Equal((3 * 5 * 22 * 7) + AttentionMacs(3, 2, 5, 5, 4, 3), work.Macs.Value);
    }

    // DeepCalc's own attention without its output projection.
    [Fact]
    public void Its_attention_equals_that_of_the_catalogue()
    {
        Work work = new OneNode("Attention").With("num_heads", 2L).On(Data(1, 5, 8), Stored(8, 24), Stored(24)).Work();
        Work whole = new Layer(new MultiHeadAttention { Heads = 2 }, null, Build.Input(5, 8)).Work();
        Assert.Equal(whole.Macs.Value - (5 * 8 * 8), work.Macs.Value);
        Assert.Equal(whole.Additions.Value - (5 * 8 * 8), work.Additions.Value);
        Assert.Equal(whole.Elementwise.Value, work.Elementwise.Value);
    }

    [Fact]
    public void A_cache_is_attended_to_as_far_as_it_is_filled()
    {
        Layer layer = new OneNode("GroupQueryAttention").With("num_heads", 4L).With("kv_num_heads", 2L).With("do_rotary", 1L)
            .On(Data(2, 1, 32), Data(2, 1, 16), Data(2, 1, 16), Data(2, 2, 20, 8), Data(2, 2, 20, 8), Values(9, 9), Values(10));
        Assert.Equal(AttentionMacs(2, 4, 1, 10, 8, 8), layer.Work().Macs.Value);
        Assert.Equal((3 * 2 * 1 * (32 + 16)) + (2 * 4 * 10 * 6) - (2 * 2 * 4), layer.Work().Elementwise.Value);
    }

    [Fact]
    public void A_sink_is_one_more_element_of_each_softmax()
    {
        Layer Of(object? sink) => new OneNode("GroupQueryAttention").With("num_heads", 4L).With("kv_num_heads", 2L)
            .On(Data(2, 3, 32), Data(2, 3, 16), Data(2, 3, 16), null, null, Values(2, 2), Values(3), null, null, null, null, sink);
        Work with = Of(Stored(4)).Work();
        Work without = Of(null).Work();
        Assert.Equal((without.Macs, without.Elementwise + (5 * 2 * 3 * 4)), (with.Macs, with.Elementwise));
    }

    [Fact]
    public void How_far_a_cache_is_filled_may_not_be_known()
    {
        Layer layer = new OneNode("GroupQueryAttention").With("num_heads", 4L).With("kv_num_heads", 2L)
            .On(Data(2, 1, 32), Data(2, 1, 16), Data(2, 1, 16), Data(2, 2, 20, 8), Data(2, 2, 20, 8), Values(9, 9), Data(ElementType.Int32));
        Assert.False(layer.Work().Macs.IsKnown);
        Assert.Equal("2x1x32", layer.OutputShape.ToString());
    }

    [Fact]
    public void A_quantised_convolution_has_the_work_of_a_plain_one()
    {
        Layer plain = new OneNode("Conv", "", 11).With("strides", 2, 2).With("group", 2L).On(Data(2, 4, 9, 9), Stored(6, 2, 3, 3), Stored(6));
        Layer quantised = new OneNode("QLinearConv", "", 10).With("strides", 2, 2).With("group", 2L).On(
            Data(ElementType.UInt8, 2, 4, 9, 9), Stored(), Stored(ElementType.UInt8), Stored(ElementType.Int8, 6, 2, 3, 3), Stored(6),
            Stored(ElementType.Int8, 6), Stored(), Stored(ElementType.UInt8), Stored(ElementType.Int32, 6));
        long count = 0;
        for (int output = 0; output < 2 * 6 * 4 * 4; output++)
        {
            count += 2 * 3 * 3;
        }

        Assert.Equal(count, quantised.Work().Macs.Value);
        Assert.Equal(plain.Work().Additions, quantised.Work().Additions);
        Assert.Equal(2 * 2 * 6 * 4 * 4, quantised.Work().Elementwise.Value);

        // The kernel, the bias and the scales; zero points are not parameters.
        Assert.Equal((6 * 2 * 9) + 6 + 1 + 6 + 1, ParameterMeasure.Of(quantised).Total.Value);
        Assert.Equal("2x6x4x4", quantised.OutputShape.ToString());
    }

    [Fact]
    public void Packed_weights_are_counted_unpacked()
    {
        Layer layer = new OneNode("MatMulNBits").With("K", 40L).With("N", 6L).With("block_size", 16L).With("bits", 4L)
            .On(Data(2, 3, 40), Stored(ElementType.UInt8, 6, 3, 8), Stored(18), Stored(ElementType.UInt8, 12));
        Assert.Equal(2 * 3 * 6 * 40, layer.Work().Macs.Value);
        Assert.Equal((6 * 40) + 18, ParameterMeasure.Of(layer).Total.Value);
        Assert.Equal(ElementType.UInt8, layer.Weights()[0].ElementType);
        Assert.Equal("6x40", layer.Weights()[0].Shape.ToString());
    }

    [Theory]
    [InlineData("relu", false, 1)]
    [InlineData("swiglu", false, 2)]
    [InlineData("silu", true, 2)]
    public void Only_the_chosen_experts_of_a_mixture_work(string activation, bool hasGate, int projections)
    {
        int fused = activation == "swiglu" ? 2 : 1;
        Layer layer = new OneNode("MoE").With("k", 2L).With("activation_type", activation)
            .On(Data(1, 5, 6), Data(5, 4), Stored(4, fused * 8, 6), null, Stored(4, 6, 8), null, hasGate ? Stored(4, 8, 6) : null);
        Assert.Equal(5 * 2 * ((projections * 8 * 6) + (6 * 8)), layer.Work().Macs.Value);
        Assert.Equal("1x5x6", layer.OutputShape.ToString());
        Assert.Equal((4 * (projections + 1) * 8 * 6, 2 * (projections + 1) * 8 * 6), (ParameterMeasure.Of(layer).Total.Value, ParameterMeasure.Of(layer).Active.Value));
        Assert.Equal($"2x{fused * 8}x6", layer.Weights()[0].ActiveShape?.ToString());
    }

    [Fact]
    public void Quantised_experts_are_unpacked()
    {
        Layer layer = new OneNode("QMoE").With("k", 1L).With("activation_type", "relu").With("expert_weight_bits", 4L)
            .On(Data(5, 32), Data(5, 4), Stored(ElementType.UInt8, 4, 16, 16), Stored(4, 16), null, Stored(ElementType.UInt8, 4, 32, 8), Stored(4, 32));
        Assert.Equal(5 * ((16 * 32) + (32 * 16)), layer.Work().Macs.Value);
        Assert.Equal((4 * 16 * 32) + (4 * 32 * 16) + (4 * 16) + (4 * 32), ParameterMeasure.Of(layer).Total.Value);
        Assert.Equal((16 * 32) + (32 * 16) + (4 * 16) + (4 * 32), ParameterMeasure.Of(layer).Active.Value);
    }

    [Theory]
    [InlineData("linear", 2)]
    [InlineData("gated_delta", 3)]
    public void Linear_attention_updates_and_reads_a_state(string rule, int products)
    {
        Layer layer = new OneNode("LinearAttention", "", 27).With("q_num_heads", 2L).With("kv_num_heads", 2L).With("update_rule", rule)
            .On(Data(3, 5, 8), Data(3, 5, 8), Data(3, 5, 6));
        Assert.Equal(3 * 5 * 2 * 4 * 3 * products, layer.Work().Macs.Value);
    }

    [Fact]
    public void The_work_of_sparse_attention_is_unknown()
    {
        Layer layer = new OneNode("SparseAttention").With("num_heads", 4L).With("kv_num_heads", 2L).On(
            Data(1, 16, 32), Data(1, 16, 16), Data(1, 16, 16), Data(1, 2, 64, 8), Data(1, 2, 64, 8), Values(0, 1), Values(0), Values(16), Values(16));
        Assert.False(layer.Work().Macs.IsKnown);
        Assert.Equal("1x16x32", layer.OutputShape.ToString());
    }

    // A causal depthwise window of three and a bias; then x·σ(x), five operations an element.
    [Fact]
    public void A_causal_convolution_is_depthwise()
    {
        Work work = new OneNode("CausalConvWithState", "", 27).With("activation", "silu").On(Data(2, 4, 7), Stored(4, 1, 3), Stored(4)).Work();
        Assert.Equal(2 * 4 * 7 * 3, work.Macs.Value);
        Assert.Equal(2 * 4 * 7 * 3, work.Additions.Value);
        Assert.Equal(2 * 4 * 7 * 5, work.Elementwise.Value);
    }

    [Theory]
    [InlineData("QuantizeLinear", ElementType.Float32, 2)]
    [InlineData("DequantizeLinear", ElementType.Int8, 1)]
    public void Scales_are_floating_point_work(string op, ElementType type, long each) =>
        Assert.Equal(24 * each, new OneNode(op, "", 13).On(Data(type, 2, 3, 4), Stored(), Stored(ElementType.Int8)).Work().Elementwise.Value);

    // Both operands' scales, the sum, and two operations to quantise it.
    [Fact]
    public void A_quantised_sum_is_computed_in_floating_point() =>
        Assert.Equal(
            24 + 4 + (24 * 3),
            new OneNode("QLinearAdd").On(Data(ElementType.UInt8, 2, 3, 4), Stored(), Stored(ElementType.UInt8), Data(ElementType.UInt8, 4), Stored(), Stored(ElementType.UInt8), Stored(), Stored(ElementType.UInt8)).Work().Elementwise.Value);

    private static long AttentionMacs(int batch, int heads, int queries, int keys, int width, int valueWidth)
    {
        long count = 0;
        for (int place = 0; place < batch * heads * queries; place++)
        {
            for (int key = 0; key < keys; key++)
            {
                count += width + valueWidth;
            }
        }

        return count;
    }
}
