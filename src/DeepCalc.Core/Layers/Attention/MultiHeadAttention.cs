namespace DeepCalc;

/// <summary>
/// Scaled dot-product attention with several heads and projections: softmax(QKᵀ/√d)V, where Q comes from the first input,
/// K from the second and V from the third. With two inputs, K and V come from the second; with one, all come from it. Further outputs are the
/// keys and the values, each with an axis of heads and with those that are remembered, which another layer can share.
/// </summary>
/// <remarks>The axis before the last holds the positions. Axes before it are independent, as the windows of Swin are.</remarks>
public sealed record MultiHeadAttention : AttentionDefinition
{
    private const string OutputKernel = "output_kernel";

    /// <summary>The number of query heads h.</summary>
    public required long Heads { get; init; }

    /// <summary>
    /// The number of key and value heads, a divisor of the query heads; null is the number of query heads. One is multi-query attention.
    /// </summary>
    public long? KeyValueHeads { get; init; }

    /// <summary>The width of a head's queries and keys; null is the query width divided by the heads.</summary>
    public long? KeyWidth { get; init; }

    /// <summary>The width of a head's values; null is the key width.</summary>
    public long? ValueWidth { get; init; }

    /// <summary>The width of the output; null is the width of the query.</summary>
    public long? OutputWidth { get; init; }

    /// <summary>Whether the projections of queries, keys and values have biases.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>Whether the projection of keys has a bias; null is <see cref="UseBias"/>. That of Whisper has none: the softmax would cancel it.</summary>
    public bool? UseKeyBias { get; init; }

    /// <summary>Whether the output projection has a bias; null is <see cref="UseBias"/>.</summary>
    public bool? UseOutputBias { get; init; }

    /// <summary>
    /// The number of first positions that a query sees beside the window (StreamingLLM, Xiao et al. 2023); null is none. It changes no count.
    /// </summary>
    public long? SinkPositions { get; init; }

    /// <summary>
    /// The number of positions of a chunk: a query of a causal attention sees those of its own chunk (Llama 4); null is all. It changes no
    /// count either.
    /// </summary>
    public long? Chunk { get; init; }

    /// <summary>
    /// Whether keys and values are those of another layer, the second and third input with their axes of heads (Cross-Layer Attention, YOCO,
    /// Gemma 3n). The layer then has no projections for them, and remembers nothing.
    /// </summary>
    public bool SharesKeyValue { get; init; }

    /// <summary>
    /// Whether a layer that shares keys and values has projections for them all the same, which nothing uses (Gemma 3n).
    /// </summary>
    public bool HasIdleKeyValue { get; init; }

    /// <summary>
    /// Whether the projected keys are the values too, before they are normalised and rotated, so that there is no projection of values (Gemma 4's
    /// attention_k_eq_v).
    /// </summary>
    public bool UsesKeysAsValues { get; init; }

    /// <summary>Whether each head's value is normalised by the root of its mean square, without scales (Gemma 3n, Gemma 4).</summary>
    public bool NormalizesValues { get; init; }

    /// <summary>The positions that are remembered from before, or null where the pass begins with the sequence.</summary>
    internal Quantity? Past { get; init; }

    /// <summary>The number of features per head that they rotate; null is all.</summary>
    public long? RotaryWidth { get; init; }

    /// <summary>The number of positions at the beginning that rotary positions do not rotate, such as the tokens before the patches of an image.</summary>
    public long UnrotatedPositions { get; init; }

    /// <summary>
    /// The normalisation of each head's query and key before the scores, Layer or Rms, with weights shared by all heads; null is none.
    /// </summary>
    public NormalizationKind? HeadNormalization { get; init; }

    /// <summary>Whether <see cref="HeadNormalization"/> is one over the features of all heads, with a scale for each, as in OLMo 2.</summary>
    public bool NormalizesAllHeads { get; init; }

    /// <summary>Whether each head has scales of its own in <see cref="HeadNormalization"/>, by which it is still normalised by itself, as in Cohere.</summary>
    public bool SeparatesHeadScales { get; init; }

    /// <summary>Whether <see cref="HeadNormalization"/> has scales; in Llama 4 it has none.</summary>
    public bool UseHeadScale { get; init; } = true;

    /// <summary>Whether <see cref="HeadNormalization"/> has offsets beside its scales, if it is Layer; in Cohere and StableLM it has none.</summary>
    public bool UseHeadCenter { get; init; } = true;

    /// <summary>The epsilon of <see cref="HeadNormalization"/>; null is the default of the network's framework.</summary>
    public double? HeadEpsilon { get; init; }

    /// <summary>Whether the scales of <see cref="HeadNormalization"/> are stored as their differences from 1, as in Gemma.</summary>
    public bool HeadScalesAroundOne { get; init; }

    /// <summary>The fraction of the weights that training sets to zero.</summary>
    public double Dropout { get; init; }

