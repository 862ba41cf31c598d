namespace DeepCalc.Commands;

/// <summary>A cmdlet for a block with a feed-forward network or a mixture of experts.</summary>
public abstract class FeedForwardCommand : BlockCommand
{
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

    /// <summary>The feed-forward network that the parameters describe.</summary>
    protected FeedForwardBlock FeedForward(long hidden)
    {
        DeepCalcException.ThrowIf(
            Experts is null && IsGiven(nameof(ActiveExperts)), ErrorCode.InvalidSetting,
            "-ActiveExperts is the number of the -Experts that work on a position; give both, or neither.");

        return new FeedForwardBlock
        {
            Hidden = hidden,
            Function = Activation,
            IsGated = Gated,
            UseBias = !NoBias,
            Experts = Experts,
            ActiveExperts = ActiveExperts,
        };
    }
}
