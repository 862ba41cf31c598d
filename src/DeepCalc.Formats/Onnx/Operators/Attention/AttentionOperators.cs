using DeepCalc.Formats.Onnx.Operators.Elementwise;
using DeepCalc.Formats.Onnx.Syntax;
using DeepCalc.Formulas;
using DeepCalc.Layers.Attention;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Formats.Onnx.Operators.Attention;

/// <summary>Attention and related operators of the default domain, from version 23 on.</summary>
internal static class AttentionOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Attention", ScaledDotProduct) { HasState = true },
        new("FlexAttention", FlexAttention.Answer, OnnxDomain.Preview) { HasState = true },
        new("RotaryEmbedding", op => Rotary(op)) { SizesOnly = [3] },
        new("TensorScatter", TensorScatter),
        new("SwiGLU", SwiGlu) { Multiplies = true },
        new("CausalConvWithState", CausalConvolution) { Weights = [1, 2], HasState = true },
        new("LinearAttention", LinearAttention.Answer) { HasState = true },
    ];

    /// <summary>Rotates pairs of features by the angles of their positions: all features, or the first of each head.</summary>
    public static Answer Rotary(Operation op)
    {
        FileTensor input = op[0];
        if (input.Rank is not (3 or 4))
        {
            throw op.Fail($"the input {input} must have three axes, or four with the heads");
        }

        Quantity elements = input.ElementCount;
        if (op.Int("rotary_embedding_dim", 0) is > 0 and var part)
        {
            elements = input.Rank == 4
                ? input[0] * input[1] * input[2] * part
                : input[0] * input[1] * (DotProductAttention.HeadsOf(op, "num_heads") * part);
        }

        return Answer.Of(new FileTensor(input.Type, input.Sizes))
            .Doing(working => AttentionWork.Rotary(elements, working, default))
            .Seeing((operand, axis) => operand == 0 && axis < input.Rank - 1 ? AxisView.Same(axis) : AxisView.Everything);
    }

    /// <summary>
    /// A depthwise convolution along the last axis. A unit sees its own position and those before it; for the first positions, these are in
    /// the state.
    /// </summary>
    public static Answer CausalConvolution(Operation op)
    {
        FileTensor input = op[0];
        FileTensor weight = op[1];
        if (input.Rank != 3 || weight.Rank != 3 || Merging.Agree(input[1], weight[0]) is null)
        {
            throw op.Fail($"the input {input} and the weight {weight} must have three axes, and the second axis of the input must be as large as the first of the weight");
        }

        long dilation = op.Int("dilation", 1);
        Quantity before = (weight[2] - 1) * dilation;
        var state = new FileTensor(input.Type, input[0], input[1], before);
        var output = new FileTensor(input.Type, input.Sizes);
        long each = op.Text("activation", "none") is "silu" or "swish" ? ElementwiseWork.Of(ActivationFunction.Silu) : 0;
        return Answer.Of(output, state)
            .Doing(working => WorkFormula.Contraction(working.OutputElements(output), weight[2], op.Has(2) ? 1 : 0, working))
            .Also(each, "activation")
            .Seeing((place, operand, axis) => operand is not (0 or 3) ? AxisView.Everything
                : axis < 2 ? AxisView.Same(axis)
                : place == 0 && operand == 0 && weight[2].KnownValue is { } taps ? AxisView.Window(2, taps, dilation, 1, before)
                : AxisView.Everything);
    }

    // The gate x·σ(αx), times the other operand.
    private static Answer SwiGlu(Operation op)
    {
        long each = ElementwiseWork.Of(ActivationFunction.Silu) + 1 + (op.Float("alpha") is { } alpha && alpha != 1 ? 1 : 0);
        return ElementwiseOperators.Combined(op, each);
    }

    // New positions are written into a cache of constant size.
    private static Answer TensorScatter(Operation op)
    {
        FileTensor cache = op[0];
        FileTensor update = op.Ranked(1, cache.Rank);
        int at = op.Axis(op.Int("axis", -2), cache.Rank);
        return Answer.Of(new FileTensor(cache.Type, cache.Sizes))
            .Seeing((operand, axis) => operand == 0 || (operand == 1 && axis != at && update[axis] == cache[axis]) ? AxisView.Same(axis) : AxisView.Everything);
    }

    private static Answer ScaledDotProduct(Operation op)
    {
        FileTensor query = op[0];
        FileTensor key = op[1];
        FileTensor value = op[2];
        bool isSplit = query.Rank == 4;
        if (query.Rank is not (3 or 4) || key.Rank != query.Rank || value.Rank != query.Rank)
        {
            throw op.Fail($"the queries {query}, keys {key} and values {value} must all have three axes, or four with the heads");
        }

        Quantity heads = isSplit ? query[1] : DotProductAttention.HeadsOf(op, "q_num_heads");
        Quantity keyHeads = isSplit ? key[1] : DotProductAttention.HeadsOf(op, "kv_num_heads");
        Quantity width = isSplit ? query[3] : DotProductAttention.HeadWidth(op, query[2], heads);
        Quantity valueWidth = isSplit ? value[3] : DotProductAttention.HeadWidth(op, value[2], keyHeads);
        Quantity keys = key[isSplit ? 2 : 1];
        if (Merging.Agree(width, isSplit ? key[3] : DotProductAttention.HeadWidth(op, key[2], keyHeads)) is null || Merging.Agree(keys, value[isSplit ? 2 : 1]) is null)
        {
            throw op.Fail($"the queries {query}, keys {key} and values {value} do not fit: heads of queries and keys must have the same width, and keys and values the same number of positions");
        }

        Quantity total = op.Optional(4) is { IsRanked: true, Rank: 4 } past ? past[2] + keys : keys;
        var attention = new DotProductAttention
        {
            Batch = query[0],
            Queries = query[isSplit ? 2 : 1],
            Keys = total,
            Heads = heads,
            KeyWidth = width,
            ValueWidth = valueWidth,
            EachScore = DotProductAttention.EachScoreOf(op, 3),
        };
        FileTensor output = isSplit
            ? new FileTensor(query.Type, query[0], heads, attention.Queries, valueWidth)
            : new FileTensor(query.Type, query[0], attention.Queries, attention.Width);
        bool isPrefix = op.Flag("is_causal") && !op.Has(4) && !op.Has(6) && attention.Queries == keys;
        return Answer
            .Of(
                output,
                new FileTensor(key.Type, query[0], keyHeads, total, width),
                new FileTensor(value.Type, query[0], keyHeads, total, valueWidth),
                new FileTensor(query.Type, attention.Scores))
            .Doing(attention.Work)
            .Seeing((place, operand, axis) => ViewOf(place, operand, axis, isSplit, isPrefix, keyHeads == heads));
    }

    // Cache outputs are assumed to depend on every operand; only outputs 0 and 3 are analysed axis by axis.
    private static AxisView ViewOf(int output, int operand, int axis, bool isSplit, bool isPrefix, bool headsAgree)
    {
        bool isSequence = operand < 3 && axis == (isSplit ? 2 : 1);
        bool isHeads = operand < 3 && isSplit && axis == 1;
        return (operand < 3 || operand is 4 or 5) && axis == 0 ? AxisView.Same(0)
            : output is 1 or 2 ? AxisView.Everything
            : isHeads && (operand == 0 || headsAgree) ? AxisView.Same(1)
            : isSequence && operand == 0 ? AxisView.Same(output == 3 ? 2 : axis)
            : isSequence && isPrefix && output == 0 ? AxisView.Prefix(axis)
            : AxisView.Everything;
    }
}
