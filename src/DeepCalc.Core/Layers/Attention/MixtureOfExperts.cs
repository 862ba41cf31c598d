namespace DeepCalc;

/// <summary>
/// Feed-forward networks, the experts, of which only a few work on each position. The first input holds the positions, the second
/// the share of each expert at each position. The result is the sum of the chosen experts' outputs, each times its share.
/// </summary>
/// <param name="Experts">The number of experts E.</param>
/// <param name="Active">The number k of experts that work on a position, 1 to E.</param>
/// <param name="Hidden">The width of an expert's hidden layer f.</param>
/// <param name="Function">The activation function of the hidden layer.</param>
/// <param name="IsGated">Whether a second projection is multiplied by the activated one, as in SwiGLU.</param>
/// <param name="UseBias">Whether the projections have biases.</param>
public sealed record MixtureOfExperts(
    long Experts,
    long Active,
    long Hidden,
    ActivationFunction Function = ActivationFunction.Silu,
    bool IsGated = true,
    bool UseBias = false)
    : LayerDefinition
{
    private const string HiddenMeaning = "hidden width of an expert";

    /// <summary>The constants of the function and its gate, as a limit, or null.</summary>
    public Constants? Constants { get; init; }

    /// <summary>Whether the shares of the chosen experts are scaled to a sum of 1.</summary>
    public bool NormalizesShares { get; init; }

    public override string Describe() => SettingText.Join(
        $"{Active} of {Experts} experts",
        $"{Hidden} hidden units",
        SettingText.Of(Function),
        IsGated ? "gated" : null,
        UseBias ? null : "no bias",
        NormalizesShares ? "normalised shares" : null,
        Constants?.ToString());

    internal override bool HasActiveParts => true;

    public override int LeastInputs => 2;

    public override void Validate()
    {
        Require("the number of experts", Experts, 1);
        Require("the number of active experts", Active, 1);
        Require("the hidden width", Hidden, 1);
        DeepCalcException.ThrowIf(
            Active > Experts, ErrorCode.InvalidSize,
            $"{Active} active experts are more than the {Experts} experts of the layer; at most {Experts} is valid.");

        ElementwiseWork.Require(Function, "an expert's hidden layer", ActivationFunction.Silu);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape positions = inputs[0];
        TensorShape parts = inputs[1];
        return positions.Rank == parts.Rank && Merging.AgreeOn(positions.Rank - 1, positions, parts, working)
            && Merging.Agree(parts.Last, Experts, working) is not null
            ? positions
            : throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"the second input {parts} must hold the share of each of {Experts} experts on its last axis, for the positions of the first input, {positions}.");
    }

    /// <summary>
    /// E·(C·f + f·C), with a gate E·(2C·f + f·C), and biases, for E experts of hidden width f; a position works with k of E:
    /// <c>ActiveParameters</c>.
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Quantity experts = working.Let("E", Experts, "experts");
        Quantity features = working.Let("C", inputs[0].Last);
        Quantity hidden = working.Let("f", Hidden, HiddenMeaning);
        var weights = new List<Weight>(6);
        if (IsGated)
        {
            Add("gate", features, hidden);
        }

        Add("up", features, hidden);
        Add("down", hidden, features);
        return weights;

        void Add(string name, Quantity from, Quantity to)
        {
            weights.Add(Of(name + "_kernel", new TensorShape(experts, from, to)));
            if (UseBias)
            {
                weights.Add(Of(name + "_bias", new TensorShape(experts, to)));
            }
        }

        Weight Of(string name, TensorShape shape) => new(name, shape) { ActiveShape = shape.With(0, Active) };
    }

    /// <summary>Beside its contractions, its activation and gate on the chosen experts' hidden units, and 2k − 1 an output.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity features = working.Let("C", inputs[0].Last);
        Quantity hidden = working.Let("f", Hidden, HiddenMeaning);
        Quantity chosen = working.Let("k", Active, "experts chosen for a position");
        Quantity positions = working.Let("T", inputs[0].With(output.Rank - 1, 1).ElementCount, "positions") * chosen;
        int bias = UseBias ? 1 : 0;
        var steps = new WorkSteps(working);
        steps.Add(WorkFormula.Contraction(IsGated ? positions * hidden * 2 : positions * hidden, features, bias, working, steps.Next("up")));
        steps.Add(WorkFormula.Contraction(positions * features, hidden, bias, working, steps.Next("down")));
        steps.Add(WorkFormula.Elementwise(
            positions * hidden, ElementwiseWork.Of(Function) + (IsGated ? 1 : 0), working, steps.Next(IsGated ? "activation and gate" : "activation")));

        // Each output is a sum of k products, so k − 1 additions.
        steps.Add(WorkFormula.Elementwise(working.ProductOf(output), (2 * chosen) - 1, working, steps.Next("mixing")));
        return steps.Total();
    }

    /// <summary>
    /// Hidden layers before and after activation and gate and the outputs of the chosen experts, all of which are kept, as are the inputs.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity chosen = working.Let("T", inputs[0].With(output.Rank - 1, 1).ElementCount, "positions") * working.Let("k", Active, "experts chosen for a position");
        Quantity hidden = working.Record("Elements of the hidden layers", "e", chosen * working.Let("f", Hidden, HiddenMeaning), Sources.Definition);
        Quantity results = working.Record("Elements of the experts' outputs", "r", chosen * working.Let("C", inputs[0].Last), Sources.Definition);
        var held = new List<Held>(4) { new("hidden layers", hidden, hidden) { Moments = (1, 2) } };
        if (IsGated)
        {
            held.Add(new("gates", hidden, hidden) { Moments = (1, 1) });
        }

        // Element-wise steps write over what they read in inference.
        if (IsGated || !ElementwiseWork.KeepsOutput(Function))
        {
            held.Add(new(IsGated ? "projections to be gated" : "hidden layers before the activation", 0, hidden));
        }

        held.Add(new("outputs of experts", results, results) { Moments = (2, 3) });
        return new() { KeepsInputs = [0, 1], Held = held };
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == inputs[input].Rank - 1 ? AxisView.Everything : AxisView.Same(axis);
}
