using DeepCalc.Formulas;
using DeepCalc.Layers.Attention;

namespace DeepCalc.Formats.Onnx.Operators.Attention;

/// <summary>
/// The sizes of scaled dot-product attention in any operator, and its work, projections included only where the operator has them.
/// </summary>
internal sealed record DotProductAttention
{
    public required Quantity Batch { get; init; }

    /// <summary>The number of query positions.</summary>
    public required Quantity Queries { get; init; }

    /// <summary>The number of key positions, those of a cache included.</summary>
    public required Quantity Keys { get; init; }

    public required Quantity Heads { get; init; }

    /// <summary>The width of a head's queries and keys.</summary>
    public required Quantity KeyWidth { get; init; }

    /// <summary>The width of a head's values.</summary>
    public required Quantity ValueWidth { get; init; }

    /// <summary>The operations on each score besides scaling and softmax, for biases and soft caps.</summary>
    public long EachScore { get; init; }

    /// <summary>The number of elements of queries and keys that rotary positions rotate.</summary>
    public Quantity Rotated { get; init; } = 0;

    /// <summary>
    /// The projection to queries, keys and values: its sums, the products in each and the biases. Null if the operator has none.
    /// </summary>
    public (Quantity Outputs, Quantity Terms, Quantity Biases)? Projection { get; init; }

    /// <summary>The width of the results of all heads together.</summary>
    public Quantity Width => Heads * ValueWidth;

    /// <summary>The sizes of the scores.</summary>
    public Quantity[] Scores => [Batch, Heads, Queries, Keys];

    /// <summary>The width of a head, for a number of heads that share a width.</summary>
    public static Quantity HeadWidth(Operation op, Quantity width, Quantity heads) => width.KnownValue is { } known && heads.KnownValue is { } count
        ? count > 0 && known % count == 0 ? known / count : throw op.Fail($"{width} features cannot be divided into {heads} heads; the number of heads must divide them")
        : Quantity.FloorDivide(width, heads);

    /// <summary>The required attribute with a number of heads.</summary>
    public static long HeadsOf(Operation op, string name) => op.Int(name) is >= 1 and var heads
        ? heads
        : throw op.Fail($"the attribute {name} must be at least 1; it is {op.Int(name)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "missing"}");

    /// <summary>
    /// The operations on each score besides scaling and softmax: 1 for a floating-point bias, and 3 for a soft cap c·tanh(x/c).
    /// </summary>
    public static long EachScoreOf(Operation op, int bias) =>
        (op.Optional(bias) is { } mask && mask.Type != ElementType.Boolean && !mask.Type.IsInteger() ? 1 : 0)
        + (op.Float("softcap") is { } cap && cap != 0 ? 3 : 0);

    /// <summary>The work.</summary>
    public Work Work(Working? working)
    {
        Quantity batch = working.Let("B", Batch);
        Quantity queries = batch * working.Let("Tq", Queries, "queries");
        Quantity keys = working.Let("Tk", Keys, "keys");
        Quantity heads = working.Let("h", Heads, "heads");
        var steps = new WorkSteps(working);
        if (Projection is { } projection)
        {
            steps.Add(WorkFormula.Contraction(projection.Outputs, projection.Terms, projection.Biases, working, steps.Next("projections")));
        }

        if (Rotated != 0)
        {
            steps.Add(AttentionWork.Rotary(Rotated, working, steps.Next("rotary positions")));
        }

        Quantity scores = working.Record("Scores QKᵀ", "s", heads * queries * keys, Sources.Attention);
        steps.Add(AttentionWork.Scores(scores, working.Let("d", KeyWidth, "width of a head's queries and keys"), working, steps.Next("scores QKᵀ")));
        steps.Add(AttentionWork.Softmax(scores, heads * queries, EachScore, working, steps.Next("softmax")));
        Quantity results = queries * (heads * working.Let("v", ValueWidth, "width of a head's values"));
        steps.Add(AttentionWork.Values(results, keys, working, steps.Next("weighted values AV")));
        return steps.Total();
    }
}
