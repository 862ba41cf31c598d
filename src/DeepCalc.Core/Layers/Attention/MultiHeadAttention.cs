namespace DeepCalc;

/// <summary>
/// Scaled dot-product attention with several heads and projections: softmax(QKᵀ/√d)V, where Q comes from the first input,
/// K from the second and V from the third. With two inputs, K and V come from the second; with one, all come from it.
/// </summary>
/// <remarks>The axis before the last holds the positions. Axes before it are independent, as the windows of Swin are.</remarks>
public sealed record MultiHeadAttention : AttentionDefinition
{
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

    /// <summary>Whether the output projection has a bias; null is <see cref="UseBias"/>.</summary>
    public bool? UseOutputBias { get; init; }

    /// <summary>The number of features per head that they rotate; null is all.</summary>
    public long? RotaryWidth { get; init; }

    /// <summary>
    /// The normalisation of each head's query and key before the scores, Layer or Rms, with weights shared by all heads; null is none.
    /// </summary>
    public NormalizationKind? HeadNormalization { get; init; }

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

    /// <summary>The number of relative positions, each with a learned bias per head that is added to the scores; null is none.</summary>
    public long? RelativePositions { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) =>
        KeyValueHeads is { } heads && heads != Heads ? "GroupQueryAttention" : nameof(MultiHeadAttention);

    public override string Describe() => SettingText.Join(
        $"{Heads} heads",
        KeyValueHeads is { } keyValueHeads && keyValueHeads != Heads ? $"{keyValueHeads} key and value heads" : null,
        KeyWidth is { } keyWidth ? $"key width {keyWidth}" : null,
        ValueWidth is { } valueWidth ? $"value width {valueWidth}" : null,
        OutputWidth is { } outputWidth ? $"output width {outputWidth}" : null,
        IsCausal ? "causal" : null,
        Window is { } window ? $"window {window}" : null,
        !UseRotary ? null : RotaryWidth is { } width ? $"rotary on {width}" : "rotary",
        UseRotary ? SettingText.Of("rotary base", RotaryBase, PositionEmbedding.UsualBase) : null,
        UseRotary ? RotaryScaling?.ToString() : null,
        HeadNormalization is { } normalization ? $"{normalization} normalised heads" : null,
        HeadScalesAroundOne ? "head scales around 1" : null,
        SettingText.Of("head epsilon", HeadEpsilon),
        ScoreCap is { } cap ? $"scores capped at {SettingText.Number(cap)}" : CapsScores ? "capped scores" : null,
        SettingText.Of("scores times", Scale),
        UseGate ? "gated" : null,
        UseBiasKeyValue ? "learned key and value" : null,
        UseZeroKeyValue ? "zero key and value" : null,
        RelativePositions is { } positions ? $"{positions} relative positions" : null,
        (UseBias, UseOutputBias ?? UseBias) switch
        {
            (false, false) => "no bias",
            (false, true) => "output bias only",
            (true, false) => "no output bias",
            _ => null,
        },
        SettingText.Of("dropout", Dropout, 0));

    public override int MostInputs => 3;

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override void Validate()
    {
        Require("the number of heads", Heads, 1);
        Require("the number of key and value heads", KeyValueHeads ?? 1, 1);
        Require("the key width", KeyWidth ?? 1, 1);
        Require("the value width", ValueWidth ?? 1, 1);
        Require("the output width", OutputWidth ?? 1, 1);
        Require("the number of relative positions", RelativePositions ?? 1, 1);
        AttentionWork.RequireWindow(Window, IsCausal);
        RequireSettingsOfHeads();
        DeepCalcException.ThrowIf(
            Heads % (KeyValueHeads ?? 1) != 0, ErrorCode.GroupsMismatch,
            $"{Heads} heads do not divide into {KeyValueHeads} key and value heads; the number of heads must be a multiple of {KeyValueHeads}.");
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape query = inputs[0];
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

        DeepCalcException.ThrowIf(
            KeyWidth is null && query.Last.KnownValue % Heads > 0, ErrorCode.GroupsMismatch,
            $"{query.Last} features (input {query}) do not divide into {Heads} heads; give a number of heads that divides {query.Last}, or a key width.");

        return OutputWidth is { } output
            ? query.With(query.Rank - 1, working.Record("Output features", "out", working.Let("o", output, "width of the output"), Sources.Definition))
            : query;
    }

