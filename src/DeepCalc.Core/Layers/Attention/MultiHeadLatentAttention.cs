namespace DeepCalc;

/// <summary>
/// Multi-head latent attention (DeepSeek-V2): keys and values of all heads are projections of one normalised latent a position, and a part of
/// the keys that rotary positions rotate is shared by the heads. Queries can be projections of a latent of their own.
/// </summary>
/// <remarks>The axis before the last holds the positions; axes before it are independent.</remarks>
public sealed record MultiHeadLatentAttention : LayerDefinition
{
    private static readonly Normalization Normalizer = new(NormalizationKind.Rms, UseCenter: false);

    /// <summary>The number of heads h.</summary>
    public required long Heads { get; init; }

    /// <summary>The width of the latent of keys and values (kv_lora_rank).</summary>
    public required long LatentWidth { get; init; }

    /// <summary>The width of a head's own queries and keys, which are not rotated (qk_nope_head_dim).</summary>
    public required long KeyWidth { get; init; }

    /// <summary>The width of the part of queries and keys whose key all heads share (qk_rope_head_dim); null is no such part.</summary>
    public long? RotaryWidth { get; init; }

    /// <summary>Whether that part is rotated by rotary position embeddings; in Kimi Linear it is not.</summary>
    public bool UseRotary { get; init; } = true;

    /// <summary>The width of a head's values (v_head_dim); null is the key width.</summary>
    public long? ValueWidth { get; init; }

    /// <summary>The width of the latent of queries (q_lora_rank); null is a direct projection.</summary>
    public long? QueryLatentWidth { get; init; }

    /// <summary>The width of the output; null is the width of the input.</summary>
    public long? OutputWidth { get; init; }

    /// <summary>Whether the projections to latents and the output projection have biases.</summary>
    public bool UseBias { get; init; }

    /// <summary>Whether a position sees only itself and those before it. It changes no count: the whole product is computed and masked.</summary>
    public bool IsCausal { get; init; }

    /// <summary>How it computes, and what it remembers.</summary>
    public LatentForm Form { get; init; }

    /// <summary>What chooses the keys that a query attends to, or null for all keys.</summary>
    public SparseIndexer? Indexer { get; init; }

    /// <summary>
    /// The most keys that a query attends to where the indexer of an earlier layer has chosen them (GLM-5.2); null is all keys, or those that
    /// <see cref="Indexer"/> chooses.
    /// </summary>
    public long? ChosenKeys { get; init; }

    /// <summary>Whether the heads' output is multiplied by a gate, the sigmoid of another projection of the input (Kimi K3).</summary>
    public bool UseGate { get; init; }

    /// <summary>The epsilon of the normalisations of latents; null is the default of the network's framework.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The factor of the scores QKᵀ, or null for 1 over the root of the width of a head's queries.</summary>
    public double? Scale { get; init; }

    /// <summary>The fraction of the weights that training sets to zero.</summary>
    public double Dropout { get; init; }

    /// <summary>The base θ of the angles of rotary positions.</summary>
    public double RotaryBase { get; init; } = PositionEmbedding.UsualBase;

    /// <summary>How the angles are scaled for sequences longer than those of training, or null.</summary>
    public RotaryScaling? RotaryScaling { get; init; }

