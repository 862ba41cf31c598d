namespace DeepCalc.Layers.Attention;

/// <summary>The sizes in the formulas of a sparse indexer, with their symbols.</summary>
/// <param name="Heads">Its heads.</param>
/// <param name="Width">The width of its queries and keys.</param>
/// <param name="QueryFeatures">The features that its queries are projected from.</param>
/// <param name="Features">The features that its keys and the weights of its heads are projected from.</param>
/// <param name="Queries">The queries of all sequences.</param>
/// <param name="Keys">The keys of a sequence, all of which a query meets.</param>
internal readonly record struct IndexerSizes(Quantity Heads, Quantity Width, Quantity QueryFeatures, Quantity Features, Quantity Queries, Quantity Keys);