    /// <summary>The base θ of the angles of rotary positions: pair i of r/2 turns by θ^(−2i/r) a position.</summary>
    public double RotaryBase { get; init; } = PositionEmbedding.UsualBase;

    /// <summary>How the angles are scaled for sequences longer than those of training, or null.</summary>
    public RotaryScaling? RotaryScaling { get; init; }

    /// <summary>
    /// Whether the heads' output is multiplied by a gate, the sigmoid of another projection of the query (Qiu et al. 2025, Keras's
    /// use_gate).
    /// </summary>
    public bool UseGate { get; init; }

    /// <summary>Whether a learned key and value are appended to those of the memory (PyTorch's add_bias_kv).</summary>
    public bool UseBiasKeyValue { get; init; }

    /// <summary>Whether a key and value of zeros are appended, so that a query can attend to nothing (PyTorch's add_zero_attn).</summary>
    public bool UseZeroKeyValue { get; init; }

    /// <summary>
    /// The limit within which queries, keys and values are held after their projections (clip_qkv of MPT and OLMo), or null for none.
    /// </summary>
    public double? ProjectionLimit { get; init; }

    /// <summary>Whether a query is multiplied by a number that depends on its position (the tuned temperature of Llama 4 and Ministral 3).</summary>
    public bool ScalesQueriesByPosition { get; init; }

    /// <summary>The factor of the values (MiMo-V2), or null for none.</summary>
    public double? ValueScale { get; init; }

    /// <summary>What chooses the blocks of keys that a query attends to, or null for all keys. It requires one input.</summary>
    public BlockIndexer? Indexer { get; init; }

    /// <summary>The number of relative positions, each with a learned bias per head that is added to the scores; null is none.</summary>
    public long? RelativePositions { get; init; }

    /// <summary>
    /// Whether a bias is added to the scores that falls linearly with the distance of the positions, with a fixed slope for each head (ALiBi,
    /// Press et al. 2022), as in Bloom and MPT.
    /// </summary>
    public bool UseLinearBias { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) =>
        KeyValueHeads is { } heads && heads != Heads ? "GroupQueryAttention" : nameof(MultiHeadAttention);

    public override string Describe() => SettingText.Join(
        $"{Heads} heads",
        KeyValueHeads is { } keyValueHeads && keyValueHeads != Heads ? $"{keyValueHeads} key and value heads" : null,
        KeyWidth is { } keyWidth ? $"key width {keyWidth}" : null,
        ValueWidth is { } valueWidth ? $"value width {valueWidth}" : null,
        OutputWidth is { } outputWidth ? $"output width {outputWidth}" : null,
        Visible.Describe(),
        UseSinkLogit ? "sink logit" : null,
        SharesKeyValue ? "keys and values of another layer" : null,
        HasIdleKeyValue ? "idle projections of keys and values" : null,
        UsesKeysAsValues ? "keys as values" : null,
        NormalizesValues ? "normalised values" : null,
        Past is { } past ? $"after {past} positions" : null,
        !UseRotary ? null : RotaryWidth is { } width ? $"rotary on {width}" : "rotary",
        UnrotatedPositions == 0 ? null : $"{UnrotatedPositions} positions not rotated",
        UseRotary ? SettingText.Of("rotary base", RotaryBase, PositionEmbedding.UsualBase) : null,
        UseRotary ? RotaryScaling?.ToString() : null,
        HeadNormalization is { } normalization ? $"{normalization} normalised heads{(NormalizesAllHeads ? " together" : "")}" : null,
        SeparatesHeadScales ? "scales of each head" : null,
        UseHeadScale ? null : "no head scales",
        UseHeadCenter ? null : "no head offsets",
        HeadScalesAroundOne ? "head scales around 1" : null,
        SettingText.Of("head epsilon", HeadEpsilon),
        ScoreCap is { } cap ? $"scores capped at {SettingText.Number(cap)}" : CapsScores ? "capped scores" : null,
        SettingText.Of("scores times", Scale),
        UseGate ? "gated" : null,
        UseBiasKeyValue ? "learned key and value" : null,
        UseZeroKeyValue ? "zero key and value" : null,
        SettingText.Of("projections within", ProjectionLimit),
        ScalesQueriesByPosition ? "queries times a factor of their position" : null,
        SettingText.Of("values times", ValueScale),
        Indexer?.ToString(),
        RelativePositions is { } positions ? $"{positions} relative positions" : null,
        UseLinearBias ? "linear biases of scores" : null,
        (UseBias, UseOutputBias ?? UseBias) switch
        {
            (false, false) => "no bias",
            (false, true) => "output bias only",
            (true, false) => "no output bias",
            _ => null,
        },
        UseKeyBias is { } keyBias && keyBias != UseBias ? (keyBias ? "key bias" : "no key bias") : null,
        AddsToScores ? "added scores" : null,
        SettingText.Of("dropout", Dropout, 0));

    public override int LeastInputs => SharesKeyValue ? 3 : 1;