    /// <summary>The positions that are remembered from before, or null where the pass begins with the sequence.</summary>
    internal Quantity? Past { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(MultiHeadLatentAttention);

    public override string Describe() => SettingText.Join(
        $"{Heads} heads",
        $"latent width {LatentWidth}",
        $"key width {KeyWidth}",
        RotaryWidth is { } rotary ? UseRotary ? $"rotary on {rotary}" : $"{rotary} shared" : UseRotary ? null : "no rotary",
        SettingText.Of("rotary base", RotaryBase, PositionEmbedding.UsualBase),
        RotaryScaling?.ToString(),
        ValueWidth is { } valueWidth ? $"value width {valueWidth}" : null,
        QueryLatentWidth is { } queryWidth ? $"query latent width {queryWidth}" : null,
        OutputWidth is { } outputWidth ? $"output width {outputWidth}" : null,
        IsCausal ? "causal" : null,
        Form == LatentForm.Compressed ? null : SettingText.Of(Form),
        Indexer?.ToString(),
        ChosenKeys is { } chosen ? $"best {chosen} keys of another layer" : null,
        UseGate ? "gated" : null,
        Past is { } past ? $"after {past} positions{(IsAbsorbed ? ", absorbed" : "")}" : null,
        UseBias ? "bias" : null,
        SettingText.Of("epsilon", Epsilon),
        SettingText.Of("scores times", Scale),
        SettingText.Of("dropout", Dropout, 0));

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override void Validate()
    {
        Require("the number of heads", Heads, 1);
        Require("the latent width", LatentWidth, 1);
        Require("the key width", KeyWidth, 1);
        Require("the width of rotary positions", RotaryWidth ?? 1, 1);
        Require("the value width", ValueWidth ?? 1, 1);
        Require("the width of the latent of queries", QueryLatentWidth ?? 1, 1);
        Require("the output width", OutputWidth ?? 1, 1);
        Require("the number of keys that another layer chooses", ChosenKeys ?? 1, 1);
        DeepCalcException.ThrowIf(
            Indexer is not null && ChosenKeys is not null, ErrorCode.InvalidSetting,
            "the keys are chosen by the layer's own indexer or by that of another layer; give one of them.");
        if (Indexer is { } indexer)
        {
            Require("the number of heads of the indexer", indexer.Heads, 1);
            Require("the width of the indexer", indexer.Width, 1);
            Require("the number of keys that the indexer chooses", indexer.Keys, 1);
            DeepCalcException.ThrowIf(
                UseRotary && RotaryWidth > indexer.Width,
                ErrorCode.InvalidSetting,
                $"rotary positions cannot rotate {RotaryWidth} features of the indexer's queries and keys of width {indexer.Width}.");
        }
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        DeepCalcException.ThrowIf(
            input.Rank < 2, ErrorCode.RankMismatch, $"attention needs an input of positions and features, such as 197x768; the input is {input}.");
        return OutputWidth is { } output
            ? input.With(input.Rank - 1, working.Record("Output features", "out", working.Let("o", output, "width of the output"), Sources.Definition))
            : input;
    }

    /// <summary>
    /// C·(rk + dr) to the latent, rk·h(d + v) from it, C·h(d + dr) for queries, or C·rq and rq·h(d + dr), hv·out, and rk and rq scales; C·hv
    /// of a gate; of an indexer C·(e + i) and C·ie, or rq·ie, for i heads of width e, and 2e.
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Sizes sizes = new(this, inputs, working);
        var weights = new List<Weight>(12);
        if (QueryLatentWidth is not null)
        {
            Add("query_latent", sizes.Features, sizes.QueryLatent, UseBias);
            AddNorm("query_latent_norm_", sizes.QueryLatent);
        }

        Add("query", sizes.QueryFeatures, sizes.Heads * sizes.QueryWidth, false);
        Add("latent", sizes.Features, sizes.Remembered, UseBias);
        AddNorm("latent_norm_", sizes.Latent);
        Add("key_value", sizes.Latent, sizes.Heads * (sizes.KeyWidth + sizes.ValueWidth), false);
        Add("output", sizes.Heads * sizes.ValueWidth, sizes.OutputFeatures, UseBias);
        if (UseGate)
        {
            Add("gate", sizes.Features, sizes.Heads * sizes.ValueWidth, false);
        }

        if (Indexer is { } indexer)
        {
            weights.AddRange(SparseIndexer.Weights(sizes.Index(indexer, 1, working)));
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

        void AddNorm(string name, Quantity width) =>
            weights.AddRange(Normalizer.Weights([new TensorShape(width)]).Select(weight => weight with { Name = name + weight.Name }));
    }

    /// <summary>
    /// Beside its contractions, 6 a score (division, softmax), less 2 a query and head; 4 an element of latents (normalisation), rotary 3;
    /// of an indexer 1 a score, 1 a key and query, 7 an element of its keys. Expanded in a pass over a whole sequence, absorbed where positions
    /// are remembered.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Sizes sizes = new(this, inputs, working);
        Quantity queries = sizes.Queries;
        Quantity bias = UseBias ? 1 : 0;
        var steps = new WorkSteps(working);
        if (QueryLatentWidth is not null)
        {
            steps.Add(WorkFormula.Contraction(queries * sizes.QueryLatent, sizes.Features, bias, working, steps.Next("latents of queries")));
            steps.Add(WorkFormula.Elementwise(
                queries * sizes.QueryLatent, ElementwiseWork.Of(Normalizer), working, steps.Next("normalised latents of queries")));
        }

        steps.Add(WorkFormula.Contraction(
            queries * (sizes.Heads * sizes.QueryWidth), sizes.QueryFeatures, 0, working, steps.Next("query projection")));
        steps.Add(WorkFormula.Contraction(queries * sizes.Remembered, sizes.Features, bias, working, steps.Next("latents of keys and values")));
        steps.Add(WorkFormula.Elementwise(queries * sizes.Latent, ElementwiseWork.Of(Normalizer), working, steps.Next("normalised latents")));
        Quantity rotated = UseRotary && RotaryWidth is not null ? sizes.Rotary : 0;
        if (rotated != 0)
        {
            steps.Add(AttentionWork.Rotary(queries * rotated * (sizes.Heads + 1), working, steps.Next("rotary positions")));
        }

        Quantity keys = KeysOfSequence(inputs, working);
        if (Indexer is { } indexer)
        {
            SparseIndexer.AddWork(ref steps, sizes.Index(indexer, keys, working), rotated, working);
        }

        keys = Chosen(keys, working);
        Quantity results = queries * (sizes.Heads * sizes.ValueWidth);
        if (IsAbsorbed)
        {
            Quantity latents = queries * (sizes.Heads * sizes.Latent);
            steps.Add(WorkFormula.Contraction(latents, sizes.KeyWidth, 0, working, steps.Next("absorbed queries")));
            AttentionWork.Product(ref steps, sizes.Heads, queries, keys, sizes.Remembered, latents, 0, working);
            steps.Add(WorkFormula.Contraction(results, sizes.Latent, 0, working, steps.Next("values of the results")));
        }
        else
        {
            steps.Add(WorkFormula.Contraction(
                queries * (sizes.Heads * (sizes.KeyWidth + sizes.ValueWidth)), sizes.Latent, 0, working, steps.Next("keys and values of the heads")));
            AttentionWork.Product(ref steps, sizes.Heads, queries, keys, sizes.QueryWidth, results, 0, working);
        }

        if (UseGate)
        {
            steps.Add(WorkFormula.Contraction(results, sizes.Features, 0, working, steps.Next("gate projection")));
            steps.Each("gate", results, ElementwiseWork.Of(ActivationFunction.Sigmoid) + 1);
        }

        steps.Add(WorkFormula.Contraction(
            queries * sizes.OutputFeatures, sizes.Heads * sizes.ValueWidth, bias, working, steps.Next("output projection")));
        return steps.Total();
    }