    /// <summary>
    /// Cq·hd, Ck·gd, Cv·gv, hv·out, each with biases, for h heads of width d (values v), g for keys and values; R·h for R relative
    /// positions; gd + gv for a learned key and value.
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Sizes sizes = On(inputs, working);
        bool outputBias = UseOutputBias ?? UseBias;
        var weights = new List<Weight>(8);
        Add("query", sizes.QueryFeatures, sizes.Heads * sizes.KeyWidth, UseBias);
        Add("key", sizes.KeyFeatures, sizes.KeyValueHeads * sizes.KeyWidth, UseBias);
        Add("value", sizes.ValueFeatures, sizes.KeyValueHeads * sizes.ValueWidth, UseBias);
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
            var head = new TensorShape(sizes.KeyWidth);
            weights.AddRange(normalizer.Weights([head]).Select(weight => weight with { Name = "query_norm_" + weight.Name }));
            weights.AddRange(normalizer.Weights([head]).Select(weight => weight with { Name = "key_norm_" + weight.Name }));
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
    /// Beside its contractions, 6 a score (division by √d, softmax; one more for a relative position), less 2 a query and head; rotary
    /// 3 an element of queries and keys.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Sizes sizes = On(inputs, working);
        int bias = UseBias ? 1 : 0;
        Quantity queries = working.Let("Tq", inputs[0].With(output.Rank - 1, 1).ElementCount, "queries");
        Quantity keys = working.Let("Tk", KeyOf(inputs).With(output.Rank - 1, 1).ElementCount, "keys");
        Quantity keysOfOne = KeysOfOne(KeyOf(inputs)[output.Rank - 2], working);
        Quantity queryElements = queries * (sizes.Heads * sizes.KeyWidth);
        Quantity keyElements = keys * (sizes.KeyValueHeads * sizes.KeyWidth);
        Quantity results = queries * (sizes.Heads * sizes.ValueWidth);
        var steps = new WorkSteps(working);
        steps.Add(WorkFormula.Contraction(queryElements, sizes.QueryFeatures, bias, working, steps.Next("query projection")));
        steps.Add(WorkFormula.Contraction(keyElements, sizes.KeyFeatures, bias, working, steps.Next("key projection")));
        steps.Add(WorkFormula.Contraction(
            keys * (sizes.KeyValueHeads * sizes.ValueWidth), sizes.ValueFeatures, bias, working, steps.Next("value projection")));
        if (Normalizer is { } normalizer)
        {
            steps.Add(WorkFormula.Elementwise(
                queryElements + keyElements, ElementwiseWork.Of(normalizer), working, steps.Next("normalised queries and keys")));
        }

        if (UseRotary)
        {
            Quantity turned = RotaryWidth is { } rotaryWidth
                ? working.Let("r", rotaryWidth, "features per head that rotary positions rotate") * ((queries * sizes.Heads) + (keys * sizes.KeyValueHeads))
                : queryElements + keyElements;
            steps.Add(AttentionWork.Rotary(turned, working, steps.Next("rotary positions")));
        }

        AttentionWork.Product(
            ref steps, sizes.Heads, queries, keysOfOne, sizes.KeyWidth, results, (RelativePositions is null ? 0 : 1) + (CapsScores ? ElementwiseWork.SoftCap : 0), working);
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
    /// Queries, keys, values, scores (the softmax is written over them) and results of heads, all of which are kept, as are the inputs;
    /// also what a normalisation, a cap, a gate and a dropout of the scores need.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Sizes sizes = On(inputs, working);
        Quantity queries = working.Let("Tq", inputs[0].With(output.Rank - 1, 1).ElementCount, "queries");
        Quantity keys = KeysOfAll(inputs, output, working);
        Quantity q = working.Record("Elements of the queries", "Q", queries * (sizes.Heads * sizes.KeyWidth), Sources.Attention);
        Quantity k = working.Record("Elements of the keys", "K", keys * (sizes.KeyValueHeads * sizes.KeyWidth), Sources.Attention);
        Quantity v = working.Record("Elements of the values", "V", keys * (sizes.KeyValueHeads * sizes.ValueWidth), Sources.Attention);
        Quantity scores = working.Record(
            "Scores QKᵀ", "s", sizes.Heads * queries * KeysOfOne(KeyOf(inputs)[output.Rank - 2], working), Sources.Attention);
        Quantity results = working.Record("Elements of the heads' results", "e", queries * (sizes.Heads * sizes.ValueWidth), Sources.Attention);
        Quantity softmaxes = working.Record("Softmaxes", "q", sizes.Heads * queries, Sources.Attention);
        var held = new List<Held>
        {
            new("queries", q, q) { Moments = (1, 2) },
            new("keys", k, k) { Moments = (1, 2) },
            new("values", v, v) { Moments = (1, 3) },
            new("scores", scores, scores) { Moments = (2, 3), KeptInBlocks = softmaxes },
            new("results of heads", results, results) { Moments = (3, 5) },
        };
        if (HeadNormalization is { } kind)
        {
            Quantity vectors = working.Record(
                "Normalised vectors", "e", softmaxes + (sizes.KeyValueHeads * working.Let("Tk", KeyOf(inputs).With(output.Rank - 1, 1).ElementCount, "keys")), Sources.Attention);
            held.Add(new(
                "queries and keys before they are normalised",
                0,
                working.Record("Queries and keys before they are normalised", "e", working.Let("Q", q) + working.Let("K", k), Sources.Attention)));
            held.Add(new("inverse deviations", 0, vectors));
            if (kind != NormalizationKind.Rms)
            {
                held.Add(new("means", 0, vectors));
            }
        }

