namespace DeepCalc;

/// <summary>
/// Scaled dot-product attention with several heads and projections: softmax(QKᵀ/√d)V, where Q comes from the first input,
/// K from the second and V from the third. With two inputs, K and V come from the second; with one, all come from it. Further outputs are the
/// keys and the values, each with an axis of heads and with those that are remembered, which another layer can share.
/// </summary>
/// <remarks>The axis before the last holds the positions. Axes before it are independent, as the windows of Swin are.</remarks>
public sealed partial record MultiHeadAttention : AttentionDefinition
{
    private const string OutputKernel = "output_kernel";

    public override string Kind(ReadOnlySpan<TensorShape> inputs) =>
        KeyValueHeads is { } heads && heads != Heads ? "GroupQueryAttention" : nameof(MultiHeadAttention);

    public override int LeastInputs => SharesKeyValue ? 3 : 1;

    public override int MostInputs => Indexer is null ? 3 : 1;

    /// <summary>Whether the units depend on an input: keys and values of a memory that are remembered no more depend on it.</summary>
    public override bool Sees(int input) => input == 0 || IsCausal || SharesKeyValue || Past is null;

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

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
}
