namespace DeepCalc;

/// <summary>
/// The self-attention of DeBERTa: to the scores of content with content come those of content with the relative position of the key, and of
/// the content of the key with the relative position of the query. The second input has a vector for each relative position.
/// </summary>
/// <remarks>Source: He et al., DeBERTa, arXiv:2006.03654, equation 4.</remarks>
/// <param name="Heads">The number of heads h.</param>
/// <param name="FromContent">Whether contents ask positions (c2p).</param>
/// <param name="FromPositions">Whether positions ask contents (p2c).</param>
/// <param name="SharesProjections">Whether the vectors of positions are projected by the matrices of the contents.</param>
public sealed record DisentangledAttention(long Heads, bool FromContent = true, bool FromPositions = true, bool SharesProjections = true) : LayerDefinition
{
    /// <summary>The fraction of the weights that training sets to zero.</summary>
    public double Dropout { get; init; }

    public override string Describe() => SettingText.Join(
        $"{Heads} heads",
        FromContent ? null : "without content to position",
        FromPositions ? null : "without position to content",
        SharesProjections ? null : "own projections of positions",
        SettingText.Of("dropout", Dropout, 0));

    public override int LeastInputs => 2;

    public override TensorShape DefaultInput => Content.DefaultInput;

    public override void Validate() => Require("the number of heads", Heads, 1);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        DeepCalcException.ThrowIf(
            inputs[0].Rank != 2 || inputs[1].Rank != 2 || Merging.Agree(inputs[0].Last, inputs[1].Last, working) is null, ErrorCode.ShapeMismatch,
            $"attention with relative positions needs a sequence of positions and features, such as 128x768, and vectors of as many features for the relative positions; the inputs are {inputs[0]} and {inputs[1]}.");
        return Content.OutputShape(inputs[..1], working);
    }

    /// <summary>4·C² and 4·C of the contents; C² and C for each kind of position with projections of its own.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        var weights = new List<Weight>(Content.Weights(inputs[..1], working));
        Quantity width = inputs[0].Last;
        Add("position_key", FromContent);
        Add("position_query", FromPositions);
        return weights;

        void Add(string name, bool isThere)
        {
            if (isThere && !SharesProjections)
            {
                weights.Add(new Weight(name + "_kernel", new TensorShape(width, width)));
                weights.Add(new Weight(name + "_bias", new TensorShape(width)));
            }
        }
    }

    /// <summary>
    /// As multi-head attention; for each of both kinds of positions also R·C² for their projection, T·R·C for their scores, and 2 a score for
    /// its division and addition.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        var steps = new WorkSteps(working);
        steps.Add(Content.Work(inputs[..1], output, working));
        Quantity width = working.Let("C", inputs[0].Last, "features");
        Quantity queries = working.Let("T", inputs[0][0], "positions");
        Quantity relative = working.Let("R", inputs[1][0], "relative positions");
        Quantity heads = working.Let("h", Heads, "heads");
        Add("content to position", FromContent);
        Add("position to content", FromPositions);
        return steps.Total();

        void Add(string name, bool isThere)
        {
            if (isThere)
            {
                steps.Add(WorkFormula.Contraction(relative * width, width, 1, working, steps.Next($"{name}, projection")));
                steps.Add(WorkFormula.Contraction(queries * (relative * heads), Quantity.FloorDivide(width, heads), 0, working, steps.Next($"{name}, scores")));
                steps.Add(WorkFormula.Elementwise(queries * (queries * heads), 2, working, steps.Next($"{name}, sum")));
            }
        }
    }

    /// <summary>As multi-head attention, and the scores and projections of the relative positions, which are kept too.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Storage content = Content.Storage(inputs[..1], output, working);
        Quantity relative = working.Let("R", inputs[1][0], "relative positions");
        Quantity projections = working.Record("Projected positions", "e", relative * working.Let("C", inputs[0].Last, "features"), Sources.Attention);
        Quantity scores = working.Record(
            "Scores of positions", "e", working.Let("T", inputs[0][0], "positions") * (relative * working.Let("h", Heads, "heads")), Sources.Attention);
        var held = new List<Held>(content.Held);
        Add("content to position", FromContent);
        Add("position to content", FromPositions);
        return content with { KeepsInputs = All(inputs), KeepsForWeights = [.. content.KeepsForWeights, (1, DeepCalc.Storage.AnyWeight)], Held = held };

        void Add(string name, bool isThere)
        {
            if (isThere)
            {
                held.Add(new Held($"{name}, projected positions", projections, projections) { Moments = (1, 2) });
                held.Add(new Held($"{name}, scores", scores, 0) { Moments = (2, 2) });
            }
        }
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Everything;

    internal override MatrixUse UseOf(Weight weight, ReadOnlySpan<TensorShape> inputs, TensorShape output) => Content.UseOf(weight, inputs[..1], output);

    private MultiHeadAttention Content => new() { Heads = Heads, Dropout = Dropout };
}
