namespace DeepCalc.Measures.Memory;

/// <summary>The memory of a network's training on one device. Sizes are bytes.</summary>
internal sealed record TrainingMemory
{
    private const long Float32Bytes = 4;

    /// <summary>The parameters that are trained, those of adapters included.</summary>
    public Quantity Trained { get; private init; }

    /// <summary>The weights as training holds them, adapters included.</summary>
    public Quantity Weights { get; private init; }

    /// <summary>The weights of the largest layer, and their gradients, that ZeRO 3 gathers; otherwise 0.</summary>
    public Quantity Gathered { get; private init; }

    /// <summary>The gradients of weights.</summary>
    public Quantity Gradients { get; private init; }

    /// <summary>The optimizer's states, the float32 copy of the weights included.</summary>
    public Quantity Optimizer { get; private init; }

    /// <summary>The tensors that the forward pass keeps.</summary>
    public required SavedTensors Saved { get; init; }

    /// <summary>The outputs of the network as float32, of which the loss is computed.</summary>
    public Quantity Loss { get; private init; }

    /// <summary>All of it.</summary>
    public Quantity Total => Weights + Gathered + Gradients + Optimizer + Saved.Bytes + Saved.Recomputed + Loss;

    /// <summary>The memory of a network's training.</summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits, or options exclude each other.</exception>
    public static TrainingMemory Of(Network network, MemoryOptions options)
    {
        TrainingOptions training = options.Training!;
        IReadOnlyList<TrainedWeight> weights = TrainedWeight.Of(network, training);
        bool isMixed = training.Precision == TrainingPrecision.Mixed;
        long gradientBytes = isMixed && !training.HasFloat32Gradients ? Float32Bytes / 2 : Float32Bytes;
        Quantity trained = 0;
        Quantity held = 0;
        Quantity states = 0;
        Quantity largest = 0;
        Layer? layer = null;
        Quantity ofLayer = 0;
        foreach (TrainedWeight weight in weights)
        {
            (Quantity count, Quantity bytes) = (0, FrozenBytes(weight, network, options));
            foreach (TensorShape shape in weight.IsTrained ? [weight.Weight.Shape] : weight.Adapter)
            {
                TensorShape own = Part(shape, training);
                count += own.ElementCount;
                states += OptimizerState.BytesOf(training.Optimizer, own, weight.Layer.Work().Macs != 0);
            }

            bytes += training.Format.BytesOf(count);
            trained += count;
            held += bytes;
            ofLayer = (weight.Layer == layer ? ofLayer : 0) + bytes + (gradientBytes * count);
            layer = weight.Layer;
            largest = Quantity.Max(largest, ofLayer);
        }

        Quantity master = isMixed && training.HasMasterWeights ? Float32Bytes * trained : 0;
        bool IsSharded(Sharding least) => training.Sharding >= least;
        return new TrainingMemory
        {
            Trained = trained,
            Weights = Share(held, IsSharded(Sharding.Zero3)),
            Gathered = IsSharded(Sharding.Zero3) ? largest : 0,
            Gradients = Share(gradientBytes * trained, IsSharded(Sharding.Zero2)),
            Optimizer = Share(states + master, IsSharded(Sharding.Zero1)),
            Saved = SavedTensors.Of(network, options, weights),
            Loss = LossOf(network, options),
        };

        Quantity Share(Quantity bytes, bool isSharded) => Quantity.CeilingDivide(bytes, training.PipelineParallel * (isSharded ? training.DataParallel : 1));
    }

    // Weights that are not trained keep the format that is asked for, or that of the training.
    private static Quantity FrozenBytes(TrainedWeight weight, Network network, MemoryOptions options)
    {
        if (weight.IsTrained)
        {
            return 0;
        }

        TrainingOptions training = options.Training!;
        NumberFormat format = options.ActivationFormat ?? training.Format;
        Quantity bytes = WeightMemory.BytesOf(weight.Weight, network, options with { ActivationFormat = format, WeightFormat = options.WeightFormat ?? format }, null);
        return weight.Weight.Shape.Rank < 2 ? bytes : Quantity.CeilingDivide(bytes, training.TensorParallel);
    }

    // Tensor parallelism divides matrices; vectors stand on every device.
    private static TensorShape Part(TensorShape shape, TrainingOptions training) => training.TensorParallel == 1 || shape.Rank < 2
        ? shape
        : shape.With(shape.Rank - 1, Quantity.CeilingDivide(shape.Last, training.TensorParallel));

    // The loss is computed in float32, from outputs that are copied to it.
    private static Quantity LossOf(Network network, MemoryOptions options)
    {
        var count = new BatchCount(network, options.BatchSize);
        return network.Outputs.Aggregate((Quantity)0, (sum, output) => sum + (Float32Bytes * count.Of(output.OutputShape.ElementCount)));
    }
}