    /// <summary>
    /// Latents, queries, keys and values of heads, or absorbed queries and results in their place, scores (the softmax is written over them) and
    /// results of heads, all of which are kept, as are the input and what the normalisations need; of an indexer only the places of the keys.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Sizes sizes = new(this, inputs, working);
        Quantity queries = sizes.Queries;
        Quantity all = KeysOfSequence(inputs, working);
        Quantity keys = Chosen(all, working);
        var held = new List<Held>();
        if (QueryLatentWidth is not null)
        {
            Add("latents of queries", queries * sizes.QueryLatent, (1, Indexer is null ? 2 : 4), isNormalised: true, forWeight: "query_kernel");
        }

        Quantity of = Record("Elements of the queries", queries * (sizes.Heads * sizes.QueryWidth));
        Quantity own = IsAbsorbed ? Record("Elements of the queries that are absorbed", queries * (sizes.Heads * sizes.KeyWidth)) : of;
        held.Add(new("queries", of, own) { Moments = (2, IsAbsorbed ? 5 : 6), ForWeight = IsAbsorbed ? "key_value_kernel" : null });
        Quantity latents = Record("Elements of the latents", queries * sizes.Latent);
        Quantity remembered = RotaryWidth is null ? latents : Record("Elements of the latents and shared keys", queries * sizes.Remembered);
        held.Add(new("latents and shared keys", remembered, IsAbsorbed ? remembered : latents) { Moments = (3, IsAbsorbed ? 7 : 5), ForWeight = IsAbsorbed ? null : "key_value_kernel" });
        held.Add(new("latents before they are normalised", 0, latents));
        held.Add(new("inverse deviations of latents", 0, Record("Normalised latents", queries)));
        if (Indexer is { } indexer)
        {
            held.AddRange(SparseIndexer.Held(sizes.Index(indexer, all, working), keys, 4, 7, working));
        }

