namespace DeepCalc;

/// <summary>
/// Linear attention whose states decay by a gate and are updated by the delta rule (Gated DeltaNet, Yang et al. 2024, as in Qwen3-Next), or
/// in which each feature of a key decays by itself (Kimi Delta Attention, Kimi Linear 2025). Each head has a matrix S as its state:
/// S ← αS + k(β(v − (αS)ᵀk))ᵀ, and puts out Sᵀq.
/// </summary>
/// <remarks>
/// Queries, keys and values are projected, convolved and put through SiLU, and queries and keys are brought to length 1. The result of each
/// head is normalised by its root mean square and multiplied by a gate.
/// </remarks>
/// <param name="Heads">The number of heads h of values, each of which has a state.</param>
public sealed record GatedDeltaNet(long Heads) : ConvolvedRecurrence(ElementType.Float32, useConvolutionBias: false)
{
    /// <summary>The number of heads g of queries and keys, a divisor of <see cref="Heads"/>; null is the same number.</summary>
    public long? KeyHeads { get; init; }

    /// <summary>The width d of a head's queries and keys.</summary>
    public long KeyWidth { get; init; } = 128;

    /// <summary>The width v of a head's values; null is <see cref="KeyWidth"/>.</summary>
    public long? ValueWidth { get; init; }

    /// <summary>
    /// The rank of the projection of the decays, one for each feature of a key, as in Kimi Delta Attention; null is one decay for each head
    /// of values, by a projection of full rank.
    /// </summary>
    public long? DecayRank { get; init; }

    /// <summary>
    /// The least logarithm of a decay, which is then this number times a sigmoid; null where it is −exp(A)·softplus and has no least one.
    /// </summary>
    public double? DecayFloor { get; init; }

    /// <summary>The rank of the projection of the gate; null is full rank.</summary>
    public long? GateRank { get; init; }

    /// <summary>Whether the projection of the gate has a bias.</summary>
    public bool UseGateBias { get; init; }

    /// <summary>The function of the gate: Silu in Gated DeltaNet, Sigmoid in Kimi Delta Attention.</summary>
    public ActivationFunction GateFunction { get; init; } = ActivationFunction.Silu;

    /// <summary>
    /// The number Q of positions of a chunk, within which the sequence is computed by products of matrices, as in a prefill; the last chunk
    /// is filled up. Null counts the recurrence, position by position, as in decoding.
    /// </summary>
    public long? Chunk { get; init; }

    /// <summary>The epsilon of the normalisation of the results; null is the default of the network's framework.</summary>
    public double? Epsilon { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => DecayRank is null ? nameof(GatedDeltaNet) : "KimiDeltaAttention";

    public override string Describe() => SettingText.Join(
        $"{Heads} heads",
        KeyHeads is { } keyHeads ? $"{keyHeads} key heads" : null,
        $"key width {KeyWidth}",
        ValueWidth is { } valueWidth ? $"value width {valueWidth}" : null,
        DecayRank is { } decay ? $"decays of rank {decay}" : null,
        SettingText.Of("decays from", DecayFloor),
        GateRank is { } gate ? $"gate of rank {gate}" : null,
        UseGateBias ? "gate bias" : null,
        GateFunction == ActivationFunction.Silu ? null : $"gate {SettingText.Of(GateFunction)}",
        Chunk is { } chunk ? $"chunks of {chunk}" : null,
        SettingText.Of("epsilon", Epsilon),
        DescribeRest());

    public override void Validate()
    {
        base.Validate();
        Require("the number of heads", Heads, 1);
        Require("the number of key heads", KeyHeads ?? 1, 1);
        Require("the key width", KeyWidth, 1);
        Require("the value width", ValueWidth ?? 1, 1);
        Require("the rank of the decays", DecayRank ?? 1, 1);
        Require("the rank of the gate", GateRank ?? 1, 1);
        Require("the length of a chunk", Chunk ?? 1, 1);
        RequireGroups("heads", Heads, "key heads", KeyHeads ?? 1);
        ElementwiseWork.Require(GateFunction, "a gate", ActivationFunction.Silu);
    }

    /// <summary>
    /// C·gd twice, C·hv twice and hv·C, with g heads of keys of width d and h of values of width v; F·(2gd + hv) of the convolution; C·h
    /// for rates; v for the norm; for decays C·h and 2h, or, one a feature of a key, C·r + r·gd, g and gd.
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) => base.Weights(inputs, working);

