namespace DeepCalc.Measures.Memory;

/// <summary>A weight in training.</summary>
/// <param name="Layer">The layer that holds it.</param>
/// <param name="Weight">The weight.</param>
/// <param name="IsTrained">Whether training changes it.</param>
/// <param name="Adapter">The shapes of the adapter's two matrices; empty without one.</param>
internal sealed record TrainedWeight(Layer Layer, Weight Weight, bool IsTrained, TensorShape[] Adapter)
{
    /// <summary>The shapes of what is trained: the weight itself, or the matrices of its adapter; empty where it is frozen.</summary>
    public TensorShape[] Trained => IsTrained ? [Weight.Shape] : Adapter;

    /// <summary>The weights of a network, shared ones once.</summary>
    /// <exception cref="DeepCalcException">No weight has an adapter, though a rank is given.</exception>
    public static IReadOnlyList<TrainedWeight> Of(Network network, TrainingOptions options)
    {
        List<TrainedWeight> trained = [];
        foreach (Layer layer in network.Layers)
        {
            IReadOnlyList<Weight> weights = layer.Weights();
            for (int i = 0; i < weights.Count; i++)
            {
                if (network.SharedWeights?.HolderOf(layer, i) is null)
                {
                    bool isAdapted = options.AdapterRank is not null && weights[i] is { IsParameter: true, Shape.Rank: >= 2 }
                        && (options.HasAdapter?.Invoke(network.NameOf(layer), weights[i].Name) ?? layer.Work().Macs != 0);
                    trained.Add(new TrainedWeight(
                        layer, weights[i], options.AdapterRank is null && weights[i] is { IsTrainable: true, IsParameter: true }, isAdapted ? AdapterOf(weights[i], layer.UseOf(weights[i]), options.AdapterRank!.Value) : []));
                }
            }
        }

        return options.AdapterRank is null || trained.Exists(weight => weight.Adapter.Length > 0) ? trained : throw new DeepCalcException(
            ErrorCode.LayerNotFound,
            $"no matrix of {network.Name} is chosen for an adapter; those that layers multiply with are in {LayerNaming.Few(trained.Where(weight => weight.Weight.Shape.Rank >= 2).Select(weight => network.NameOf(weight.Layer)).Distinct())}.");
    }

    // Hu et al. 2022: a matrix to r features and one from them. All that a kernel multiplies for a feature are its inputs.
    private static TensorShape[] AdapterOf(Weight weight, MatrixUse use, long rank)
    {
        Quantity inputs = Quantity.FloorDivide(weight.Count, use.Matrices * use.Features);
        return use.Matrices == 1 ? [new(inputs, rank), new(rank, use.Features)] : [new(use.Matrices, inputs, rank), new(use.Matrices, rank, use.Features)];
    }
}
