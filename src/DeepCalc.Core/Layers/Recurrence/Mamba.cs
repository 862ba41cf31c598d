namespace DeepCalc;

/// <summary>
/// A selective state space (Gu, Dao 2023): each of I inner features x has N numbers h as its state, h ← exp(ΔA)·h + ΔBx, and puts out
/// C·h + Dx. The time step Δ, B and C are computed from the inner features of the position.
/// </summary>
/// <param name="StateSize">The number N of elements of the state of an inner feature.</param>
public sealed record Mamba(long StateSize = 16) : ConvolvedRecurrence(ElementType.Undefined, useConvolutionBias: true)
{
    /// <summary>The number I of inner features; null is twice the features of the input.</summary>
    public long? InnerWidth { get; init; }

    /// <summary>The rank R of the projection of the time steps; null is a sixteenth of the features of the input, rounded up.</summary>
    public long? TimeStepRank { get; init; }

    /// <summary>Whether the projections of input and output have biases.</summary>
    public bool UseBias { get; init; }

    /// <summary>Whether what the time steps are projected from, B and C are each normalised by the root mean square, as in Jamba.</summary>
    public bool NormalizesSelection { get; init; }

    /// <summary>Whether these normalisations have scales; in Falcon Mamba they have none.</summary>
    public bool UseSelectionScale { get; init; } = true;

    public override string Describe() => SettingText.Join(
        $"state {StateSize}",
        InnerWidth is { } width ? $"inner width {width}" : null,
        TimeStepRank is { } rank ? $"time steps of rank {rank}" : null,
        UseBias ? "bias" : null,
        NormalizesSelection ? "normalised selection" : null,
        UseSelectionScale ? null : "no selection scales",
        DescribeRest());

    public override void Validate()
    {
        base.Validate();
        Require("the size of the state", StateSize, 1);
        Require("the inner width", InnerWidth ?? 1, 1);
        Require("the rank of the time steps", TimeStepRank ?? 1, 1);
    }

    /// <summary>
    /// C·2I and I·C, perhaps with biases; F·I and I biases of the convolution; I·(R + 2N); R·I and I biases for time steps; I·N for A and I
    /// for D.
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) => base.Weights(inputs, working);

    /// <summary>
    /// Beside its projections and convolution T·I·N multiply-adds to update the states and as many to read them; 3 an element of a state for
    /// its decay, and 17 an inner feature: SiLU, softplus, Δx, Dx and the gate.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => base.Work(inputs, output, working);

    private protected override string Source => Sources.Mamba;

    private protected override IEnumerable<Projection> Projections(Quantity features, Working? working)
    {
        Sizes sizes = new(this, features, working);
        return
        [
            new("input", features, 2 * sizes.Inner, UseBias),
            new("selection", sizes.Inner, sizes.Rank + (2 * sizes.State)),
            new("time_step", sizes.Rank, sizes.Inner, UseBias: true),
            new("output", sizes.Inner, features, UseBias),
        ];
    }

    private protected override IEnumerable<Weight> OtherVectors(Quantity features, Working? working)
    {
        Sizes sizes = new(this, features, working);
        Weight[] own = [new("A", new TensorShape(sizes.Inner, sizes.State)), new("D", new TensorShape(sizes.Inner))];
        return !NormalizesSelection || !UseSelectionScale ? own :
        [
            .. own,
            new("time_step_norm_scale", new TensorShape(sizes.Rank)),
            new("B_norm_scale", new TensorShape(sizes.State)),
            new("C_norm_scale", new TensorShape(sizes.State)),
        ];
    }

    private protected override Quantity Convolved(Quantity features, Working? working) => new Sizes(this, features, working).Inner;

    private protected override Quantity StateElements(Quantity features, Working? working)
    {
        Sizes sizes = new(this, features, working);
        return sizes.Inner * sizes.State;
    }

    private protected override void Mix(ref WorkSteps steps, Quantity positions, Quantity features, Working? working)
    {
        Sizes sizes = new(this, features, working);
        Quantity inner = positions * sizes.Inner;
        Quantity states = inner * sizes.State;
        if (NormalizesSelection)
        {
            long norm = ElementwiseWork.Of(new Normalization(NormalizationKind.Rms, UseScale: UseSelectionScale));
            steps.Each("norms of the selection", positions * (sizes.Rank + (2 * sizes.State)), norm);
        }

        steps.Each("time steps", inner, ElementwiseWork.Of(ActivationFunction.Softplus));
        steps.Each("decays exp(ΔA)", states, 2);
        steps.Each("inputs Δx", inner, 1);
        steps.Each("decay of the states", states, 1);
        steps.Contract("update of the states", states, 1, 1);
        steps.Contract("results", inner, sizes.State, 0);
        steps.Each("skip Dx", inner, 2);
        steps.Each("gate", inner, ElementwiseWork.Of(ActivationFunction.Silu) + 1);
    }

    private protected override IEnumerable<HeldPart> Behind(Quantity features, Working? working)
    {
        Sizes sizes = new(this, features, working);
        yield return new("time steps", sizes.Inner, sizes.Inner);
        yield return HeldPart.Only("time steps before softplus", sizes.Inner);
        yield return HeldPart.ForWeights("middle of the time steps", sizes.Rank);
        yield return new("matrices B and C", 2 * sizes.State, 2 * sizes.State);
        yield return new("gates", sizes.Inner, sizes.Inner, 1, 2);
        yield return HeldPart.Only("gates before SiLU", sizes.Inner);
        yield return new("results", sizes.Inner, sizes.Inner, 1, 3);
        yield return HeldPart.ForWeights("gated results", sizes.Inner);
        if (NormalizesSelection)
        {
            yield return HeldPart.Only("selection before its norms", sizes.Rank + (2 * sizes.State));
            yield return HeldPart.Only("inverse deviations", 3);
        }
    }

    // The sizes in the formulas, with their symbols.
    private readonly struct Sizes
    {
        public Sizes(Mamba layer, Quantity features, Working? working)
        {
            Inner = layer.InnerWidth is { } width ? working.Let("I", width, "inner features") : 2 * features;
            State = working.Let("N", layer.StateSize, "elements of the state of a feature");
            Rank = layer.TimeStepRank is { } rank ? working.Let("R", rank, "rank of the time steps") : Quantity.CeilingDivide(features, 16);
        }

        public Quantity Inner { get; }

        public Quantity State { get; }

        public Quantity Rank { get; }
    }
}
