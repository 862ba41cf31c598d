namespace DeepCalc;

/// <summary>
/// Scaled dot-product attention of several heads: softmax(QKᵀ/√d)V, where Q comes from the first input, K from the second and V from the
/// third. With two inputs, K and V come from the second; with one, all come from it. Its outputs are the heads' results, the keys and the
/// values, each with an axis of heads and with those of a cache before them, and the scores.
/// </summary>
/// <remarks>
/// It is <see cref="MultiHeadAttention"/> without projections, or with a joint one. The axis before the last holds the positions; axes before
/// it, and before that of the heads, are independent.
/// </remarks>
public sealed record ScaledDotProductAttention : AttentionDefinition
{
    /// <summary>The number of query heads h; null where the inputs have an axis of heads before that of the positions.</summary>
    public long? Heads { get; init; }

    /// <summary>The number of key and value heads, a divisor of the query heads; null is that of the query heads, or the axis of heads.</summary>
    public long? KeyValueHeads { get; init; }

    /// <summary>
    /// The width of a head's queries and keys to which a joint projection brings the features of the only input; null is no projection.
    /// </summary>
    public long? ProjectedWidth { get; init; }

    /// <summary>The width of a head's values after the projection; null is <see cref="ProjectedWidth"/>.</summary>
    public long? ProjectedValueWidth { get; init; }

    /// <summary>Whether the projection has biases.</summary>
    public bool UseBias { get; init; }

    /// <summary>Whether the last two inputs are a cache: the keys and values of earlier positions, with an axis of heads.</summary>
    public bool HasCache { get; init; }

    /// <summary>
    /// The positions that are remembered from before, or null where the pass begins with the sequence, and where a cache is an input.
    /// </summary>
    internal Quantity? Past { get; init; }

    public override string Describe() => SettingText.Join(
        Heads is { } heads ? $"{heads} heads" : null,
        KeyValueHeads is { } fewer && fewer != Heads ? $"{fewer} key and value heads" : null,
        ProjectedWidth is { } width ? $"projected to {width} a head{(UseBias ? ", bias" : "")}" : UseBias ? "bias" : null,
        ProjectedValueWidth is { } valueWidth ? $"value width {valueWidth}" : null,
        Visible.Describe(),
        Past is { } past ? $"after {past} positions" : null,
        HasCache ? "cache" : null,
        AddsToScores ? "mask" : null,
        UseSinkLogit ? "sink logit" : null,
        ScoreCap is { } cap ? $"scores capped at {SettingText.Number(cap)}" : CapsScores ? "capped scores" : null,
        UseRotary ? "rotary" : null,
        SettingText.Of("scores times", Scale));

    public override int LeastInputs => HasCache ? 3 : 1;

    public override int MostInputs => HasCache ? 5 : 3;

    public override TensorShape DefaultInput => Heads is null
        ? new(Quantity.Unknown("h"), Quantity.Unknown("T"), Quantity.Unknown("C"))
        : new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override void Validate()
    {
        Require("the number of heads", Heads ?? 1, 1);
        Require("the number of key and value heads", KeyValueHeads ?? 1, 1);
        Require("the width of a head", ProjectedWidth ?? 1, 1);
        Require("the width of a head's values", ProjectedValueWidth ?? 1, 1);
        Visible.Require();
        DeepCalcException.ThrowIf(
            ProjectedWidth is not null && Heads is null, ErrorCode.InvalidSetting,
            "a projection has a number of heads; the input has no axis of heads.");
    }

    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => 4;

