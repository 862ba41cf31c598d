namespace DeepCalc;

/// <summary>
/// Mamba-2, whose state spaces are dual to attention (SSD; Dao, Gu 2024): each of h heads of width p has a matrix H of p·N numbers as its
/// state, H ← exp(ΔA)·H + ΔxBᵀ with one decay for the whole head, and puts out HC + Dx.
/// </summary>
/// <param name="Heads">The number of heads h.</param>
public sealed record Mamba2(long Heads) : ConvolvedRecurrence(ElementType.Undefined, useConvolutionBias: true)
{
    /// <summary>The width p of a head; all heads are the I = h·p inner features.</summary>
    public long HeadWidth { get; init; } = 64;

    /// <summary>The number N of elements of the state of an inner feature.</summary>
    public long StateSize { get; init; } = 128;

    /// <summary>The number G of groups of heads, each of which shares B and C; a divisor of the heads.</summary>
    public long Groups { get; init; } = 1;

    /// <summary>Whether the projections of input and output have biases.</summary>
    public bool UseBias { get; init; }

    /// <summary>Whether the results are normalised by the root mean square, after they are multiplied by the gate or before.</summary>
    public bool UseNorm { get; init; } = true;

    /// <summary>Whether what the input is projected to is multiplied by fixed factors, as in Falcon-H1.</summary>
    public bool ScalesProjection { get; init; }

    /// <summary>
    /// The number Q of positions of a chunk, within which the sequence is computed by products of matrices, as in a prefill; the last chunk
    /// is filled up. Null counts the recurrence, position by position, as in decoding.
    /// </summary>
    public long? Chunk { get; init; }

    public override string Describe() => SettingText.Join(
        $"{Heads} heads",
        $"head width {HeadWidth}",
        $"state {StateSize}",
        Groups == 1 ? null : $"{Groups} groups",
        Chunk is { } chunk ? $"chunks of {chunk}" : null,
        UseBias ? "bias" : null,
        UseNorm ? null : "no norm",
        ScalesProjection ? "scaled projection" : null,
        DescribeRest());

    public override void Validate()
    {
        base.Validate();
        Require("the number of heads", Heads, 1);
        Require("the head width", HeadWidth, 1);
        Require("the size of the state", StateSize, 1);
        Require("the number of groups", Groups, 1);
        Require("the length of a chunk", Chunk ?? 1, 1);
        RequireGroups("heads", Heads, "groups", Groups);
    }

