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
    public static TrainingMemory Of(Network network, MemoryOptions options, Samples samples, Working? working = null)
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

            // The gradients of a layer are computed in the format of its weights, also where they are kept as float32.
            Quantity computed = training.Format.BytesOf(count);
            bytes += computed;
            trained += count;
            held += bytes;
            ofLayer = (weight.Layer == layer ? ofLayer : 0) + bytes + computed;
            layer = weight.Layer;
            largest = Quantity.Max(largest, ofLayer);
        }

        Quantity n = working.Let("n", trained, "trained parameters");
        Quantity master = isMixed && training.HasMasterWeights ? working.Let("m", Float32Bytes, "bytes of a float32 copy") * n : 0;
        Quantity kept = working.Let("o", states, $"bytes of the states of {training.Optimizer}");
        bool IsSharded(Sharding least) => training.Sharding >= least;
        var memory = new TrainingMemory
        {
            Trained = trained,
            Weights = Share("Weights in training", "Wt", working.Let("w", held, "bytes of all weights"), IsSharded(Sharding.Zero3)),
            Gathered = IsSharded(Sharding.Zero3) ? working.Record("Gathered weights and gradients of the largest layer, bytes", "L", largest, Sources.Zero) : 0,
            Gradients = Share("Gradients", "G", working.Let("g", gradientBytes, "bytes of a gradient") * n, IsSharded(Sharding.Zero2)),
            Optimizer = Share("Optimizer", "O", master == 0 ? kept : kept + master, IsSharded(Sharding.Zero1)),
            Saved = SavedTensors.Of(network, options, samples, weights, working),
            Loss = working.Record("Outputs for the loss, bytes", "Y", LossOf(network, samples, working), Sources.Memory),
        };
        memory.Explain(working);
        return memory;

        Quantity Share(string what, string symbol, Quantity bytes, bool isSharded)
        {
            long devices = training.PipelineParallel * (isSharded ? training.DataParallel : 1);
            return working.Record(
                $"{what}, bytes", symbol, devices == 1 ? bytes : Quantity.CeilingDivide(bytes, working.Let("D", devices, "devices that share it")), isSharded ? Sources.Zero : Sources.Memory);
        }
    }

    private void Explain(Working? working)
    {
        if (working is not null)
        {
            Quantity sum = working.Let("Wt", Weights) + working.Let("G", Gradients) + working.Let("O", Optimizer) + working.Let("S", Saved.Bytes) + working.Let("Y", Loss);
            sum = Gathered == 0 ? sum : sum + working.Let("L", Gathered);
            sum = Saved.Recomputed == 0 ? sum : sum + working.Let("R", Saved.Recomputed);
            working.Record("Training, bytes", "training", sum, Sources.Memory);
        }
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
    private static Quantity LossOf(Network network, Samples samples, Working? working)
    {
        Quantity elements = network.Outputs.Aggregate((Quantity)0, (sum, output) => sum + samples.Of(output.OutputShape.ElementCount));
        return working.Let("f", Float32Bytes, "bytes of a float32") * working.Let("e", elements, "elements of the outputs");
    }
}
