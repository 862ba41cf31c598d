namespace DeepCalc;

/// <content>The sizes in its formulas: the keys that a pass projects, and those that a query attends to.</content>
public sealed partial record MultiHeadAttention
{
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
