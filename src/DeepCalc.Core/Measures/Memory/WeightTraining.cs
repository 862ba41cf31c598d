namespace DeepCalc.Measures.Memory;

/// <summary>What a device has for the weights of a layer in training. Sizes are bytes.</summary>
/// <param name="Trained">The parameters that training changes, those of adapters included.</param>
/// <param name="Weights">The weights, adapters included.</param>
/// <param name="Gathered">The weights and gradients of the whole layer, which ZeRO 3 gathers while the layer works; otherwise 0.</param>
/// <param name="Gradients">The gradients.</param>
/// <param name="Optimizer">The optimizer's states, the float32 copy of the weights included.</param>
internal readonly record struct WeightTraining(Quantity Trained, Quantity Weights, Quantity Gathered, Quantity Gradients, Quantity Optimizer)
{
    private const long Float32Bytes = 4;

    /// <summary>The weights of a layer.</summary>
    /// <exception cref="OverflowException">A size does not fit in 64 bits.</exception>
    public static WeightTraining Of(IEnumerable<TrainedWeight> weights, Network network, MemoryOptions options, Working? working = null)
    {
        TrainingOptions training = options.Training!;
        List<(string Name, Quantity Count)> counts = [];
        List<(string Name, Quantity Bytes)> states = [];
        List<(string Name, Quantity Bytes)> frozen = [];
        foreach (TrainedWeight weight in weights)
        {
            string name = weight.Weight.Name;
            if (!weight.IsTrained && !weight.IsShared)
            {
                frozen.Add((name, FrozenBytes(weight, network, options, working)));
            }

            if (weight.Trained.Length > 0)
            {
                counts.Add((name, CountOf(weight, training, working)));
                states.Add((name, StatesOf(weight, training, working)));
            }
        }

        Quantity n = Sum("Trained parameters", "N", counts);
        Quantity bytes = n == 0 ? 0 : training.Format.BytesOf(working.Let("N", n), working);
        Quantity held = Sum("Frozen weights, bytes", "z", frozen);
        Quantity all = held == 0 ? bytes : bytes == 0 ? working.Let("z", held) : working.Let("z", held) + bytes;
        bool isMixed = training.Precision == TrainingPrecision.Mixed;
        Quantity gradient = working.Let("g", isMixed && !training.HasFloat32Gradients ? Float32Bytes / 2 : Float32Bytes, "bytes of a gradient");
        Quantity kept = Sum("States of the optimizer, bytes", "o", states);
        Quantity copied = isMixed && training.HasMasterWeights && n != 0 ? working.Let("m", Float32Bytes, "bytes of a float32 copy") * working.Let("N", n) : 0;
        Quantity optimizer = kept == 0 ? copied : copied == 0 ? working.Let("o", kept) : working.Let("o", kept) + copied;
        bool IsSharded(Sharding least) => training.Sharding >= least;
        return new WeightTraining(
            n,
            Share("Weights in training", "Wt", all, IsSharded(Sharding.Zero3)),
            IsSharded(Sharding.Zero3) && all != 0
                ? working.Record("Weights and gradients that are gathered, bytes", "L", bytes == 0 ? all : all + bytes, Sources.Zero)
                : 0,
            n == 0 ? 0 : Share("Gradients", "G", gradient * working.Let("N", n), IsSharded(Sharding.Zero2)),
            Share("Optimizer", "O", optimizer, IsSharded(Sharding.Zero1)));

        Quantity Sum(string what, string symbol, List<(string, Quantity)> parts) =>
            parts.Count == 0 ? 0 : working.Record(what, symbol, MemoryWorking.Sum(working, parts), Sources.Memory);

        Quantity Share(string what, string symbol, Quantity whole, bool isSharded)
        {
            long devices = training.PipelineParallel * (isSharded ? training.DataParallel : 1);
            return whole == 0 ? 0 : working.Record(
                $"{what}, bytes", symbol, devices == 1 ? whole : Quantity.CeilingDivide(whole, working.Let("D", devices, "devices that share it")), isSharded ? Sources.Zero : Sources.Memory);
        }
    }

    // The elements of a weight, or of the two matrices of its adapter, on one device.
    private static Quantity CountOf(TrainedWeight weight, TrainingOptions training, Working? working)
    {
        Quantity? count = null;
        foreach (TensorShape shape in weight.Trained)
        {
            Quantity own = IsDivided(shape, training)
                ? working.Let("u", ElementsBeforeLast(shape), "its other elements") * Quantity.CeilingDivide(working.Let("v", shape.Last, "size of its last axis"), working.Let("t", training.TensorParallel, "devices that divide it"))
                : working.Let("n", shape.ElementCount, "elements");
            count = count is { } before ? before + own : own;
        }

        return working.Record($"Trained parameters of {weight.Weight.Name}", "n", count!.Value, Sources.Memory);
    }

    private static Quantity StatesOf(TrainedWeight weight, TrainingOptions training, Working? working)
    {
        Quantity? bytes = null;
        foreach (TensorShape shape in weight.Trained)
        {
            TensorShape own = IsDivided(shape, training) ? shape.With(shape.Rank - 1, Quantity.CeilingDivide(shape.Last, training.TensorParallel)) : shape;
            Quantity state = OptimizerState.BytesOf(training.Optimizer, own, weight.Layer, working);
            bytes = bytes is { } before ? before + state : state;
        }

        return bytes == 0 ? 0 : working.Record($"States of {training.Optimizer.ToString()} for {weight.Weight.Name}, bytes", "o", bytes!.Value, Sources.Memory);
    }

    // Weights that are not trained keep the format that is asked for, or that of the training.
    private static Quantity FrozenBytes(TrainedWeight weight, Network network, MemoryOptions options, Working? working)
    {
        TrainingOptions training = options.Training!;
        NumberFormat format = options.ActivationFormat ?? training.Format;
        Quantity bytes = WeightMemory.BytesOf(weight.Weight, network, options with { ActivationFormat = format, WeightFormat = options.WeightFormat ?? format }, working);
        return !IsDivided(weight.Weight.Shape, training) ? bytes : working.Record(
            $"Bytes of {weight.Weight.Name} on one device",
            "bytes",
            Quantity.CeilingDivide(working.Let("bytes", bytes), working.Let("t", training.TensorParallel, "devices that divide it")),
            Sources.Memory);
    }

    // Tensor parallelism divides matrices; vectors stand on every device.
    private static bool IsDivided(TensorShape shape, TrainingOptions training) => training.TensorParallel > 1 && shape.Rank >= 2;

    private static Quantity ElementsBeforeLast(TensorShape shape)
    {
        Quantity elements = 1;
        for (int axis = 0; axis < shape.Rank - 1; axis++)
        {
            elements *= shape[axis];
        }

        return elements;
    }
}
