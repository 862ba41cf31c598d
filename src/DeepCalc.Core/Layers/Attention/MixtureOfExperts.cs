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

    /// <summary>The constants of the function and its gate (<see cref="FeedForwardBlock.Constants"/>), or null.</summary>
    public Constants? Constants { get; init; }

    /// <summary>Whether the shares of the chosen experts are scaled to a sum of 1.</summary>
    public bool NormalizesShares { get; init; }

    /// <summary>
    /// The number of groups of equal size into which the experts are divided, of which only the <see cref="ActiveGroups"/> best are chosen
    /// from, as in DeepSeek-V3.
    /// </summary>
    public long Groups { get; init; } = 1;

    /// <summary>The number of groups that the experts of a position are chosen from; null is all.</summary>
    public long? ActiveGroups { get; init; }

    /// <summary>
    /// Whether a bias for each expert is added to its share when experts are chosen, and only then. It balances the experts' loads and is a
    /// buffer, which no gradient changes.
    /// </summary>
    public bool UseSelectionBias { get; init; }

    /// <summary>Whether the share of each expert is multiplied by a learned factor, after experts are chosen (Gemma 4's per_expert_scale).</summary>
    public bool UseExpertScale { get; init; }

    /// <summary>The factor of all shares (DeepSeek's routed_scaling_factor).</summary>
    public double ShareScale { get; init; } = 1;

    /// <summary>
    /// The expected number of distinct experts that a number of positions meets, if each expert is chosen equally often and independently
    /// for each position: E·(1 − (1 − k/E)ⁿ). Of a batch that decodes, only their weights are read.
    /// </summary>
    public double ExpectedExperts(double positions) => Experts * (1 - Math.Pow(1 - ((double)Active / Experts), positions));

    public override string Describe() => SettingText.Join(
        $"{Active} of {Experts} experts",
        Groups == 1 ? null : $"{Groups} groups",
        ActiveGroups is { } groups ? $"from {groups} groups" : null,
        $"{Hidden} hidden units",
        SettingText.Of(Function),
        IsGated ? "gated" : null,
        UseBias ? null : "no bias",
        UseSelectionBias ? "selection bias" : null,
        NormalizesShares ? "normalised shares" : null,
        UseExpertScale ? "scale of each expert" : null,
        SettingText.Of("shares times", ShareScale, 1),
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

        Require("the number of groups", Groups, 1);
        Require("the number of active groups", ActiveGroups ?? 1, 1);
        DeepCalcException.ThrowIf(
            Experts % Groups != 0, ErrorCode.GroupsMismatch,
            $"{Experts} experts do not divide into {Groups} groups; the number of experts must be a multiple of {Groups}.");
        DeepCalcException.ThrowIf(
            ActiveGroups > Groups, ErrorCode.InvalidSize,
            $"{ActiveGroups} active groups are more than the {Groups} groups of the layer; at most {Groups} is valid.");
        DeepCalcException.ThrowIf(
            ActiveGroups * (Experts / Groups) < Active, ErrorCode.InvalidSize,
            $"{ActiveGroups} groups of {Experts / Groups} experts have fewer than the {Active} active experts.");

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
    /// <c>ActiveParameters</c>. E of a selection bias, not trainable; E of the experts' factors.
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
        if (UseSelectionBias)
        {
            weights.Add(new Weight("selection_bias", new TensorShape(experts), IsTrainable: false));
        }

        if (UseExpertScale)
        {
            weights.Add(Of("expert_scale", new TensorShape(experts)));
        }

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

    /// <summary>
    /// Beside its contractions, its activation and gate on the chosen experts' hidden units, with constants 1 more for a factor or an
    /// addition and 3 for limits or a cap; 2k − 1 an output, 1 an expert for a selection bias, k for a factor of the shares and k for those of
    /// the experts; choosing is no work.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity features = working.Let("C", inputs[0].Last);
        Quantity hidden = working.Let("f", Hidden, HiddenMeaning);
        Quantity chosen = working.Let("k", Active, "experts chosen for a position");
        Quantity all = working.Let("T", inputs[0].With(output.Rank - 1, 1).ElementCount, "positions");
        Quantity positions = all * chosen;
        int bias = UseBias ? 1 : 0;
        var steps = new WorkSteps(working);
        if (UseSelectionBias)
        {
            steps.Each("biased shares", all * working.Let("E", Experts, "experts"), 1);
        }

        if (UseExpertScale)
        {
            steps.Each("shares times the experts' factors", positions, 1);
        }

        if (ShareScale != 1)
        {
            steps.Each("scaled shares", positions, 1);
        }

        steps.Add(WorkFormula.Contraction(IsGated ? positions * hidden * 2 : positions * hidden, features, bias, working, steps.Next("up")));
        steps.Add(WorkFormula.Contraction(positions * features, hidden, bias, working, steps.Next("down")));
        steps.Add(WorkFormula.Elementwise(
            positions * hidden, ElementwiseWork.Of(Function) + (IsGated ? 1 : 0) + ElementwiseWork.OfGate(Constants), working, steps.Next(IsGated ? "activation and gate" : "activation")));

        // Each output is a sum of k products, so k − 1 additions.
        steps.Add(WorkFormula.Elementwise(working.ProductOf(output), (2 * chosen) - 1, working, steps.Next("mixing")));
        return steps.Total();
    }

    /// <summary>Each position is multiplied by the matrices of the chosen experts.</summary>
    internal override MatrixUse UseOf(Weight weight, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        new(weight.Shape.Last, MatrixUse.Of(weight, inputs[0]).Positions * Active, Experts);

    /// <summary>
    /// Hidden layers before and after activation and gate and the outputs of the chosen experts, all of which are kept, as are the inputs.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity chosen = working.Let("T", inputs[0].With(output.Rank - 1, 1).ElementCount, "positions") * working.Let("k", Active, "experts chosen for a position");
        Quantity hidden = working.Record("Elements of the hidden layers", "e", chosen * working.Let("f", Hidden, HiddenMeaning), Sources.Definition);
        Quantity results = working.Record("Elements of the experts' outputs", "r", chosen * working.Let("C", inputs[0].Last), Sources.Definition);
        var held = new List<Held>(5) { new("hidden layers", hidden, hidden) { Moments = (1, 2), ForWeight = !IsGated && ElementwiseWork.KeepsOutput(Function) ? null : "down_kernel" } };
        if (IsGated)
        {
            held.Add(new("gates", hidden, hidden) { Moments = (1, 1) });
        }

        // Element-wise steps write over what they read in inference.
        if (IsGated)
        {
            held.Add(new("projections to be gated", 0, hidden));
        }

        if (!ElementwiseWork.KeepsOutput(Function))
        {
            held.Add(new("hidden layers before the activation", 0, hidden));
        }

        held.Add(new("outputs of experts", results, results) { Moments = (2, 3) });
        return new() { KeepsInputs = [0, 1], KeepsForWeights = [(0, "up_kernel"), (0, "gate_kernel")], Held = held };
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == inputs[input].Rank - 1 ? AxisView.Everything : AxisView.Same(axis);
}