        Quantity results = Record("Elements of the heads' results", queries * (sizes.Heads * sizes.ValueWidth));
        if (IsAbsorbed)
        {
            Add("absorbed queries", queries * (sizes.Heads * sizes.Remembered), (5, 6));
        }
        else
        {
            Add("keys", queries * (sizes.Heads * sizes.QueryWidth), (5, 6));
            held.Add(new("values", results, results) { Moments = (5, 7) });
        }

        (_, Quantity scores, Quantity softmaxes) = AttentionWork.Scores(sizes.Heads, queries, keys, 0, working);
        held.Add(new("scores", scores, scores)
        {
            Moments = (6, 7),
            KeptInBlocks = softmaxes,
            Again = AttentionWork.Again(
                Heads, queries.Plain, keys.Plain, (IsAbsorbed ? sizes.Remembered : sizes.QueryWidth).Plain, (queries * (sizes.Heads * (IsAbsorbed ? sizes.Latent : sizes.ValueWidth))).Plain, 0),
        });
        if (IsAbsorbed)
        {
            Add("results in latents", queries * (sizes.Heads * sizes.Latent), (7, 8), forWeight: "key_value_kernel", isNeededInBlocks: true);
        }

        held.Add(new("results of heads", results, results)
        {
            Moments = (IsAbsorbed ? 8 : 7, 9),
            ForWeight = UseGate ? null : "output_kernel",
            IsNeededInBlocks = !IsAbsorbed,
        });
        if (UseGate)
        {
            held.Add(new("gates", results, results) { Moments = (9, 9) });
            held.Add(new("gated results", 0, results) { ForWeight = "output_kernel" });
        }

        held.AddRange(AttentionWork.Dropped(Dropout, scores));
        return new() { KeepsInputs = All(inputs), KeepsForWeights = [(0, DeepCalc.Storage.AnyWeight)], Held = held };

        Quantity Record(string what, Quantity elements) => working.Record(what, "e", elements, Sources.LatentAttention);