    /// <summary>
    /// Beside its projections and convolution T·h·d·v multiply-adds each to ask a state for a key, to update it and to ask it for a query;
    /// 1 an element of a state for its decay, 5 a convolved feature (SiLU), 3 an element of unit vectors, 4 a norm's, 2 for difference and
    /// rate. In chunks of Q, ⌈T/Q⌉·h times Q²·(3d + 2v) + 3·Q·d·v and Q·(Q − 1)·(2Q − 1)/6 to invert a triangular matrix.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => base.Work(inputs, output, working);

    internal override LayerDefinition AfterPositions(Quantity past) => past == 0 ? this : this with { Chunk = null };

    private protected override string Source => DecayRank is null ? Sources.GatedDelta : Sources.KimiDelta;

    private protected override IEnumerable<Projection> Projections(Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        return
        [
            new("query", features, sizes.Keys),
            new("key", features, sizes.Keys),
            new("value", features, sizes.Values),
            new("rate", features, sizes.RateHeads),
            .. Projection.Through("decay", features, Rank("r", DecayRank, "rank of the decays"), sizes.Decays),
            .. Projection.Through("gate", features, Rank("rg", GateRank, "rank of the gate"), sizes.Values, UseGateBias),
            new("output", sizes.Values, features),
        ];

        Quantity? Rank(string symbol, long? rank, string meaning) => rank is { } given ? working.Let(symbol, given, meaning) : null;
    }

    private protected override IEnumerable<Weight> OtherVectors(Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        return
        [
            new("decay_scale", new TensorShape(sizes.RateHeads)),
            new("decay_offset", new TensorShape(sizes.Decays)),
            new("norm_scale", new TensorShape(sizes.ValueWidth)),
        ];
    }

    private protected override Quantity Convolved(Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        return (2 * sizes.Keys) + sizes.Values;
    }

    private protected override Quantity StateElements(Quantity features, Working? working) => new Sizes(this, working).State;

    private protected override void Mix(ref WorkSteps steps, Quantity positions, Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        Quantity keys = positions * sizes.Keys;
        Quantity values = positions * sizes.Values;
        Quantity states = positions * sizes.State;
        steps.Each("unit queries and keys", 2 * keys, ElementwiseWork.UnitLength);
        steps.Each("scale of the queries", keys, 1);
        steps.Each("rates", positions * sizes.RateHeads, ElementwiseWork.Of(ActivationFunction.Sigmoid));

        // An offset, softplus, a scale and an exponential; or an offset, a scale, a sigmoid, the floor and an exponential.
        long decay = 3 + (DecayFloor is null ? ElementwiseWork.Of(ActivationFunction.Softplus) : 1 + ElementwiseWork.Of(ActivationFunction.Sigmoid));
        steps.Each("decays", positions * sizes.Decays, decay);
        if (Chunk is { } chunk)
        {
            InChunks(ref steps, positions, chunk, sizes, working);
        }
        else
        {
            steps.Each("decay of the states", states, 1);
            steps.Contract("values of the states for the keys", values, sizes.KeyWidth, 0);
            steps.Each("differences and rates", values, 2);
            steps.Contract("update of the states", states, 1, 1);
            steps.Contract("results", values, sizes.KeyWidth, 0);
        }

        steps.Each("norm of the results", values, ElementwiseWork.Of(new Normalization(NormalizationKind.Rms)));
        steps.Each("gate", values, ElementwiseWork.Of(GateFunction) + 1);
    }

