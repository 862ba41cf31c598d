namespace DeepCalc;

/// <summary>
/// Chooses the keys that each query attends to (the lightning indexer of DeepSeek-V3.2): small queries of several heads meet one small key a
/// position, the sum of their products through ReLU is weighted by numbers of the query, and the best keys are kept.
/// </summary>
/// <param name="Heads">The number of its heads.</param>
/// <param name="Width">The width of its queries and keys.</param>
/// <param name="Keys">The most keys that a query attends to.</param>
public sealed record SparseIndexer(long Heads, long Width, long Keys)
{
    /// <summary>The settings in words.</summary>
    public override string ToString() => $"best {Keys} keys by {Heads} heads of width {Width}";

    // The keys are normalised with an offset.
    private static Normalization Normalizer => new(NormalizationKind.Layer);

    /// <summary>Its weights: projections of queries, keys and the weights of heads, and the normalisation of keys.</summary>
    internal static IEnumerable<Weight> Weights(IndexerSizes sizes) =>
    [
        new("index_query_kernel", new TensorShape(sizes.QueryFeatures, sizes.Heads * sizes.Width)),
        new("index_key_kernel", new TensorShape(sizes.Features, sizes.Width)),
        .. Normalizer.Weights([new TensorShape(sizes.Width)]).Select(weight => weight with { Name = "index_key_norm_" + weight.Name }),
        new("index_head_kernel", new TensorShape(sizes.Features, sizes.Heads)),
    ];

    /// <summary>Adds its work: projections, the scores of all keys, their sums over the heads, and a comparison of each.</summary>
    internal static void AddWork(ref WorkSteps steps, IndexerSizes sizes, Quantity rotated, Working? working)
    {
        Quantity queries = sizes.Queries;
        Quantity heads = sizes.Heads;
        Quantity width = sizes.Width;
        Quantity pairs = queries * sizes.Keys;
        steps.Add(WorkFormula.Contraction(queries * (heads * width), sizes.QueryFeatures, 0, working, steps.Next("queries of the indexer")));
        steps.Add(WorkFormula.Contraction(queries * width, sizes.Features, 0, working, steps.Next("keys of the indexer")));
        steps.Add(WorkFormula.Elementwise(queries * width, ElementwiseWork.Of(Normalizer), working, steps.Next("normalised keys of the indexer")));
        if (rotated != 0)
        {
            steps.Add(AttentionWork.Rotary(queries * rotated * (heads + 1), working, steps.Next("rotary positions of the indexer")));
        }

        steps.Add(WorkFormula.Contraction(queries * heads, sizes.Features, 0, working, steps.Next("weights of the indexer's heads")));
        steps.Add(WorkFormula.Elementwise(queries * heads, 1, working, steps.Next("scaled weights")));
        steps.Add(WorkFormula.Contraction(heads * pairs, width, 0, working, steps.Next("scores of the indexer")));
        steps.Add(WorkFormula.Elementwise(heads * pairs, ElementwiseWork.Of(ActivationFunction.Relu), working, steps.Next("ReLU")));
        steps.Add(WorkFormula.Contraction(pairs, heads, 0, working, steps.Next("sums over the indexer's heads")));
        steps.Add(WorkFormula.Elementwise(pairs, 1, working, steps.Next("choice of keys")));
    }

    /// <summary>What it holds in a moment. The choice has no gradient: only the places of the chosen keys are kept.</summary>
    internal static IEnumerable<Held> Held(IndexerSizes sizes, Quantity chosen, int moment, int last, Working? working)
    {
        (int, int) moments = (moment, moment);
        Quantity queries = sizes.Queries;
        Quantity pairs = queries * sizes.Keys;
        yield return new("queries of the indexer", Of("Queries of the indexer", queries * (sizes.Heads * sizes.Width)), 0) { Moments = moments };
        yield return new("keys of the indexer", Of("Keys of the indexer", queries * sizes.Width), 0) { Moments = moments };
        yield return new("weights of the indexer's heads", Of("Weights of the indexer's heads", queries * sizes.Heads), 0) { Moments = moments };
        yield return new("scores of the indexer", Of("Scores of the indexer", sizes.Heads * pairs), 0) { Moments = moments, KeptInBlocks = 0 };
        yield return new("sums of the indexer", Of("Sums over the indexer's heads", pairs), 0) { Moments = moments };
        Quantity places = Of("Places of the chosen keys", queries * chosen);
        yield return new("places of the chosen keys", places, places, ElementType.Int64) { Moments = (moment, last) };

        Quantity Of(string what, Quantity elements) => working.Record(what, "e", elements, Sources.SparseIndexer);
    }
}