        void Add(string name, Quantity count, (int First, int Last) moments, bool isNormalised = false, string? forWeight = null, bool isNeededInBlocks = false)
        {
            Quantity elements = Record($"Elements of the {name}", count);
            held.Add(new(name, elements, elements) { Moments = moments, ForWeight = forWeight, IsNeededInBlocks = isNeededInBlocks });
            if (isNormalised)
            {
                held.Add(new($"{name} before they are normalised", 0, elements));
                held.Add(new($"inverse deviations of {name}", 0, Record($"Normalised {name}", queries)));
            }
        }
    }

    /// <summary>
    /// If it is causal, the latent and the shared key of each position, or keys and values of all heads in the expanded form; and the key of an
    /// indexer.
    /// </summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (!IsCausal)
        {
            return [];
        }

        Sizes sizes = new(this, inputs, working);
        int axis = inputs[0].Rank - 2;
        Quantity positions = inputs[0][axis];
        Quantity count = inputs[0].With(axis + 1, 1).With(axis, 1).ElementCount;
        Quantity sequences = count == 1 ? 1 : working.Let("Ts", count, "sequences");
        var states = new List<State>(3);
        if (Form == LatentForm.Expanded)
        {
            Add("keys", "K", sizes.Heads * sizes.QueryWidth);
            Add("values", "V", sizes.Heads * sizes.ValueWidth);
        }
        else
        {
            Add("latents", "L", sizes.Latent);
            if (RotaryWidth is not null)
            {
                Add("shared keys", "K", sizes.Rotary);
            }
        }

        if (Indexer is { } indexer)
        {
            Add("keys of the indexer", "I", working.Let("e", indexer.Width, "width of the indexer"));
        }

        return states;

        void Add(string name, string symbol, Quantity width) => states.Add(
            new(name, working.Record($"Remembered {name} of a position", symbol, sequences == 1 ? width : sequences * width, Sources.LatentAttention))
            {
                Positions = positions,
            });
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis < output.Rank - 2 ? AxisView.Same(axis)
        : axis == output.Rank - 2 && IsCausal && Past is null ? AxisView.Prefix(axis)
        : AxisView.Everything;

    internal override LayerDefinition AfterPositions(Quantity past) => this with { Past = past };

    private bool IsAbsorbed => Form == LatentForm.Absorbed || (Form == LatentForm.Compressed && IsCausal && Past is not null && Past != 0);

    // The keys of a sequence, those that are remembered among them.
    private Quantity KeysOfSequence(ReadOnlySpan<TensorShape> inputs, Working? working)
    {
        Quantity positions = inputs[0][^2];
        return !IsCausal || Past is not { } past
            ? working.Let("Tk", positions, "keys of a sequence")
            : working.Let("Tk", working.Record(
                "Keys of a sequence", "Tk", working.Let("Tp", past, "remembered positions") + working.Let("Tm", positions, "new keys"), Sources.Attention));
    }

    // The keys that a query attends to.
    private Quantity Chosen(Quantity keys, Working? working) => (Indexer?.Keys ?? ChosenKeys) is not { } most
        ? keys
        : working.Let("Tk′", working.Record(
            "Keys that a query attends to", "Tk′", Quantity.Min(keys, working.Let("k", most, "keys that the indexer chooses")), Sources.SparseIndexer));

    // The sizes in the formulas, with their symbols.
    private readonly struct Sizes
    {
        public Sizes(MultiHeadLatentAttention attention, ReadOnlySpan<TensorShape> inputs, Working? working)
        {
            Features = working.Let("C", inputs[0].Last);
            Queries = working.Let("Tq", inputs[0].With(inputs[0].Rank - 1, 1).ElementCount, "queries");
            Heads = working.Let("h", attention.Heads, "heads");
            KeyWidth = working.Let("d", attention.KeyWidth, "width of a head's own queries and keys");
            Latent = working.Let("rk", attention.LatentWidth, "width of the latent of keys and values");
            Rotary = attention.RotaryWidth is { } rotary ? working.Let("dr", rotary, "width of the shared key") : 0;
            QueryWidth = attention.RotaryWidth is null ? KeyWidth : KeyWidth + Rotary;
            Remembered = attention.RotaryWidth is null ? Latent : Latent + Rotary;
            ValueWidth = working.Let("v", attention.ValueWidth ?? attention.KeyWidth, "width of a head's values");
            QueryLatent = attention.QueryLatentWidth is { } width ? working.Let("rq", width, "width of the latent of queries") : 0;
            QueryFeatures = attention.QueryLatentWidth is null ? Features : QueryLatent;
            OutputFeatures = working.Let("o", attention.OutputWidth ?? inputs[0].Last, "width of the output");
        }

        public Quantity Features { get; }

        public Quantity Queries { get; }

        public Quantity Heads { get; }

        /// <summary>The width of a head's own queries and keys.</summary>
        public Quantity KeyWidth { get; }

        /// <summary>The same with the shared part.</summary>
        public Quantity QueryWidth { get; }

        public Quantity Latent { get; }

        public Quantity Rotary { get; }

        /// <summary>The width of what is remembered of a position: the latent and the shared key.</summary>
        public Quantity Remembered { get; }

        public Quantity ValueWidth { get; }

        public Quantity QueryLatent { get; }

        public Quantity QueryFeatures { get; }

        public Quantity OutputFeatures { get; }

        public IndexerSizes Index(SparseIndexer indexer, Quantity keys, Working? working) => new(
            working.Let("i", indexer.Heads, "heads of the indexer"),
            working.Let("e", indexer.Width, "width of the indexer"),
            QueryFeatures,
            Features,
            Queries,
            keys);
    }
}
