namespace DeepCalc;

/// <summary>
/// The feed-forward part of a transformer: projections to a wider layer and back, on each position separately; or a mixture of experts.
/// </summary>
public sealed record FeedForwardBlock
{
    /// <summary>The width of the hidden layer.</summary>
    public required long Hidden { get; init; }

    /// <summary>The activation function of the hidden layer.</summary>
    public ActivationFunction Function { get; init; } = ActivationFunction.Relu;

    /// <summary>Whether the activated projection is multiplied by a second one; with Silu, it is SwiGLU.</summary>
    public bool IsGated { get; init; }

    /// <summary>The factor of the gate before its activation (Falcon-H1's first of mlp_multipliers), or null.</summary>
    internal double? GateScale { get; init; }

    /// <summary>
    /// The constants of a gated unit, or null: a factor inside its sigmoid (alpha, 1.702 in gpt-oss), an addition to the projection that is
    /// gated (beta), the limit of both (limit), and the soft caps of the gate outside its sigmoid (gate_cap, in Kimi K3) and of the latter (cap).
    /// </summary>
    public Constants? Constants { get; init; }

    /// <summary>Whether the projections have biases.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>The number of experts, or null for a single network.</summary>
    public long? Experts { get; init; }

    /// <summary>The number of experts that work on a position; the default is 2.</summary>
    public long ActiveExperts { get; init; } = 2;

    /// <summary>Whether the shares of the chosen experts are scaled to a sum of 1.</summary>
    public bool NormalizesShares { get; init; }

    /// <summary>The function that makes shares of the router's output: Softmax over all experts, or Sigmoid for each.</summary>
    public ActivationFunction RouterFunction { get; init; } = ActivationFunction.Softmax;

    /// <summary>Whether the router has biases, as in gpt-oss.</summary>
    public bool UseRouterBias { get; init; }

    /// <summary>Whether a bias for each expert is added when experts are chosen (<see cref="MixtureOfExperts.UseSelectionBias"/>).</summary>
    public bool UseSelectionBias { get; init; }

    /// <summary>The number of groups of experts (<see cref="MixtureOfExperts.Groups"/>).</summary>
    public long ExpertGroups { get; init; } = 1;

    /// <summary>The number of groups that the experts of a position are chosen from; null is all.</summary>
    public long? ActiveExpertGroups { get; init; }

    /// <summary>The factor of all shares.</summary>
    public double ShareScale { get; init; } = 1;

    /// <summary>
    /// The width that positions are projected to before the experts, and from which the experts' results are projected back (latent experts,
    /// Nemotron 3); null is none.
    /// </summary>
    public long? ExpertWidth { get; init; }

    /// <summary>The normalisation of the experts' results before they are projected back, or null.</summary>
    public Normalization? ExpertNormalization { get; init; }

    /// <summary>The hidden width of a shared expert, which works on every position beside the chosen ones, or null.</summary>
    public long? SharedHidden { get; init; }

    /// <summary>Whether the output of the shared expert is multiplied by a sigmoid gate for each position.</summary>
    public bool GatesShared { get; init; }

    /// <summary>Adds the block after a layer and returns its last layer.</summary>
    public Layer On(Layer input, BlockScope scope)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (Experts is { } experts)
        {
            Layer router = scope.Add("router", new Dense(experts, UseRouterBias), input);
            bool isSoftmax = RouterFunction == ActivationFunction.Softmax;
            DeepCalcException.ThrowIf(
                !isSoftmax && RouterFunction != ActivationFunction.Sigmoid, ErrorCode.InvalidSetting,
                $"the function of a router is Softmax or Sigmoid; given {RouterFunction}.");
            Layer parts = scope.Add("parts", new Activation(RouterFunction, isSoftmax ? -1 : null), router);
            Layer chosen = Latent(input, scope, entry => scope.Add("experts", Mixture(experts), entry, parts));
            return SharedHidden is null ? chosen : scope.Add("sum", new Merge(), chosen, Shared(input, scope));
        }

        Layer hidden = scope.Add(IsGated ? "gate" : "up", new Dense(Hidden, UseBias), input);
        hidden = scope.Scaled("gate_scale", hidden, GateScale);
        hidden = scope.Add("activation", Constants is null ? Activation.Define(Function) : LimitedGate, hidden);
        if (IsGated)
        {
            Layer up = scope.Add("up", new Dense(Hidden, UseBias), input);
            up = UpWork == 0 ? up : scope.Add("limit", new Pointwise("LimitedUnit", UpWork) { Constants = Constants }, up);
            hidden = scope.Add("product", new Merge(MergeKind.Multiply), hidden, up);
        }

        return scope.Add("down", new Dense(WidthOf(input), UseBias), hidden);
    }

    // A factor inside the sigmoid, a limit from above and a cap of its own belong to the gate, the rest to the projection that is gated.
    private Pointwise LimitedGate => new($"Limited{Function}", ElementwiseWork.Of(Function) + ElementwiseWork.OfGate(Constants) - UpWork) { Constants = Constants };

    private long UpWork => ElementwiseWork.OfGate(Constants.Of(("beta", First("beta")), ("cap", First("cap")))) + (First("limit") is null ? 0 : ElementwiseWork.Of(ActivationFunction.HardTanh));

    private double? First(string name) => Constants?[name] is [var number, ..] ? number : null;

    private Layer Latent(Layer input, BlockScope scope, Func<Layer, Layer> experts)
    {
        if (ExpertWidth is not { } width)
        {
            return experts(input);
        }

        Layer inner = experts(scope.Add("experts_down", new Dense(width, UseBias), input));
        inner = ExpertNormalization is null ? inner : scope.Add("experts_norm", ExpertNormalization, inner);
        return scope.Add("experts_up", new Dense(WidthOf(input), UseBias), inner);
    }

    private static long WidthOf(Layer input) => input.OutputShape.Last.KnownValue ?? throw new DeepCalcException(
        ErrorCode.SizeUnknown,
        $"a feed-forward block returns to the width of its input, which is unknown in {input.OutputShape}; give the width of the input.");

    private MixtureOfExperts Mixture(long experts) => new(experts, ActiveExperts, Hidden, Function, IsGated, UseBias)
    {
        NormalizesShares = NormalizesShares,
        Groups = ExpertGroups,
        ActiveGroups = ActiveExpertGroups,
        UseSelectionBias = UseSelectionBias,
        ShareScale = ShareScale,
        Constants = Constants,
    };

    private Layer Shared(Layer input, BlockScope scope)
    {
        Layer shared = (this with { Hidden = SharedHidden!.Value, Experts = null }).On(input, scope.Inner("shared_expert"));
        if (!GatesShared)
        {
            return shared;
        }

        Layer gate = scope.Add("shared_gate", new Dense(1, UseBias: false), input);
        gate = scope.Add("shared_part", new Activation(ActivationFunction.Sigmoid), gate);
        return scope.Add("shared_product", new Merge(MergeKind.Multiply), shared, gate);
    }
}