    public override int MostInputs => Indexer is null ? 3 : 1;

    /// <summary>Whether the units depend on an input: keys and values of a memory that are remembered no more depend on it.</summary>
    public override bool Sees(int input) => input == 0 || IsCausal || SharesKeyValue || Past is null;

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override void Validate()
    {
        Require("the number of heads", Heads, 1);
        Require("the number of key and value heads", KeyValueHeads ?? 1, 1);
        Require("the key width", KeyWidth ?? 1, 1);
        Require("the value width", ValueWidth ?? 1, 1);
        Require("the output width", OutputWidth ?? 1, 1);
        Require("the number of relative positions", RelativePositions ?? 1, 1);
        Visible.Require();
        RequireSettingsOfHeads();
        DeepCalcException.ThrowIf(
            Heads % (KeyValueHeads ?? 1) != 0, ErrorCode.GroupsMismatch,
            $"{Heads} heads do not divide into {KeyValueHeads} key and value heads; the number of heads must be a multiple of {KeyValueHeads}.");
    }

    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => SharesKeyValue ? 1 : 3;

    public override string? OutputName(int output) => output switch { 1 => "keys", 2 => "values", _ => null };

    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape first = OutputShape(inputs, working);
        if (output == 0)
        {
            return first;
        }

        Sizes sizes = On(inputs, working);
        ReadOnlySpan<Quantity> before = inputs[0].Span[..^2];
        return new TensorShape(
            inputs[0].Layout, [.. before, sizes.KeyValueHeads, KeysOfSequence(inputs, working), output == 1 ? sizes.KeyWidth : sizes.ValueWidth]);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape query = inputs[0];
        if (SharesKeyValue)
        {
            RequireSharedFit(inputs, working);
            return Output(query, working);
        }

        foreach (TensorShape input in inputs)
        {
            DeepCalcException.ThrowIf(
                input.Rank < 2 || input.Rank != query.Rank, ErrorCode.RankMismatch,
                $"attention needs inputs of positions and features, such as 197x768, all with the same number of axes; the inputs are {string.Join<TensorShape>(" and ", inputs.ToArray())}.");

            for (int axis = 0; axis < query.Rank - 2; axis++)
            {
                DeepCalcException.ThrowIf(
                    Merging.Agree(query[axis], input[axis], working) is null, ErrorCode.ShapeMismatch,
                    $"{query} and {input} differ on axis {axis} ({query[axis]} and {input[axis]}); the axes before the positions must be equal.");
            }
        }

        DeepCalcException.ThrowIf(
            inputs.Length > 2 && Merging.Agree(inputs[1][query.Rank - 2], inputs[2][query.Rank - 2], working) is null,
            ErrorCode.ShapeMismatch,
            $"the key {inputs[1]} and the value {inputs[2]} differ in the number of positions; it must be equal.");

