namespace DeepCalc;

/// <summary>
/// Attention without projections: scores of a query and a key, their softmax, and the values weighted by it. Inputs are the query, the key
/// and the value; the second stands for the third (Keras's Attention and AdditiveAttention).
/// </summary>
/// <param name="Score">How the scores are computed.</param>
/// <param name="UseScale">Whether the scores have a learned scale.</param>
public sealed record SequenceAttention(AttentionScore Score = AttentionScore.Dot, bool UseScale = false) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Score == AttentionScore.Additive ? "AdditiveAttention" : "Attention";

    /// <inheritdoc/>
    public override string Describe() =>
        string.Join(", ", new[] { Score == AttentionScore.Concatenated ? "concatenated" : "", UseScale ? "scale" : "" }.Where(part => part.Length > 0));

    /// <inheritdoc/>
    public override int LeastInputs => 2;

    /// <inheritdoc/>
    public override int MostInputs => 3;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        foreach (TensorShape input in inputs)
        {
            if (input.Rank != 2)
            {
                throw new DeepCalcException(
                    ErrorCode.RankMismatch, $"attention needs inputs of positions and features, such as 10x64; the inputs are {string.Join<TensorShape>(" and ", inputs.ToArray())}.");
            }
        }

        if (Merging.Agree(inputs[0][1], inputs[1][1]) is null)
        {
            throw new DeepCalcException(ErrorCode.ShapeMismatch, $"a query of {inputs[0]} and a key of {inputs[1]} have no score: they must have as many features.");
        }

        if (Merging.Agree(inputs[1][0], inputs[^1][0]) is null)
        {
            throw new DeepCalcException(ErrorCode.ShapeMismatch, $"{inputs[1]} keys and {inputs[^1]} values do not belong together: there must be as many positions of both.");
        }

        return inputs[0].With(1, inputs[^1][1]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        var weights = new List<Weight>(2);
        if (UseScale)
        {
            weights.Add(new Weight("scale", new TensorShape(Score == AttentionScore.Additive ? working.Let("d", inputs[0][1]) : 1)));
        }

        if (Score == AttentionScore.Concatenated)
        {
            weights.Add(new Weight("concat_score_weight", new TensorShape(1)));
        }

        return weights;
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity queries = working.Let("Tq", inputs[0][0]);
        Quantity keys = working.Let("Tk", inputs[1][0]);
        Quantity width = working.Let("d", inputs[0][1]);
        Quantity scores = queries * keys;
        Work weighted = WorkFormula.Contraction(output.ElementCount, keys, 0, working, new WorkStep(2, "weighted values"));
        Work normalised = WorkFormula.Softmax(queries, keys, ElementwiseWork.OncePerSoftmax(ActivationFunction.Softmax), working);
        return Score switch
        {
            AttentionScore.Dot => WorkFormula.Sum(
                working,
                WorkFormula.Contraction(scores, width, 0, working, new WorkStep(1, "scores")),
                weighted,
                WorkFormula.Elementwise(scores, UseScale ? 1 : 0, working, new WorkStep(3, "scale")),
                normalised),

            // q + k and tanh on each feature, and their weighted sum: a contraction with the scale.
            AttentionScore.Additive when UseScale => WorkFormula.Sum(
                working,
                WorkFormula.Contraction(scores, width, 0, working, new WorkStep(1, "scores")),
                weighted,
                WorkFormula.Elementwise(scores * width, 2, working, new WorkStep(3, "tanh of sums")),
                normalised),

            // Without one, d − 1 additions, and of the concatenated a product of each score and, with a scale, of each feature.
            _ => WorkFormula.Sum(
                working,
                weighted,
                WorkFormula.Elementwise(scores * width, Score == AttentionScore.Concatenated && UseScale ? 3 : 2, working, new WorkStep(1, "tanh of sums")),
                WorkFormula.Elementwise(scores, Score == AttentionScore.Concatenated ? width : width - 1, working, new WorkStep(3, "sums")),
                normalised),
        };
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        input == 0 && axis == 0 ? AxisView.Same(0) : AxisView.Everything;
}
