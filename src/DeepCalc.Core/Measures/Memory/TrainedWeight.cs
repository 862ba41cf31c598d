namespace DeepCalc.Measures.Memory;

/// <summary>A weight of a layer in training.</summary>
/// <param name="Layer">The layer that has it.</param>
/// <param name="Weight">The weight.</param>
internal sealed record TrainedWeight(Layer Layer, Weight Weight)
{
    /// <summary>Whether an earlier layer holds it.</summary>
    public bool IsShared { get; private init; }

    /// <summary>Whether training changes it.</summary>
    public bool IsTrained { get; private init; }

    /// <summary>The shapes of its adapter's two matrices; empty without one.</summary>
    public TensorShape[] Adapter { get; private init; } = [];

    /// <summary>Whether an earlier layer holds that adapter.</summary>
    public bool SharesAdapter { get; private init; }

    /// <summary>Whether a gradient is computed for it or its adapter.</summary>
    public bool HasGradient => IsTrained || Adapter.Length > 0;

    /// <summary>The shapes of what is trained and held at this layer: the weight itself, or the matrices of its adapter; empty where there is nothing.</summary>
    public TensorShape[] Trained => IsTrained ? (IsShared ? [] : [Weight.Shape]) : SharesAdapter ? [] : Adapter;

    /// <summary>The weights of a network, layer by layer.</summary>
    /// <remarks>
    /// An adapter belongs to a layer. A layer that is applied again with the same weights is the same layer and has the same adapter; an
    /// output layer that shares the matrix of an embedding has its own.
    /// </remarks>
    /// <exception cref="DeepCalcException">No weight has an adapter, though a rank is given.</exception>
    public static IReadOnlyList<TrainedWeight> Of(Network network, TrainingOptions options)
    {
        List<TrainedWeight> all = [];
        HashSet<(object Holder, string Weight, string Kind)> adapted = [];
        foreach (Layer layer in network.Layers)
        {
            IReadOnlyList<Weight> weights = layer.Weights();
            for (int i = 0; i < weights.Count; i++)
            {
                Layer? holder = network.SharedWeights?.HolderOf(layer, i);
                Weight held = holder is null ? weights[i] : HeldBy(holder, weights[i]);
                bool isAdapted = options.AdapterRank is not null && weights[i] is { IsParameter: true, Shape.Rank: >= 2 }
                    && (options.HasAdapter?.Invoke(network.NameOf(layer), weights[i].Name) ?? layer.Work().Macs != 0);
                all.Add(new TrainedWeight(layer, weights[i])
                {
                    IsShared = holder is not null,
                    IsTrained = options.AdapterRank is null && held is { IsTrainable: true, IsParameter: true },
                    Adapter = isAdapted ? AdapterOf(weights[i], layer.UseOf(weights[i]), options.AdapterRank!.Value) : [],
                    SharesAdapter = isAdapted && !adapted.Add((holder ?? layer, held.Name, layer.Kind)),
                });
            }
        }

        return options.AdapterRank is null || all.Exists(weight => weight.Adapter.Length > 0) ? all : throw new DeepCalcException(
            ErrorCode.LayerNotFound,
            $"no matrix of {network.Name} is chosen for an adapter; those that layers multiply with are in {LayerNaming.Few(all.Where(weight => weight.Weight.Shape.Rank >= 2).Select(weight => network.NameOf(weight.Layer)).Distinct())}.");
    }

    // The same weight in the layer that holds it, where it can be transposed and have another name.
    private static Weight HeldBy(Layer holder, Weight weight)
    {
        IReadOnlyList<Weight> held = holder.Weights();
        return (weight.Identity is { } tensor ? held.FirstOrDefault(own => ReferenceEquals(own.Identity, tensor)) : null)
            ?? held.FirstOrDefault(own => own.Name == weight.Name)
            ?? held.First(weight.IsMatrixOf);
    }

    // Hu et al. 2022: a matrix to r features and one from them. All that a kernel multiplies for a feature are its inputs.
    private static TensorShape[] AdapterOf(Weight weight, MatrixUse use, long rank)
    {
        Quantity inputs = Quantity.FloorDivide(weight.Count, use.Matrices * use.Features);
        return use.Matrices == 1 ? [new(inputs, rank), new(rank, use.Features)] : [new(use.Matrices, inputs, rank), new(use.Matrices, rank, use.Features)];
    }
}
