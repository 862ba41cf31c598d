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
            Layer chosen = scope.Add("experts", Mixture(experts), input, parts);
            return SharedHidden is null ? chosen : scope.Add("sum", new Merge(), chosen, Shared(input, scope));
        }

        Layer hidden = scope.Add(IsGated ? "gate" : "up", new Dense(Hidden, UseBias), input);
        hidden = scope.Scaled("gate_scale", hidden, GateScale);
        hidden = scope.Add("activation", Activation.Define(Function), hidden);
        if (IsGated)
        {
            Layer up = scope.Add("up", new Dense(Hidden, UseBias), input);
            hidden = scope.Add("product", new Merge(MergeKind.Multiply), hidden, up);
        }

        DeepCalcException.ThrowIf(
            !input.OutputShape.Last.IsKnown, ErrorCode.SizeUnknown,
            $"a feed-forward block returns to the width of its input, which is unknown in {input.OutputShape}; give the width of the input.");

        return scope.Add("down", new Dense(input.OutputShape.Last.Value, UseBias), hidden);
    }

    private MixtureOfExperts Mixture(long experts) => new(experts, ActiveExperts, Hidden, Function, IsGated, UseBias)
    {
        NormalizesShares = NormalizesShares,
        Groups = ExpertGroups,
        ActiveGroups = ActiveExpertGroups,
        UseSelectionBias = UseSelectionBias,
        ShareScale = ShareScale,
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