    public override string? OutputName(int output) => output switch { 1 => "keys", 2 => "values", 3 => "scores", _ => null };

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => OutputShape(0, inputs, working);

    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        RequireFit(inputs);
        Sizes sizes = On(inputs, working);
        ReadOnlySpan<Quantity> before = inputs[0].Span[..Independent(inputs[0])];
        Quantity queries = inputs[0][^2];
        return output switch
        {
            1 => new TensorShape(inputs[0].Layout, [.. before, sizes.KeyValueHeads, sizes.Keys, sizes.KeyWidth]),
            2 => new TensorShape(inputs[0].Layout, [.. before, sizes.KeyValueHeads, sizes.Keys, sizes.ValueWidth]),
            3 => new TensorShape(inputs[0].Layout, [.. before, sizes.Heads, queries, sizes.Keys]),
            _ when Heads is null => new TensorShape(inputs[0].Layout, [.. before, sizes.Heads, queries, sizes.ValueWidth]),
            _ => inputs[0].With(
                inputs[0].Rank - 1, working.Record("Output features", "out", sizes.Heads * sizes.ValueWidth, Sources.Attention)),
        };
    }

    /// <summary>C·(hd + gd + gv) of the projection, for h heads of width d (values v), g for keys and values, and its biases.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        if (ProjectedWidth is null)
        {
            return [];
        }

        Sizes sizes = On(inputs, working);
        var kernel = new Weight("query_key_value_kernel", new TensorShape(working.Let("Cq", inputs[0].Last, "features of a query"), sizes.Projected));
        return UseBias ? [kernel, new Weight("query_key_value_bias", new TensorShape(sizes.Projected))] : [kernel];
    }

    /// <summary>
    /// Beside its contractions, 6 a score (division by √d, softmax), one more for a mask and 3 for a cap, one less for a scale of 1, less 2 a query and head; rotary 3 an
    /// element of queries and new keys.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Sizes sizes = On(inputs, working);
        var steps = new WorkSteps(working);
        if (ProjectedWidth is not null)
        {
            steps.Add(WorkFormula.Contraction(
                sizes.Queries * sizes.Projected, working.Let("Cq", inputs[0].Last, "features of a query"), UseBias ? 1 : 0, working, steps.Next("projections")));
        }

        if (UseRotary)
        {
            Quantity rotated = (sizes.Queries * (sizes.Heads * sizes.KeyWidth)) + (sizes.NewKeys * (sizes.KeyValueHeads * sizes.KeyWidth));
            steps.Add(AttentionWork.Rotary(rotated, working, steps.Next("rotary positions")));
        }

        AttentionWork.Product(
            ref steps,
            sizes.Heads,
            sizes.Queries,
            sizes.Keys,
            sizes.KeyWidth,
            sizes.Queries * (sizes.Heads * sizes.ValueWidth),
            MoreOfScore,
            working,
            SinksOfSoftmax);
        return steps.Total();
    }

    /// <summary>The scores, over which the softmax is written, and what a projection or rotation makes.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Sizes sizes = On(inputs, working);
        (Quantity products, Quantity scores, Quantity softmaxes) = AttentionWork.Scores(sizes.Heads, sizes.Queries, sizes.Keys, SinksOfSoftmax, working);
        var held = new List<Held>
        {
            new("scores", scores, scores)
            {
                Moments = (2, 3),
                KeptInBlocks = softmaxes,
                Again = AttentionWork.Again(
                    sizes.Heads.Plain,
                    sizes.Queries.Plain,
                    sizes.Keys.Plain,
                    sizes.KeyWidth.Plain,
                    (sizes.Queries * (sizes.Heads * sizes.ValueWidth)).Plain,
                    MoreOfScore,
                    SinksOfSoftmax),
            },
        };
        if (ProjectedWidth is not null)
        {
            Quantity projected = working.Record("Elements of the projections", "e", sizes.Queries * sizes.Projected, Sources.Attention);
            held.Add(new("projections", projected, projected) { Moments = (1, 3) });
        }

        if (UseRotary)
        {
            Quantity rotated = working.Record(
                "Rotated elements", "e", (sizes.Queries * (sizes.Heads * sizes.KeyWidth)) + (sizes.NewKeys * (sizes.KeyValueHeads * sizes.KeyWidth)), Sources.Attention);
            held.Add(new("rotated queries and keys", ProjectedWidth is null ? rotated : 0, rotated) { Moments = (1, 2) });
        }

        if (CapsScores)
        {
            held.Add(new("capped scores", 0, products) { KeptInBlocks = 0 });
        }

        return new() { KeepsInputs = All(inputs), KeepsForWeights = ProjectedWidth is null ? [] : [(0, "query_key_value_kernel")], Held = held };
    }

    /// <summary>Where a position sees those before it, the keys and values of each; otherwise those of a memory.</summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        bool isPerPosition = IsCausal || HasCache;
        Sizes sizes = On(inputs, working);
        return !isPerPosition && Own(inputs) == 1
            ? []
            : AttentionWork.States(
                isPerPosition ? inputs[0][^2] : null,
                isPerPosition ? Sequences(inputs[0]) : sizes.NewKeys,
                sizes.KeyValueHeads,
                sizes.KeyWidth,
                sizes.ValueWidth,
                Visible.Most,
                working);
    }

    internal override LayerDefinition AfterPositions(Quantity past) => HasCache ? this : this with { Past = past };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => View(0, input, axis, inputs, output);

    public override AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int heads = Independent(inputs[0]);
        int positions = inputs[0].Rank - 2;
        bool isCausal = IsCausal && !HasCache && Past is null && number == 0 && inputs[0][positions] == KeyOf(inputs)[positions];
        return axis < heads ? AxisView.Same(axis)
            : number is 1 or 2 || input >= Own(inputs) ? AxisView.Everything
            : axis < positions ? (input == 0 || inputs[0][heads] == KeyOf(inputs)[heads] ? AxisView.Same(heads) : AxisView.Everything)
            : axis > positions ? AxisView.Everything
            : input == 0 && Own(inputs) > 1 ? AxisView.Same(number == 3 ? heads + 1 : positions)
            : isCausal ? Visible.View(positions, inputs[0][positions])
            : AxisView.Everything;
    }

    private VisiblePositions Visible => new(IsCausal, Window);

    // The inputs beside those of a cache.
    private int Own(ReadOnlySpan<TensorShape> inputs) => inputs.Length - (HasCache ? 2 : 0);

    // The axes before those of heads and positions.
    private int Independent(TensorShape query) => query.Rank - (Heads is null ? 3 : 2);

    private TensorShape KeyOf(ReadOnlySpan<TensorShape> inputs) => inputs[Own(inputs) > 1 ? 1 : 0];

    private TensorShape ValueOf(ReadOnlySpan<TensorShape> inputs) => inputs[Own(inputs) - 1];

    // A cache is an input, or earlier positions are remembered apart.
    private Quantity KeysOfOne(ReadOnlySpan<TensorShape> inputs, Working? working)
    {
        Quantity fresh = KeyOf(inputs)[^2];
        if (HasCache)
        {
            return inputs[^2][^2] + fresh;
        }

        if (!IsCausal || Past is not { } past)
        {
            return fresh;
        }

        Quantity keys = Visible.Keys(past, working.Let("Tm", fresh, "new positions of a sequence"), working);
        return working.Record("Keys that a query attends to", "Tk", keys, Sources.Attention);
    }

    private void RequireFit(ReadOnlySpan<TensorShape> inputs)
    {
        TensorShape query = inputs[0];
        TensorShape key = KeyOf(inputs);
        TensorShape value = ValueOf(inputs);
        int before = Independent(query);
        DeepCalcException.ThrowIf(
            before < 0 || key.Rank != query.Rank || value.Rank != query.Rank || inputs[Own(inputs)..].ToArray().Any(cache => cache.Rank != before + 3),
            ErrorCode.RankMismatch,
            $"attention needs queries, keys and values of {(Heads is null ? "heads, " : "")}positions and features, all with the same number of axes; the inputs are {string.Join<TensorShape>(" and ", inputs.ToArray())}.");

        Sizes sizes = On(inputs, null);
        Quantity keyWidth = ProjectedWidth ?? AttentionWork.HeadWidth(key, KeyValueHeads ?? Heads);
        bool fits = Merging.Agree(key[^2], value[^2]) is not null
            && (Own(inputs) == 1 || Merging.Agree(sizes.KeyWidth, keyWidth) is not null)
            && (sizes.Heads.KnownValue is not { } heads || sizes.KeyValueHeads.KnownValue is not { } fewer || (fewer > 0 && heads % fewer == 0));
        DeepCalcException.ThrowIf(
            !fits || !Merging.AgreeOn(before, query, key) || !Merging.AgreeOn(before, query, value), ErrorCode.ShapeMismatch,
            $"the queries {query}, keys {key} and values {value} do not fit: heads of queries and keys must have the same width, keys and values the same number of positions, and the {sizes.Heads} query heads must be a multiple of the {sizes.KeyValueHeads} key heads.");
    }

    // The sizes in the formulas, with their symbols. Queries and new keys are those of all sequences, keys those that a query attends to.
    private readonly record struct Sizes(
        Quantity Queries, Quantity NewKeys, Quantity Keys, Quantity Heads, Quantity KeyValueHeads, Quantity KeyWidth, Quantity ValueWidth)
    {
        public Quantity Projected => (Heads * KeyWidth) + (KeyValueHeads * KeyWidth) + (KeyValueHeads * ValueWidth);
    }

    private Sizes On(ReadOnlySpan<TensorShape> inputs, Working? working)
    {
        TensorShape query = inputs[0];
        TensorShape key = KeyOf(inputs);
        int heads = Independent(query);
        Quantity sequences = Sequences(query);
        Quantity keyWidth = ProjectedWidth ?? AttentionWork.HeadWidth(query, Heads);
        Quantity valueWidth = ProjectedValueWidth
            ?? (Own(inputs) == 1 ? keyWidth : AttentionWork.HeadWidth(ValueOf(inputs), KeyValueHeads ?? Heads));
        return new(
            working.Let("Tq", sequences * query[^2], "queries"),
            working.Let("Tn", sequences * key[^2], "new keys"),
            working.Let("Tk", KeysOfOne(inputs, working), "keys that a query attends to"),
            working.Let("h", Heads ?? query[heads], "heads"),
            working.Let("g", KeyValueHeads ?? Heads ?? key[heads], "key and value heads"),
            working.Let("d", keyWidth, "width of a head's queries and keys"),
            working.Let("v", valueWidth, "width of a head's values"));
    }

    // The number of sequences that are independent of each other.
    private Quantity Sequences(TensorShape query) => new TensorShape(query.Span[..Independent(query)]).ElementCount;
}
