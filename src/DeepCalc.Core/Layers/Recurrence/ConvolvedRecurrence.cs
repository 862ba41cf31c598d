namespace DeepCalc;

/// <summary>A linear recurrence behind a short causal convolution of each feature by itself and SiLU.</summary>
public abstract record ConvolvedRecurrence : LinearRecurrence
{
    private readonly bool _usualBias;

    private protected ConvolvedRecurrence(ElementType stateType, bool useConvolutionBias)
        : base(stateType) => UseConvolutionBias = _usualBias = useConvolutionBias;

    /// <summary>The number F of positions that the convolution sees: a position and those before it.</summary>
    public long Kernel { get; init; } = 4;

    /// <summary>Whether the convolution has biases.</summary>
    public bool UseConvolutionBias { get; init; }

    public override void Validate() => Require("the kernel of the convolution", Kernel, 1);

    private protected sealed override IEnumerable<Weight> Vectors(Quantity features, Working? working)
    {
        Quantity convolved = Convolved(features, working);
        yield return new("convolution_kernel", new TensorShape(working.Let("F", Kernel), convolved));
        if (UseConvolutionBias)
        {
            yield return new("convolution_bias", new TensorShape(convolved));
        }

        foreach (Weight other in OtherVectors(features, working))
        {
            yield return other;
        }
    }

    private protected sealed override Quantity LastInputs(Quantity features, Working? working) =>
        (working.Let("F", Kernel) - 1) * Convolved(features, working);

    private protected sealed override void Recur(ref WorkSteps steps, Quantity positions, Quantity features, Working? working)
    {
        Quantity convolved = positions * Convolved(features, working);
        steps.Contract("causal convolution", convolved, working.Let("F", Kernel), UseConvolutionBias ? 1 : 0);
        steps.Each("SiLU", convolved, ElementwiseWork.Of(ActivationFunction.Silu));
        Mix(ref steps, positions, features, working);
    }

    private protected sealed override IEnumerable<HeldPart> Middle(Quantity features, Working? working)
    {
        Quantity convolved = Convolved(features, working);
        return
        [
            new("convolved features", convolved, convolved),
            HeldPart.Only("inputs of the convolution", convolved),
            HeldPart.Only("convolved features before SiLU", convolved),
            .. Behind(features, working),
        ];
    }

    /// <summary>The number of features that the convolution works on.</summary>
    private protected abstract Quantity Convolved(Quantity features, Working? working);

    /// <summary>Its weights beside the matrices and the convolution.</summary>
    private protected abstract IEnumerable<Weight> OtherVectors(Quantity features, Working? working);

    /// <summary>Adds the work behind the convolution and before the last projection.</summary>
    private protected abstract void Mix(ref WorkSteps steps, Quantity positions, Quantity features, Working? working);

    /// <summary>What is held for each position behind the convolution.</summary>
    private protected abstract IEnumerable<HeldPart> Behind(Quantity features, Working? working);

    /// <summary>The settings of the convolution and the state in words, where they are not the usual ones.</summary>
    private protected string DescribeRest() => SettingText.Join(
        Kernel == 4 ? null : $"kernel {Kernel}",
        UseConvolutionBias == _usualBias ? null : UseConvolutionBias ? "convolution bias" : "no convolution bias",
        DescribeState());
}