    /// <summary>
    /// C·(2I + 2GN + h) and I·C, perhaps with biases; F·(I + 2GN) and I + 2GN biases of the convolution; h each for A, D and time steps; I
    /// of the norm.
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) => base.Weights(inputs, working);

    /// <summary>
    /// Beside its projections and convolution T·I·N multiply-adds to update the states and as many to read them; in chunks of Q, ⌈T/Q⌉·Q
    /// positions of G·Q·N + I·Q + 2·I·N each. 1 an element of a state for its decay, 5 a convolved feature, 13 an inner one with the norm,
    /// and 1 a projected one for factors.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => base.Work(inputs, output, working);

    internal override LayerDefinition AfterPositions(Quantity past) => past == 0 ? this : this with { Chunk = null };

    private protected override string Source => Sources.Mamba2;

    private protected override IEnumerable<Projection> Projections(Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        return
        [
            new("input", features, (2 * sizes.Inner) + (2 * sizes.Shared) + sizes.Heads, UseBias),
            new("output", sizes.Inner, features, UseBias),
        ];
    }

    private protected override IEnumerable<Weight> OtherVectors(Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        Weight[] own = [.. new[] { "time_step_bias", "A", "D" }.Select(name => new Weight(name, new TensorShape(sizes.Heads)))];
        return UseNorm ? [.. own, new("norm_scale", new TensorShape(sizes.Inner))] : own;
    }

    private protected override Quantity Convolved(Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        return sizes.Inner + (2 * sizes.Shared);
    }

    private protected override Quantity StateElements(Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        return sizes.Inner * sizes.State;
    }

    private protected override void Mix(ref WorkSteps steps, Quantity positions, Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        Quantity inner = positions * sizes.Inner;
        if (ScalesProjection)
        {
            steps.Each("factors of the projection", positions * ((2 * sizes.Inner) + (2 * sizes.Shared) + sizes.Heads), 1);
        }

        steps.Each("time steps", positions * sizes.Heads, 1 + ElementwiseWork.Of(ActivationFunction.Softplus));
        if (Chunk is { } chunk)
        {
            InChunks(ref steps, positions, working.Let("Q", chunk, "positions of a chunk"), sizes, working);
        }
        else
        {
            Quantity states = inner * sizes.State;
            steps.Each("decays exp(ΔA)", positions * sizes.Heads, 2);
            steps.Each("inputs Δx", inner, 1);
            steps.Each("decay of the states", states, 1);
            steps.Contract("update of the states", states, 1, 1);
            steps.Contract("results", inner, sizes.State, 0);
        }

        steps.Each("skip Dx", inner, 2);
        steps.Each("gate", inner, ElementwiseWork.Of(ActivationFunction.Silu) + 1);
        if (UseNorm)
        {
            steps.Each("norm of the results", inner, ElementwiseWork.Of(new Normalization(NormalizationKind.Rms)));
        }
    }

    // Dao and Gu 2024, listing 1: within a chunk by scores, as attention; between chunks by their states.
    private static void InChunks(ref WorkSteps steps, Quantity positions, Quantity chunk, in Sizes sizes, Working? working)
    {
        Quantity chunks = working.Let("n", working.Record("Chunks", "n", Quantity.CeilingDivide(positions, chunk), Sources.Mamba2), "chunks");
        Quantity filled = chunks * chunk;
        Quantity inner = filled * sizes.Inner;

        // ΔA, its running sum, and its exponential to the end of the chunk and from its start.
        steps.Each("decays exp(ΔA)", filled * sizes.Heads, 5);
        steps.Each("inputs Δx", inner, 1);
        steps.Contract("scores CBᵀ", filled * sizes.Groups * chunk, sizes.State, 0);
        steps.Each("decayed scores", filled * sizes.Heads * chunk, 3);
        steps.Contract("results within the chunks", inner, chunk, 0);
        steps.Each("decayed inputs", inner, 1);
        steps.Contract("states of the chunks", chunks * sizes.Inner * sizes.State, chunk, 0);
        steps.Each("states between the chunks", chunks * sizes.Inner * sizes.State, 2);
        steps.Contract("results of the states", inner, sizes.State, 0);
        steps.Each("decayed and added results", inner, 2);
    }

    private protected override IEnumerable<HeldPart> Behind(Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        yield return new("time steps", sizes.Heads, sizes.Heads);
        yield return HeldPart.Only("time steps before softplus", sizes.Heads);
        yield return new("gates", sizes.Inner, sizes.Inner, 1, 2);
        yield return HeldPart.Only("gates before SiLU", sizes.Inner);
        yield return new("results", sizes.Inner, sizes.Inner, 1, 3);
        yield return HeldPart.ForWeights("gated results", sizes.Inner);
        if (UseNorm)
        {
            yield return HeldPart.Only("inverse deviations", 1);
            yield return HeldPart.Only("normalised results", sizes.Inner);
        }
    }

    // The sizes in the formulas, with their symbols.
    private readonly struct Sizes
    {
        public Sizes(Mamba2 layer, Working? working)
        {
            Heads = working.Let("h", layer.Heads, "heads");
            Inner = Heads * working.Let("p", layer.HeadWidth, "width of a head");
            State = working.Let("N", layer.StateSize, "elements of the state of a feature");
            Groups = working.Let("G", layer.Groups, "groups of heads that share B and C");
            Shared = Groups * State;
        }

        public Quantity Heads { get; }

        public Quantity Inner { get; }

        public Quantity State { get; }

        public Quantity Groups { get; }

        public Quantity Shared { get; }
    }
}
