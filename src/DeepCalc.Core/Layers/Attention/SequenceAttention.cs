namespace DeepCalc;

/// <summary>
/// Attention without projections: the scores of queries and keys, their softmax, and the values weighted by it. The inputs are query, key
/// and value; without a value, the key takes its place (Keras's Attention and AdditiveAttention).
/// </summary>
/// <param name="Score">How the scores are computed.</param>
/// <param name="UseScale">Whether the scores have a learned scale.</param>
public sealed record SequenceAttention(AttentionScore Score = AttentionScore.Dot, bool UseScale = false) : LayerDefinition
{
    /// <summary>Whether a position sees only itself and those before it. It changes no count: all scores are computed and masked.</summary>
    public bool IsCausal { get; init; }

    /// <summary>The positions that are remembered from before, or null where the pass begins with the sequence.</summary>
    internal Quantity? Past { get; init; }

    /// <summary>The fraction of the weights that training sets to zero.</summary>
    public double Dropout { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Score == AttentionScore.Additive ? "AdditiveAttention" : "Attention";

    public override string Describe() => SettingText.Join(
        Score == AttentionScore.Concatenated ? "concatenated" : null, UseScale ? "scale" : null, IsCausal ? "causal" : null, Past is { } past ? $"after {past} positions" : null, SettingText.Of("dropout", Dropout, 0));

    public override int LeastInputs => 2;

    public override int MostInputs => 3;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        foreach (TensorShape input in inputs)
        {
            DeepCalcException.ThrowIf(
                input.Rank != 2, ErrorCode.RankMismatch,
                $"attention needs inputs of positions and features, such as 10x64; the inputs are {string.Join<TensorShape>(" and ", inputs.ToArray())}.");
        }

        DeepCalcException.ThrowIf(
            Merging.Agree(inputs[0][1], inputs[1][1], working) is null, ErrorCode.ShapeMismatch,
            $"the query {inputs[0]} and the key {inputs[1]} differ in the number of features; it must be equal.");
        DeepCalcException.ThrowIf(
            Merging.Agree(inputs[1][0], inputs[^1][0], working) is null, ErrorCode.ShapeMismatch,
            $"the key {inputs[1]} and the value {inputs[^1]} differ in the number of positions; it must be equal.");

        return inputs[0].With(1, inputs[^1][1]);
    }

    /// <summary>
    /// A scale of one number, or, for additive attention, of one number for each feature; one more number for concatenated scores.
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        var weights = new List<Weight>(2);
        if (UseScale)
        {
            weights.Add(new Weight("scale", new TensorShape(Score == AttentionScore.Additive ? working.Let("d", inputs[0][1], "features of a query") : 1)));
        }

        if (Score == AttentionScore.Concatenated)
        {
            weights.Add(new Weight("concat_score_weight", new TensorShape(1)));
        }

        return weights;
    }

    /// <summary>
    /// Tq·Tk sums of d products, or, for additive and concatenated scores, 2 operations for each element of Tq·Tk·d, and their sums;
    /// Tq·dv sums of Tk products; softmax.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity queries = working.Let("Tq", inputs[0][0], "queries");
        Quantity keys = KeysOf(inputs, working);
        Quantity width = working.Let("d", inputs[0][1], "features of a query");
        Quantity scores = queries * keys;
        var steps = new WorkSteps(working);
        if (Score == AttentionScore.Dot)
        {
            steps.Add(WorkFormula.Contraction(scores, width, 0, working, steps.Next("scores")));
            if (UseScale)
            {
                steps.Add(WorkFormula.Elementwise(scores, 1, working, steps.Next("scale")));
            }
        }
        else
        {
            // q + k and tanh on each feature; concatenated scores with a scale have a product as well.
            steps.Add(WorkFormula.Elementwise(
                scores * width, Score == AttentionScore.Concatenated && UseScale ? 3 : 2, working, steps.Next("tanh of sums")));

            // Their sum: with a scale a contraction; without one d − 1 additions, and for concatenated scores a product for each score.
            steps.Add(Score == AttentionScore.Additive && UseScale
                ? WorkFormula.Contraction(scores, width, 0, working, steps.Next("scores"))
                : WorkFormula.Elementwise(scores, Score == AttentionScore.Concatenated ? width : width - 1, working, steps.Next("scores")));
        }

        steps.Add(WorkFormula.Softmax(queries, keys, ElementwiseWork.OncePerSoftmax(ActivationFunction.Softmax), working, steps.Next("softmax")));
        steps.Add(WorkFormula.Contraction(working.ProductOf(output), keys, 0, working, steps.Next("weighted values")));
        return steps.Total();
    }

    /// <summary>
    /// The scores, over which the softmax is written, which is kept, as are the inputs; sums through tanh stand for query and key.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity pairs = working.Let("Tq", inputs[0][0], "queries") * KeysOf(inputs, working);
        Quantity scores = working.Record("Elements of the scores", "s", pairs, Sources.Attention);
        Quantity softmaxes = working.Record("Softmaxes", "q", working.Let("Tq", inputs[0][0], "queries"), Sources.Attention);
        var held = new List<Held>(3)
        {
            new("scores", scores, scores) { Moments = (2, 3), KeptInBlocks = softmaxes, Again = Work(inputs, output) },
        };
        if (Score != AttentionScore.Dot)
        {
            Quantity sums = working.Record("Elements of the sums", "e", pairs * working.Let("d", inputs[0][1], "features of a query"), Sources.Attention);
            held.Add(new("sums of query and key", sums, sums) { Moments = (1, 2) });
        }

        // The gradient of a factor needs what it multiplies.
        if (Score == AttentionScore.Concatenated || (Score == AttentionScore.Dot && UseScale))
        {
            held.Add(new("scores before a factor", 0, scores));
        }

        held.AddRange(AttentionWork.Dropped(Dropout, scores));
        return new() { KeepsInputs = Score == AttentionScore.Dot || UseScale ? All(inputs) : [inputs.Length - 1], Held = held };
    }

    /// <summary>Where a position sees those before it, the keys of each, and the values if they are others.</summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (!IsCausal)
        {
            return [];
        }

        IReadOnlyList<State> both = AttentionWork.States(
            inputs[1][0],
            1,
            1,
            working.Let("d", inputs[1][1], "features of a key"),
            working.Let("v", inputs[^1][1], "features of a value"),
            null,
            working);
        return inputs.Length > 2 ? both : [both[0]];
    }

    internal override LayerDefinition AfterPositions(Quantity past) => this with { Past = past };

    private Quantity KeysOf(ReadOnlySpan<TensorShape> inputs, Working? working) => !IsCausal || Past is not { } past
        ? working.Let("Tk", inputs[1][0], "keys")
        : working.Let("Tk", working.Record(
            "Keys that a query attends to", "Tk", working.Let("Tp", past, "remembered positions") + working.Let("Tm", inputs[1][0], "new keys"), Sources.Attention));

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        input == 0 && axis == 0 ? AxisView.Same(0) : AxisView.Everything;
}