        return Output(query, working);
    }

    private TensorShape Output(TensorShape query, Working? working)
    {
        DeepCalcException.ThrowIf(
            KeyWidth is null && query.Last.KnownValue % Heads > 0, ErrorCode.GroupsMismatch,
            $"{query.Last} features (input {query}) do not divide into {Heads} heads; give a number of heads that divides {query.Last}, or a key width.");

        return OutputWidth is { } output
            ? query.With(query.Rank - 1, working.Record("Output features", "out", working.Let("o", output, "width of the output"), Sources.Definition))
            : query;
    }

    /// <summary>
    /// Cq·hd, Ck·gd, Cv·gv, hv·out, each with biases, for h heads of width d (values v), g for keys and values; R·h for R relative
    /// positions; gd + gv for a learned key and value; h for the logits of sinks; of an indexer Cq·ie + Ck·e, for i heads of width e, and the
    /// scales of its normalised queries and keys. Shared keys and values have no projections, nor have values that are the keys.
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Sizes sizes = On(inputs, working);
        bool outputBias = UseOutputBias ?? UseBias;
        var weights = new List<Weight>(8);
        Add("query", sizes.QueryFeatures, sizes.Heads * sizes.KeyWidth, UseBias);
        bool hasKeys = !SharesKeyValue || HasIdleKeyValue;
        if (hasKeys)
        {
            Add("key", HasIdleKeyValue ? sizes.QueryFeatures : sizes.KeyFeatures, sizes.KeyValueHeads * sizes.KeyWidth, UseKeyBias ?? UseBias);
        }

        if (hasKeys && !UsesKeysAsValues)
        {
            Add("value", HasIdleKeyValue ? sizes.QueryFeatures : sizes.ValueFeatures, sizes.KeyValueHeads * sizes.ValueWidth, UseBias);
        }

        Add("output", sizes.Heads * sizes.ValueWidth, sizes.OutputFeatures, outputBias);
        if (UseBiasKeyValue)
        {
            weights.Add(new Weight("bias_key", new TensorShape(sizes.KeyValueHeads * sizes.KeyWidth)));
            weights.Add(new Weight("bias_value", new TensorShape(sizes.KeyValueHeads * sizes.ValueWidth)));
        }

        if (UseGate)
        {
            Add("gate", sizes.QueryFeatures, sizes.Heads * sizes.ValueWidth, UseBias);
        }

        if (Normalizer is { } normalizer)
        {
            Normalized("query_norm_", sizes.Heads);
            if (hasKeys)
            {
                Normalized("key_norm_", sizes.KeyValueHeads);
            }

            void Normalized(string name, Quantity heads) => weights.AddRange(normalizer
                .Weights([new TensorShape(NormalizesAllHeads ? heads * sizes.KeyWidth : sizes.KeyWidth)])
                .Select(weight => new Weight(name + weight.Name, SeparatesHeadScales ? new TensorShape(heads, sizes.KeyWidth) : weight.Shape)));
        }

        if (Indexer is { } indexer)
        {
            weights.AddRange(BlockIndexer.Weights(IndexOf(indexer, sizes, 1, 1, working), Normalizer));
        }

        if (UseSinkLogit)
        {
            weights.Add(new Weight("sink_logit", new TensorShape(sizes.Heads)));
        }

        if (RelativePositions is { } positions)
        {
            weights.Add(new Weight("relative_position_bias", new TensorShape(working.Let("R", positions, "relative positions"), sizes.Heads)));
        }

        return weights;

        void Add(string name, Quantity from, Quantity to, bool bias)
        {
            weights.Add(new Weight(name + "_kernel", new TensorShape(from, to)));
            if (bias)
            {
                weights.Add(new Weight(name + "_bias", new TensorShape(to)));
            }
        }
    }

    /// <summary>
    /// Beside its contractions, 6 a score (division by √d, softmax; one more each for a relative position and a linear bias, one less for a
    /// scale of 1), less 2 a query and head, with the logit of a sink 5 more; rotary 3 an element of queries and keys; 2 an element of queries,
    /// keys and values for a limit, 1 for a factor; 3 an element of values that are normalised; 2 a score of an indexer.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Sizes sizes = On(inputs, working);
        int bias = UseBias ? 1 : 0;
        Quantity queries = working.Let("Tq", inputs[0].With(output.Rank - 1, 1).ElementCount, "queries");
        Quantity keys = HasKeys(inputs) ? working.Let("Tk", KeyOf(inputs).With(output.Rank - 1, 1).ElementCount, "keys") : 0;
        Quantity keysOfOne = KeysOfOne(inputs, working);
        Quantity queryElements = queries * (sizes.Heads * sizes.KeyWidth);
        Quantity keyElements = keys == 0 ? 0 : keys * (sizes.KeyValueHeads * sizes.KeyWidth);
        Quantity valueElements = keys == 0 ? 0 : keys * (sizes.KeyValueHeads * sizes.ValueWidth);
        Quantity results = queries * (sizes.Heads * sizes.ValueWidth);
        var steps = new WorkSteps(working);
        steps.Add(WorkFormula.Contraction(queryElements, sizes.QueryFeatures, bias, working, steps.Next("query projection")));
        if (keys != 0)
        {
            steps.Add(WorkFormula.Contraction(keyElements, sizes.KeyFeatures, UseKeyBias ?? UseBias ? 1 : 0, working, steps.Next("key projection")));
        }

        if (keys != 0 && !UsesKeysAsValues)
        {
            steps.Add(WorkFormula.Contraction(valueElements, sizes.ValueFeatures, bias, working, steps.Next("value projection")));
        }

        if (ProjectionLimit is not null)
        {
            Quantity projected = keys == 0 ? queryElements : queryElements + keyElements + valueElements;
            steps.Add(WorkFormula.Elementwise(projected, ElementwiseWork.Of(ActivationFunction.HardTanh), working, steps.Next("limited projections")));
        }

        if (Normalizer is { } normalizer)
        {
            steps.Add(WorkFormula.Elementwise(
                queryElements + keyElements, ElementwiseWork.Of(normalizer), working, steps.Next("normalised queries and keys")));
        }

        if (NormalizesValues && keys != 0)
        {
            steps.Add(WorkFormula.Elementwise(valueElements, ElementwiseWork.Of(ValueNormalizer), working, steps.Next("normalised values")));
        }

        if (UseRotary)
        {
            Quantity heads = keys == 0 ? queries * sizes.Heads : (queries * sizes.Heads) + (keys * sizes.KeyValueHeads);
            heads = UnrotatedPositions == 0 ? heads : heads - (working.Let("u", UnrotatedPositions, "positions that are not rotated") * (sizes.Heads + sizes.KeyValueHeads));
            Quantity turned = RotaryWidth is { } rotaryWidth ? working.Let("r", rotaryWidth, "features per head that rotary positions rotate") * heads
                : UnrotatedPositions == 0 ? queryElements + keyElements
                : heads * sizes.KeyWidth;
            steps.Add(AttentionWork.Rotary(turned, working, steps.Next("rotary positions")));
        }

        if (ScalesQueriesByPosition)
        {
            steps.Each("scaled queries", queryElements, 1);
        }

        if (ValueScale is not null && keys != 0)
        {
            steps.Each("scaled values", keys * (sizes.KeyValueHeads * sizes.ValueWidth), 1);
        }

        if (Indexer is { } indexer)
        {
            Quantity rotated = !UseRotary ? 0 : RotaryWidth is { } share ? working.Let("r", share, "features per head that rotary positions rotate") : working.Let("e", indexer.Width);
            BlockIndexer.AddWork(ref steps, IndexOf(indexer, sizes, queries, KeysOfSequence(inputs, working), working), Normalizer, rotated, working);
        }

        AttentionWork.Product(
            ref steps, sizes.Heads, queries, keysOfOne, sizes.KeyWidth, results, AddedToScore, working, SinksOfSoftmax);
        if (UseGate)
        {
            steps.Add(WorkFormula.Contraction(results, sizes.QueryFeatures, bias, working, steps.Next("gate projection")));
            steps.Add(WorkFormula.Elementwise(results, ElementwiseWork.Of(ActivationFunction.Sigmoid) + 1, working, steps.Next("gate")));
        }

        steps.Add(WorkFormula.Contraction(
            queries * sizes.OutputFeatures, sizes.Heads * sizes.ValueWidth, UseOutputBias ?? UseBias ? 1 : 0, working, steps.Next("output projection")));
        return steps.Total();
    }

    /// <summary>
    /// Queries, keys, values, scores (the softmax is written over them) and results of heads, all of which are kept, as are the inputs,
    /// unless all matrices are frozen; also what a normalisation, a cap, a gate and a dropout of the scores need. The logit of a sink is one more score.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Sizes sizes = On(inputs, working);
        Quantity queries = working.Let("Tq", inputs[0].With(output.Rank - 1, 1).ElementCount, "queries");
        Quantity keys = HasKeys(inputs) ? KeysOfAll(inputs, output, working) : 0;
        Quantity keysOfOne = KeysOfOne(inputs, working);
        Quantity q = working.Record("Elements of the queries", "Q", queries * (sizes.Heads * sizes.KeyWidth), Sources.Attention);
        Quantity k = 0;
        Quantity v = 0;
        var held = new List<Held> { new("queries", q, q) { Moments = (1, 2) } };
        if (keys != 0)
        {
            k = working.Record("Elements of the keys", "K", keys * (sizes.KeyValueHeads * sizes.KeyWidth), Sources.Attention);
            v = working.Record("Elements of the values", "V", keys * (sizes.KeyValueHeads * sizes.ValueWidth), Sources.Attention);
            held.Add(new("keys", k, k) { Moments = (1, 2), Output = 1 });
            held.Add(new("values", v, v) { Moments = (1, 3), Output = 2 });
        }

        (Quantity products, Quantity scores, Quantity softmaxes) = AttentionWork.Scores(sizes.Heads, queries, keysOfOne, SinksOfSoftmax, working);
        Quantity results = working.Record("Elements of the heads' results", "e", queries * (sizes.Heads * sizes.ValueWidth), Sources.Attention);
        held.Add(new("scores", scores, scores)
        {
            Moments = (2, 3),
            KeptInBlocks = softmaxes,
            Again = AttentionWork.Again(Heads, queries.Plain, keysOfOne.Plain, sizes.KeyWidth.Plain, results, AddedToScore, SinksOfSoftmax),
        });
        held.Add(new("results of heads", results, results) { Moments = (3, 5), ForWeight = UseGate ? null : OutputKernel, IsNeededInBlocks = true });
        if (HeadNormalization is { } kind)
        {
            Quantity vectors = working.Record("Normalised vectors", "e", NormalizedVectors(sizes, inputs, queries, working), Sources.Attention);
            held.Add(new(
                "queries and keys before they are normalised",
                0,
                k == 0 ? q : working.Record("Queries and keys before they are normalised", "e", working.Let("Q", q) + working.Let("K", k), Sources.Attention)));
            held.Add(new("inverse deviations", 0, vectors));
            if (kind != NormalizationKind.Rms)
            {
                held.Add(new("means", 0, vectors));
            }
        }

        if (NormalizesValues && v != 0)
        {
            held.Add(new("values before they are normalised", 0, v));
            held.Add(new("inverse deviations of values", 0, working.Record("Normalised values", "e", keys * sizes.KeyValueHeads, Sources.Attention)));
        }

        if (ProjectionLimit is not null)
        {
            Quantity all = k == 0 ? q : working.Record(
                "Projections before they are limited", "e", working.Let("Q", q) + working.Let("K", k) + working.Let("V", v), Sources.Attention);
            held.Add(new("projections before they are limited", 0, all));
        }

        if (Indexer is { } indexer)
        {
            held.AddRange(indexer.Held(IndexOf(indexer, sizes, queries, KeysOfSequence(inputs, working), working), working));
        }

        if (CapsScores)
        {
            held.Add(new("capped scores", 0, products) { KeptInBlocks = 0 });
        }

        if (UseGate)
        {
            held.Add(new("gates", results, results) { Moments = (4, 4) });
            held.Add(new("gated results", 0, results) { ForWeight = OutputKernel });
        }

        held.AddRange(AttentionWork.Dropped(Dropout, scores));
        return new() { KeepsInputs = All(inputs), KeepsForWeights = KeptForKernels(inputs), Held = held };
    }

    // Each input is kept for the kernels that multiply it.
    private (int Input, string Weight)[] KeptForKernels(ReadOnlySpan<TensorShape> inputs)
    {
        (int, string)[] ofQuery = UseGate ? [(0, "query_kernel"), (0, "gate_kernel")] : [(0, "query_kernel")];
        return SharesKeyValue ? ofQuery : [.. ofQuery, (Math.Min(1, inputs.Length - 1), "key_kernel"), (inputs.Length - 1, "value_kernel")];
    }

    /// <summary>Keys and values that are outputs are those that are remembered.</summary>
    public override Storage Storage(int number, ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => number == 0
        ? Storage(inputs, output, working)
        : base.Storage(number, inputs, output, working) with { IsState = IsCausal || inputs.Length > 1 };

    /// <summary>
    /// Where a position sees those before it, the keys and values of each; otherwise those of a memory, which are computed once. Attention of
    /// all positions to all, as in an encoder, has no step to step; and a layer that shares keys and values remembers none of its own.
    /// </summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (SharesKeyValue || (!IsCausal && inputs.Length == 1))
        {
            return [];
        }

        Sizes sizes = On(inputs, working);
        TensorShape memory = KeyOf(inputs).With(output.Rank - 1, 1);
        Quantity keys = (IsCausal ? memory.With(output.Rank - 2, 1) : memory).ElementCount;
        IReadOnlyList<State> states = AttentionWork.States(
            IsCausal ? memory[output.Rank - 2] : null, keys, sizes.KeyValueHeads, sizes.KeyWidth, sizes.ValueWidth, Visible.Most, working);
        return Indexer is not { } indexer
            ? states
            : [.. states, AttentionWork.Remembered("keys of the indexer", "I", keys, working.Let("e", indexer.Width, "width of the indexer"), memory[output.Rank - 2], working)];
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => View(0, input, axis, inputs, output);

    public override AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int positions = inputs[0].Rank - 2;
        bool isShared = SharesKeyValue && input > 0;
        return axis < positions ? AxisView.Same(axis)
            : axis != (isShared ? positions + 1 : positions) ? AxisView.Everything
            : number > 0 ? (Past is null && (inputs.Length == 1 || input == number) ? AxisView.Same(positions + 1) : AxisView.Everything)
            : input == 0 && inputs.Length > 1 ? AxisView.Same(axis)
            : IsCausal && Past is null && (isShared || inputs.Length == 1) ? Visible.View(positions, inputs[0][positions])
            : AxisView.Everything;
    }

    internal override MatrixUse UseOf(Weight weight, ReadOnlySpan<TensorShape> inputs, TensorShape output) => MatrixUse.Of(
        weight,
        inputs[weight.Name is "key_kernel" ? Math.Min(1, inputs.Length - 1) : weight.Name is "value_kernel" ? inputs.Length - 1 : 0]);

    internal override LayerDefinition AfterPositions(Quantity past) => this with { Past = past };

    private VisiblePositions Visible => new(IsCausal, Window, Chunk, SinkPositions);

    // The operations on a score besides its division and softmax.
    private long AddedToScore => (RelativePositions is null ? 0 : 1) + (UseLinearBias ? 1 : 0) + MoreOfScore;

    private Normalization? Normalizer => HeadNormalization is { } kind ? new Normalization(kind, UseScale: UseHeadScale, UseCenter: UseHeadScale && UseHeadCenter && kind == NormalizationKind.Layer)
    {
        Epsilon = HeadEpsilon,
        ScalesAroundOne = HeadScalesAroundOne,
    }
    : null;

    // The epsilon changes no count.
    private static Normalization ValueNormalizer => new(NormalizationKind.Rms, UseScale: false, UseCenter: false);

    private void RequireSettingsOfHeads()
    {
        DeepCalcException.ThrowIf(
            UsesKeysAsValues && (ValueWidth ?? KeyWidth) != KeyWidth, ErrorCode.InvalidSetting,
            $"values that are the keys are as wide as they are, {KeyWidth?.ToString(CultureInfo.InvariantCulture) ?? "as the query"}; leave out the value width {ValueWidth}.");

        DeepCalcException.ThrowIf(
            HasIdleKeyValue && !SharesKeyValue, ErrorCode.InvalidSetting,
            "projections of keys and values are idle only in a layer that shares those of another.");

        DeepCalcException.ThrowIf(
            HeadNormalization is not (null or NormalizationKind.Layer or NormalizationKind.Rms), ErrorCode.InvalidSetting,
            $"the normalisation of queries and keys is Layer or Rms; given {HeadNormalization}.");

        DeepCalcException.ThrowIf(
            HeadNormalization is null && (NormalizesAllHeads || SeparatesHeadScales || !UseHeadScale || !UseHeadCenter),
            ErrorCode.InvalidSetting,
            "a normalisation of all heads together, or one with other scales or offsets than the usual ones, is Layer or Rms; none is given.");

        DeepCalcException.ThrowIf(
            NormalizesAllHeads && SeparatesHeadScales,
            ErrorCode.InvalidSetting,
            "heads that are normalised together have scales of their own already; leave out the scales of each head.");

        DeepCalcException.ThrowIf(
            ProjectionLimit is <= 0 or double.NaN,
            ErrorCode.InvalidSetting,
            $"the limit of queries, keys and values is above 0; given {SettingText.Number(ProjectionLimit ?? 0)}.");

        DeepCalcException.ThrowIf(
            SharesKeyValue && Added > 0,
            ErrorCode.InvalidSetting,
            "a key and value are appended to those that a layer projects; a layer that shares those of another has none.");

        RequireIndexer();
        Require("the width of rotary positions", RotaryWidth ?? 1, 1);
        Require("the number of positions that are not rotated", UnrotatedPositions, 0);
        DeepCalcException.ThrowIf(
            UnrotatedPositions > 0 && (!UseRotary || IsCausal || SharesKeyValue), ErrorCode.InvalidSetting,
            "positions at the beginning are left as they are only by rotary positions of attention of all positions to all.");
        DeepCalcException.ThrowIf(
            RotaryWidth > KeyWidth || (RotaryWidth is not null && !UseRotary), ErrorCode.InvalidSetting,
            $"rotary positions cannot rotate {RotaryWidth} features of a head{(UseRotary ? $" of width {KeyWidth}" : ", since the layer has no rotary positions")}.");
    }

    private void RequireIndexer()
    {
        if (Indexer is not { } indexer)
        {
            return;
        }

        Require("the number of heads of the indexer", indexer.Heads, 1);
        Require("the width of the indexer", indexer.Width, 1);
        Require("the number of keys of the indexer's blocks", indexer.BlockSize, 1);
        Require("the number of blocks that the indexer chooses", indexer.Blocks, 1);
        DeepCalcException.ThrowIf(
            Heads % indexer.Heads != 0, ErrorCode.GroupsMismatch,
            $"{Heads} heads do not divide into {indexer.Heads} heads of the indexer; the number of heads must be a multiple of {indexer.Heads}.");
        DeepCalcException.ThrowIf(
            RotaryWidth > indexer.Width, ErrorCode.InvalidSetting,
            $"rotary positions cannot rotate {RotaryWidth} features of the indexer's queries and keys of width {indexer.Width}.");
        DeepCalcException.ThrowIf(
            SharesKeyValue || Added > 0 || Visible.Most is not null || (NormalizesAllHeads | SeparatesHeadScales), ErrorCode.InvalidSetting,
            "an indexer chooses among all keys of the layer's own; keys of another layer, appended ones, a window, a chunk and heads that are normalised otherwise than each by itself are not supported with it.");
    }

    // Keys and values of another layer must be those of the heads that this one has.
    private void RequireSharedFit(ReadOnlySpan<TensorShape> inputs, Working? working)
    {
        TensorShape query = inputs[0];
        DeepCalcException.ThrowIf(
            query.Rank < 2 || inputs[1].Rank != query.Rank + 1 || inputs[2].Rank != query.Rank + 1,
            ErrorCode.RankMismatch,
            $"attention with shared keys and values needs positions and features, such as 197x768, and keys and values with one more axis, that of the heads; the inputs are {string.Join<TensorShape>(" and ", inputs.ToArray())}.");

        Sizes sizes = On(inputs, null);
        bool fits = Merging.Agree(inputs[1][^2], inputs[2][^2], working) is not null
            && Merging.Agree(inputs[1].Last, sizes.KeyWidth, working) is not null
            && (ValueWidth is null || Merging.Agree(inputs[2].Last, sizes.ValueWidth, working) is not null);
        foreach (TensorShape shared in inputs[1..])
        {
            fits &= Merging.Agree(shared[^3], sizes.KeyValueHeads, working) is not null;
            for (int axis = 0; axis < query.Rank - 2; axis++)
            {
                fits &= Merging.Agree(query[axis], shared[axis], working) is not null;
            }
        }

        DeepCalcException.ThrowIf(
            !fits,
            ErrorCode.ShapeMismatch,
            $"the keys {inputs[1]} and values {inputs[2]} of another layer do not fit the queries {query} with {sizes.KeyValueHeads} key and value heads of width {sizes.KeyWidth}: heads and widths must be equal.");
    }

    // Whether the pass projects keys and values: not if they are shared, nor if those of a memory are remembered.
    private bool HasKeys(ReadOnlySpan<TensorShape> inputs) => !SharesKeyValue && (Past is null || IsCausal || inputs.Length == 1);

    // The positions of a sequence that a query attends to: those of the memory, and where earlier ones are remembered, these too.
    private Quantity KeysOfSequence(ReadOnlySpan<TensorShape> inputs, Working? working)
    {
        Quantity given = KeyOf(inputs)[^2];
        if (!IsCausal || Past is not { } past)
        {
            return given;
        }

        if (!SharesKeyValue)
        {
            return Visible.Keys(past, working.Let("Tm", given, "new positions"), working);
        }

        // Shared keys have those that are remembered among them.
        Quantity shared = working.Let("Ts", given, "shared keys");
        return Visible.Most is null ? shared : Quantity.Min(shared, Visible.Keys(past, working.Let("Tm", inputs[0][^2], "new positions"), working));
    }

    // The same with those appended to the projections.
    private Quantity KeysOfOne(ReadOnlySpan<TensorShape> inputs, Working? working)
    {
        Quantity keys = KeysOfSequence(inputs, working);
        if (Indexer is { } indexer)
        {
            return working.Let("Tk′", working.Record(
                "Keys that a query attends to",
                "Tk′",
                Quantity.Min(working.Let("Tk", keys, "keys of a sequence"), working.Let("k", indexer.Most, "keys of the blocks that the indexer chooses")),
                Sources.BlockIndexer));
        }

        return Added > 0
            ? working.Let("Tk′", working.Record("Positions attended to", "Tk′", working.Let("Tm", keys, "keys of the memory") + Added, Sources.AddedPositions))
            : keys.History is null || Past is null ? working.Let("Tk′", keys, "keys that a query attends to")
            : working.Let("Tk′", working.Record("Positions attended to", "Tk′", keys, Sources.Attention));
    }

    // Each query and key that is normalised by itself: those of each head, or of all heads together.
    private Quantity NormalizedVectors(Sizes sizes, ReadOnlySpan<TensorShape> inputs, Quantity queries, Working? working)
    {
        Quantity all = NormalizesAllHeads ? queries : sizes.Heads * queries;
        if (!HasKeys(inputs))
        {
            return all;
        }

        Quantity keys = working.Let("Tk", KeyOf(inputs).With(inputs[0].Rank - 1, 1).ElementCount, "keys");
        return all + (NormalizesAllHeads ? keys : sizes.KeyValueHeads * keys);
    }

    // The keys of all sequences, with those appended to the projections.
    private Quantity KeysOfAll(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working)
    {
        TensorShape memory = KeyOf(inputs).With(output.Rank - 1, 1);
        int axis = output.Rank - 2;
        return working.Let("Tk", memory.With(axis, memory[axis] + Added).ElementCount, Added == 0 ? "keys" : "keys with those appended");
    }

    private int Added => (UseBiasKeyValue ? 1 : 0) + (UseZeroKeyValue ? 1 : 0);

    private static TensorShape KeyOf(ReadOnlySpan<TensorShape> inputs) => inputs[inputs.Length > 1 ? 1 : 0];

    private static IndexerSizes IndexOf(BlockIndexer indexer, Sizes sizes, Quantity queries, Quantity keys, Working? working) => new(
        working.Let("i", indexer.Heads, "heads of the indexer"),
        working.Let("e", indexer.Width, "width of the indexer"),
        sizes.QueryFeatures,
        sizes.KeyFeatures,
        queries,
        keys);

    // The sizes in the formulas for weights and work, with their symbols.
    private readonly record struct Sizes(
        Quantity Heads,
        Quantity KeyValueHeads,
        Quantity KeyWidth,
        Quantity ValueWidth,
        Quantity QueryFeatures,
        Quantity KeyFeatures,
        Quantity ValueFeatures,
        Quantity OutputFeatures);

    private Sizes On(ReadOnlySpan<TensorShape> inputs, Working? working)
    {
        Quantity width = inputs[0].Last;
        Quantity keyWidth = KeyWidth ?? Quantity.FloorDivide(width, Heads);
        return new(
            working.Let("h", Heads, "heads"),
            working.Let("g", KeyValueHeads ?? Heads, "key and value heads"),
            working.Let("d", keyWidth, "width of a head's queries and keys"),
            working.Let("v", ValueWidth ?? (SharesKeyValue ? inputs[^1].Last : keyWidth), "width of a head's values"),
            working.Let("Cq", width, "features of a query"),
            working.Let("Ck", KeyOf(inputs).Last, "features of a key"),
            working.Let("Cv", inputs[^1].Last, "features of a value"),
            working.Let("o", OutputWidth ?? width, "width of the output"));
    }
}
