namespace DeepCalc;

/// <summary>
/// Chooses the blocks of keys that each query attends to (MiniMax-M3): small queries of several heads meet one small key a position, the best
/// score of a block is the block's, and the heads of queries that belong to a head of the indexer attend to its best blocks.
/// </summary>
/// <param name="Heads">The number of its heads, a divisor of the heads of queries.</param>
/// <param name="Width">The width of its queries and keys.</param>
/// <param name="BlockSize">The number of keys of a block.</param>
/// <param name="Blocks">The most blocks that a query attends to, the first and last ones among them that it always sees.</param>
public sealed record BlockIndexer(long Heads, long Width, long BlockSize, long Blocks)
{
    /// <summary>The settings in words.</summary>
    public override string ToString() => $"best {Blocks} blocks of {BlockSize} keys by {Heads} heads of width {Width}";

    /// <summary>Checks the settings.</summary>
    /// <exception cref="DeepCalcException">A number is below 1.</exception>
    internal void Validate()
    {
        Require("the number of heads of the indexer", Heads);
        Require("the width of the indexer", Width);
        Require("the number of keys of the indexer's blocks", BlockSize);
        Require("the number of blocks that the indexer chooses", Blocks);

        static void Require(string setting, long value) =>
            DeepCalcException.ThrowIf(value < 1, ErrorCode.InvalidSize, $"{setting} must be at least 1; given {value}.");
    }

    /// <summary>The most keys that a query attends to.</summary>
    internal long Most => checked(BlockSize * Blocks);

    /// <summary>Its weights: projections of queries and keys, and a normalisation of each.</summary>
    /// <param name="sizes">The sizes in its formulas.</param>
    /// <param name="normalizer">The normalisation of heads, or null.</param>
    internal static IEnumerable<Weight> Weights(IndexerSizes sizes, Normalization? normalizer)
    {
        yield return new("index_query_kernel", new TensorShape(sizes.QueryFeatures, sizes.Heads * sizes.Width));
        yield return new("index_key_kernel", new TensorShape(sizes.Features, sizes.Width));
        foreach (string name in normalizer is null ? Array.Empty<string>() : ["index_query_norm_", "index_key_norm_"])
        {
            foreach (Weight weight in normalizer!.Weights([new TensorShape(sizes.Width)]))
            {
                yield return weight with { Name = name + weight.Name };
            }
        }
    }

    /// <summary>Adds its work: projections, normalisations and positions, the scores of all keys with their factor, and a comparison of each.</summary>
    internal static void AddWork(ref WorkSteps steps, IndexerSizes sizes, Normalization? normalizer, Quantity rotated, Working? working)
    {
        Quantity queries = sizes.Queries * (sizes.Heads * sizes.Width);
        Quantity keys = sizes.Queries * sizes.Width;
        Quantity scores = sizes.Heads * (sizes.Queries * sizes.Keys);
        steps.Add(WorkFormula.Contraction(queries, sizes.QueryFeatures, 0, working, steps.Next("queries of the indexer")));
        steps.Add(WorkFormula.Contraction(keys, sizes.Features, 0, working, steps.Next("keys of the indexer")));
        if (normalizer is not null)
        {
            steps.Each("normalised queries and keys of the indexer", queries + keys, ElementwiseWork.Of(normalizer));
        }

        if (rotated != 0)
        {
            steps.Add(AttentionWork.Rotary(sizes.Queries * rotated * (sizes.Heads + 1), working, steps.Next("rotary positions of the indexer")));
        }

        steps.Add(WorkFormula.Contraction(scores, sizes.Width, 0, working, steps.Next("scores of the indexer")));
        steps.Each("choice of blocks", scores, 2);
    }

    /// <summary>What it holds while it works. The choice has no gradient: only the numbers of the chosen blocks are kept.</summary>
    internal IEnumerable<Held> Held(IndexerSizes sizes, Working? working)
    {
        Quantity queries = sizes.Queries;
        yield return new("queries of the indexer", Of("Queries of the indexer", queries * (sizes.Heads * sizes.Width)), 0) { Moments = (1, 1) };
        yield return new("keys of the indexer", Of("Keys of the indexer", queries * sizes.Width), 0) { Moments = (1, 1) };
        yield return new("scores of the indexer", Of("Scores of the indexer", sizes.Heads * (queries * sizes.Keys)), 0) { Moments = (1, 1), KeptInBlocks = 0 };
        Quantity chosen = Of("Numbers of the chosen blocks", sizes.Heads * (queries * working.Let("b", Blocks, "blocks that the indexer chooses")));
        yield return new("numbers of the chosen blocks", chosen, chosen, ElementType.Int64) { Moments = (1, 3) };

        Quantity Of(string what, Quantity elements) => working.Record(what, "e", elements, Sources.BlockIndexer);
    }
}
