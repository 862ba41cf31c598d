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

    /// <summary>Whether the projections have biases.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>The number of experts, or null for a single network.</summary>
    public long? Experts { get; init; }

    /// <summary>The number of experts that work on a position; the default is 2.</summary>
    public long ActiveExperts { get; init; } = 2;

    /// <summary>Whether the shares of the chosen experts are scaled to a sum of 1.</summary>
    public bool NormalizesShares { get; init; }

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
            Layer router = scope.Add("router", new Dense(experts, UseBias: false), input);
            Layer parts = scope.Add("parts", new Activation(ActivationFunction.Softmax, -1), router);
            Layer chosen = scope.Add("experts", new MixtureOfExperts(experts, ActiveExperts, Hidden, Function, IsGated, UseBias) { NormalizesShares = NormalizesShares }, input, parts);
            return SharedHidden is null ? chosen : scope.Add("sum", new Merge(), chosen, Shared(input, scope));
        }

        Layer hidden = scope.Add(IsGated ? "gate" : "up", new Dense(Hidden, UseBias), input);
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