        if (CapsScores)
        {
            held.Add(new("capped scores", 0, scores) { KeptInBlocks = 0 });
        }

        if (UseGate)
        {
            held.Add(new("gates", results, results) { Moments = (4, 4) });
            held.Add(new("gated results", 0, results));
        }

        held.AddRange(AttentionWork.Dropped(Dropout, scores));
        return new() { KeepsInputs = All(inputs), Held = held };
    }

    /// <summary>
    /// Where a position sees those before it, the keys and values of each; otherwise those of a memory, which are computed once. Attention of
    /// all positions to all, as in an encoder, has no step to step.
    /// </summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (!IsCausal && inputs.Length == 1)
        {
            return [];
        }

        Sizes sizes = On(inputs, working);
        TensorShape memory = KeyOf(inputs).With(output.Rank - 1, 1);
        Quantity positions = (IsCausal ? memory.With(output.Rank - 2, 1) : memory).ElementCount;
        return AttentionWork.States(IsCausal, positions, sizes.KeyValueHeads, sizes.KeyWidth, sizes.ValueWidth, Window, working);
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis < output.Rank - 2 ? AxisView.Same(axis)
        : axis == output.Rank - 2 && IsCausal && input == 0 && inputs.Length == 1 ? AttentionWork.Earlier(axis, Window, output[axis])
        : axis == output.Rank - 2 && input == 0 && inputs.Length > 1 ? AxisView.Same(axis)
        : AxisView.Everything;

    private Normalization? Normalizer => HeadNormalization is { } kind ? new Normalization(kind, UseCenter: kind == NormalizationKind.Layer)
    {
        Epsilon = HeadEpsilon,
        ScalesAroundOne = HeadScalesAroundOne,
    }
    : null;

    private void RequireSettingsOfHeads()
    {
        DeepCalcException.ThrowIf(
            HeadNormalization is not (null or NormalizationKind.Layer or NormalizationKind.Rms), ErrorCode.InvalidSetting,
            $"the normalisation of queries and keys is Layer or Rms; given {HeadNormalization}.");

        Require("the width of rotary positions", RotaryWidth ?? 1, 1);
        DeepCalcException.ThrowIf(
            RotaryWidth > KeyWidth || (RotaryWidth is not null && !UseRotary), ErrorCode.InvalidSetting,
            $"rotary positions cannot rotate {RotaryWidth} features of a head{(UseRotary ? $" of width {KeyWidth}" : ", since the layer has no rotary positions")}.");
    }

    // The positions that a query attends to: those of the memory, and those appended to its projections.
    private Quantity KeysOfOne(Quantity memory, Working? working)
    {
        return Added == 0
            ? working.Let("Tk′", memory, "keys that a query attends to")
            : working.Let("Tk′", working.Record("Positions attended to", "Tk′", working.Let("Tm", memory, "keys of the memory") + Added, Sources.AddedPositions));
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
            working.Let("v", ValueWidth ?? keyWidth, "width of a head's values"),
            working.Let("Cq", width, "features of a query"),
            working.Let("Ck", KeyOf(inputs).Last, "features of a key"),
            working.Let("Cv", inputs[^1].Last, "features of a value"),
            working.Let("o", OutputWidth ?? width, "width of the output"));
    }
}
