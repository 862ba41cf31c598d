namespace DeepCalc.Commands;

/// <summary>A cmdlet for a block with a feed-forward network or a mixture of experts.</summary>
public abstract class FeedForwardCommand : BlockCommand
{
    private static readonly string[] OfExperts =
    [
        nameof(RouterActivation), nameof(RouterBias), nameof(SelectionBias), nameof(ExpertGroups), nameof(ActiveExpertGroups),
        nameof(NormalizedShares), nameof(ShareScale), nameof(SharedHidden), nameof(GatedShared),
    ];

    /// <summary>The activation function of the hidden layer. Relu by default, as in the first transformers.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(ActivationFunction), Default = ActivationFunction.Relu)]
    public ActivationFunction Activation { get; set; } = ActivationFunction.Relu;

    /// <summary>Multiplies the activated projection by a second projection. With -Activation Silu this is SwiGLU.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Gated { get; set; }

    /// <summary>Leaves out all biases.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoBias { get; set; }

    /// <summary>The number of experts in a mixture of experts, 1 or more. Without it, there is a single feed-forward network.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Experts { get; set; }

    /// <summary>The number of experts that work on each position, at most -Experts. 2 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 2L)]
    public long ActiveExperts { get; set; } = 2;

    /// <summary>The function that makes the shares of experts of the output of their router: Softmax by default, or Sigmoid for each expert.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(ActivationFunction), Default = ActivationFunction.Softmax)]
    public ActivationFunction RouterActivation { get; set; } = ActivationFunction.Softmax;

    /// <summary>Gives the router of experts biases, as in gpt-oss.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter RouterBias { get; set; }

    /// <summary>
    /// Adds a bias to the share of each expert when experts are chosen, and only then, as in DeepSeek-V3. It is a buffer, which training by
    /// gradients does not change.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter SelectionBias { get; set; }

    /// <summary>The number of groups of equal size into which the experts are divided. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long ExpertGroups { get; set; } = 1;

    /// <summary>The number of groups that the experts of a position are chosen from. By default all.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? ActiveExpertGroups { get; set; }

    /// <summary>Scales the shares of the chosen experts to a sum of 1.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NormalizedShares { get; set; }

    /// <summary>The factor of the shares of experts. 1 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(double), Default = 1.0)]
    public double ShareScale { get; set; } = 1;

    /// <summary>The hidden width of a shared expert, which works on every position beside the chosen ones; of several, their sum.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? SharedHidden { get; set; }

    /// <summary>Multiplies the output of the shared expert by a sigmoid gate for each position.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter GatedShared { get; set; }

    /// <summary>The feed-forward network that the parameters describe.</summary>
    protected FeedForwardBlock FeedForward(long hidden)
    {
        DeepCalcException.ThrowIf(
            Experts is null && IsGiven(nameof(ActiveExperts)), ErrorCode.InvalidSetting,
            "-ActiveExperts is the number of the -Experts that work on a position; give both, or neither.");

        if (Experts is null && Array.Find(OfExperts, IsGiven) is { } setting)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"-{setting} is a setting of a mixture of experts; give the number of experts with -Experts too.");
        }

        if (GatedShared && SharedHidden is null)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "-GatedShared is for a shared expert; give its hidden width with -SharedHidden too.");
        }

        return new FeedForwardBlock
        {
            Hidden = hidden,
            Function = Activation,
            IsGated = Gated,
            UseBias = !NoBias,
            Experts = Experts,
            ActiveExperts = ActiveExperts,
            RouterFunction = RouterActivation,
            UseRouterBias = RouterBias,
            UseSelectionBias = SelectionBias,
            ExpertGroups = ExpertGroups,
            ActiveExpertGroups = ActiveExpertGroups,
            NormalizesShares = NormalizedShares,
            ShareScale = ShareScale,
            SharedHidden = SharedHidden,
            GatesShared = GatedShared,
        };
    }
}