    // Within a chunk, what the positions before add to a key's value is a triangular matrix, which is inverted row by row; Yang, Kautz and
    // Hatamizadeh 2024, section 3.3, and transformers' torch_chunk_gated_delta_rule.
    private void InChunks(ref WorkSteps steps, Quantity positions, long length, in Sizes sizes, Working? working)
    {
        Quantity chunk = working.Let("Q", length, "positions of a chunk");
        Quantity chunks = working.Let("n", working.Record("Chunks", "n", Quantity.CeilingDivide(positions, chunk), Source), "chunks");
        Quantity rows = chunks * chunk * sizes.Heads;
        Quantity keys = rows * sizes.KeyWidth;
        Quantity values = rows * sizes.ValueWidth;

        // Running sums of the decays, and their exponentials from the start of the chunk and to its end.
        steps.Each("decays within the chunks", DecayRank is null ? rows : keys, 4);
        if (DecayRank is null)
        {
            // Differences and exponentials of pairs, and their products with both kinds of scores.
            steps.Each("decays of pairs", rows * chunk, 4);
        }
        else
        {
            // Each feature decays by itself from one key to another, so the earlier key is divided by its own decay.
            steps.Each("keys without their decays", keys, 1);
        }

        steps.Each("rates of keys and values", keys + values, 1);
        steps.Each("decayed queries and keys", 3 * keys, 1);
        steps.Contract("scores of keys", rows * chunk, sizes.KeyWidth, 0);
        steps.Contract("scores of queries", rows * chunk, sizes.KeyWidth, 0);
        steps.Contract("inverse of the scores of keys", chunks * sizes.Heads * working.Let("i", Inversion(length), "products of an inversion"), 1, 1);
        steps.Contract("corrected values", values, chunk, 0);
        steps.Contract("corrected keys", keys, chunk, 0);
        steps.Contract("values of the states for the keys", values, sizes.KeyWidth, 0);
        steps.Each("differences", values, 1);
        steps.Contract("results of the states", values, sizes.KeyWidth, 0);
        steps.Contract("results within the chunks", values, chunk, 1);
        steps.Each("decay of the states", chunks * sizes.State, 1);
        steps.Contract("update of the states", chunks * sizes.State, chunk, 1);
    }

    // Row i of a triangular matrix takes the products of i elements with i rows of i elements: the sum of i² below Q.
    private static Quantity Inversion(long chunk) => Quantity.FloorDivide((Quantity)(chunk - 1) * chunk * ((2 * (Quantity)chunk) - 1), 6);

    private protected override IEnumerable<HeldPart> Behind(Quantity features, Working? working)
    {
        Sizes sizes = new(this, working);
        yield return HeldPart.Only("unit queries and keys", 2 * sizes.Keys);
        yield return HeldPart.Only("lengths of queries and keys", 2 * sizes.KeyHeads);
        yield return new("decays", sizes.Decays, sizes.Decays);
        yield return HeldPart.Only("decays before their function", sizes.Decays);
        yield return HeldPart.ForWeights("decays after their function", sizes.Decays);
        yield return new("rates", sizes.RateHeads, sizes.RateHeads);
        yield return new("results", sizes.Values, sizes.Values, 1, 3);
        yield return HeldPart.Only("inverse deviations", sizes.Heads);
        yield return HeldPart.Only("normalised results", sizes.Values);
        yield return new("gates", sizes.Values, sizes.Values, 2, 2);
        if (!ElementwiseWork.KeepsOutput(GateFunction))
        {
            yield return HeldPart.Only("gates before their function", sizes.Values);
        }

        yield return HeldPart.ForWeights("gated results", sizes.Values);
        if (DecayRank is { } decay)
        {
            yield return HeldPart.ForWeights("middle of the decays", working.Let("r", decay, "rank of the decays"));
        }

        if (GateRank is { } gate)
        {
            yield return HeldPart.ForWeights("middle of the gates", working.Let("rg", gate, "rank of the gate"));
        }
    }

    // The sizes in the formulas, with their symbols.
    private readonly struct Sizes
    {
        public Sizes(GatedDeltaNet layer, Working? working)
        {
            Heads = working.Let("h", layer.Heads, "heads of values");
            KeyHeads = working.Let("g", layer.KeyHeads ?? layer.Heads, "heads of queries and keys");
            KeyWidth = working.Let("d", layer.KeyWidth, "width of a head's queries and keys");
            ValueWidth = working.Let("v", layer.ValueWidth ?? layer.KeyWidth, "width of a head's values");
            Keys = KeyHeads * KeyWidth;
            Values = Heads * ValueWidth;
            State = Heads * KeyWidth * ValueWidth;
            RateHeads = layer.DecayRank is null ? Heads : KeyHeads;
            Decays = layer.DecayRank is null ? Heads : Keys;
        }

        public Quantity Heads { get; }

        public Quantity KeyHeads { get; }

        public Quantity KeyWidth { get; }

        public Quantity ValueWidth { get; }

        public Quantity Keys { get; }

        public Quantity Values { get; }

        public Quantity State { get; }

        // With decays of each feature, the heads of keys share their rates and decays.
        public Quantity RateHeads { get; }

        public Quantity Decays { get; }
    }
}
