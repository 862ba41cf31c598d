using CsCheck;
using DeepCalc.Tests.Formats.HuggingFace;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Measures.Memory;

/// <summary>The rows of layers in training: they add up to the row of the network, and each tensor is kept once.</summary>
public class TrainingRowTests
{
    private static readonly TrainingOptions[] Trainings =
    [
        new(),
        new() { Precision = TrainingPrecision.Mixed, HasFloat32Gradients = true, Optimizer = Optimizer.Adam8Bit },
        new() { Optimizer = Optimizer.Adafactor, Checkpointing = Checkpointing.Selective },
        new() { Optimizer = Optimizer.Muon, Checkpointing = Checkpointing.Full, PipelineParallel = 3 },
        new() { Precision = TrainingPrecision.Mixed, DataParallel = 7, Sharding = Sharding.Zero1, TensorParallel = 3 },
        new() { Optimizer = Optimizer.Lion, DataParallel = 7, Sharding = Sharding.Zero2, TensorParallel = 5, IsSequenceParallel = true },
        new() { DataParallel = 64, Sharding = Sharding.Zero3, PipelineParallel = 7, Checkpointing = Checkpointing.Full },
        new() { Precision = TrainingPrecision.Mixed, HasMasterWeights = false, AdapterRank = 3, Checkpointing = Checkpointing.Full },
        new() { Optimizer = Optimizer.Momentum, AdapterRank = 2, DataParallel = 5, Sharding = Sharding.Zero3, TensorParallel = 2 },
    ];

    [Fact]
    public void The_rows_of_random_networks_add_up() =>
        Gen.Select(RandomGraph.Of(14), Gen.Int[0, Trainings.Length - 1].Select(i => Trainings[i]), Gen.Long[1, 9], Gen.Bool, Gen.Bool).Sample(
            (network, training, batch, isBlocked, isBest) => AddUp(
                network, new MemoryOptions { BatchSize = batch, IsAttentionBlocked = isBlocked, FindsBestOrder = isBest, Training = Adaptable(network, training) }),
            iter: 2000);

    public static TheoryData<string> Files => [.. TorchvisionFile.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_rows_of_a_file_add_up(string name)
    {
        var network = new Network(OnnxFixture.Import(name));

        // Each file has a third of the trainings, so that all are tried on many networks.
        int turn = Array.IndexOf([.. TorchvisionFile.Names], name) % 3;
        Assert.All(Trainings.Where((_, i) => i % 3 == turn), training => AddUp(network, new MemoryOptions { BatchSize = 2, Training = Adaptable(network, training) }));
    }

    public static TheoryData<string> Models => [.. Configs.All.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_rows_of_a_language_model_add_up(string name)
    {
        Network network = Configs.Sized(name);
        Assert.All(Trainings, training => AddUp(network, new MemoryOptions { BatchSize = 3, Training = training }));
    }

    // A list of what is kept, made from the answers alone: the memories of values, each once, and other tensors.
    [Fact]
    public void Each_tensor_is_kept_once_at_the_first_layer_that_needs_it() => RandomGraph.Of(14).Sample(
        network =>
        {
            MemorySimulator.Memories memories = MemorySimulator.InTraining(network);
            var kept = new HashSet<object>();
            LayerMemoryMeasurement[] rows = [.. LayerMemoryMeasurement.Of(network, new MemoryOptions { Training = new TrainingOptions() })];
            bool[] hasGradient = new bool[network.Layers.Count];
            foreach (Layer layer in network.Layers)
            {
                int index = network.IndexOf(layer);
                hasGradient[index] = layer.Weights().Count > 0 || layer.Inputs.Any(input => hasGradient[network.IndexOf(input)]);
                Storage storage = layer.Storage();
                IEnumerable<Layer> needed = storage.KeepsInputs.Select(input => layer.Inputs[input]).Concat(storage.KeepsOutput ? [layer] : []);
                long bytes = 0;
                if (hasGradient[index])
                {
                    bytes = needed.Where(value => kept.Add(memories.Of[value])).Sum(value => memories.Bytes[memories.Of[value]])
                        + storage.Held.Sum(held => held.Kept.Value * (held.Type == ElementType.Boolean ? 1 : 4));
                }

                LayerMemoryMeasurement row = rows.Single(row => row.Layer == network.NameOf(layer));
                Assert.Equal((row.Layer, bytes), (row.Layer, row.SavedBytes!.Value));
            }
        },
        iter: 2000);

    // Two layers read the output of the first one: it counts at the first of them.
    [Fact]
    public void A_shared_input_names_the_layer_at_which_it_counts()
    {
        Layer shared = new(new Dense(6), "shared", new Layer(new Input(new TensorShape(5, 4)), "x"));
        Layer left = new(new Dense(3), "left", shared);
        Layer right = new(new Dense(3), "right", shared);
        LayerMemoryMeasurement[] rows = [.. LayerMemoryMeasurement.Of(
            new Network(new Layer(new Merge(), "sum", left, right)), new MemoryOptions { Training = new TrainingOptions() })];

        Assert.Equal(
            [("x", 0L, null, null), ("shared", 80, "x 80", null), ("left", 120, "shared 120", null), ("right", 0, null, "shared at left"), ("sum", 0, null, null)],
            rows.Select(row => (row.Layer, row.SavedBytes!.Value, row.SavedTensors, row.SavedElsewhere)));
        Assert.Equal([0L, 0, 0, 0, 4 * 5 * 3], rows.Select(row => row.LossBytes!.Value));
    }

    // A layer that shares weights holds none, so that gradients and states count at the layer that holds them.
    [Fact]
    public void Shared_weights_count_at_the_layer_that_holds_them()
    {
        Layer first = new(new Dense(4, UseBias: false), "first", new Layer(new Input(new TensorShape(5, 4)), "x"));
        Layer second = new Layer(new Dense(4, UseBias: false), "second", first).TiedTo(first);
        LayerMemoryMeasurement[] rows = [.. LayerMemoryMeasurement.Of(new Network(second), new MemoryOptions { Training = new TrainingOptions() })];

        Assert.Equal([0L, 64, 0], rows.Select(row => row.GradientBytes!.Value));
        Assert.Equal([0L, 128, 0], rows.Select(row => row.OptimizerBytes!.Value));
        Assert.Equal([0L, 80, 80], rows.Select(row => row.SavedBytes!.Value));
    }

    // Two blocks of two layers each. Of each block, the input is kept, and the hidden features are computed again.
    [Fact]
    public void Checkpoints_keep_the_inputs_of_parts_at_their_first_layers()
    {
        Layer input = new(new Input(new TensorShape(10, 4)), "x");
        Layer last = Enumerable.Range(0, 4).Aggregate(input, (before, i) => new Layer(new Dense(i % 2 == 0 ? 8 : 4, UseBias: false), $"dense{i}", before));
        LayerMemoryMeasurement[] rows = [.. LayerMemoryMeasurement.Of(
            new Network(last), new MemoryOptions { Training = new TrainingOptions { Checkpointing = Checkpointing.Full } })];

        Assert.Equal([null, 1, 1, 2, 2], rows.Select(row => row.CheckpointPart));
        Assert.Equal([0L, 160, 0, 160, 0], rows.Select(row => row.SavedBytes!.Value));
        Assert.Equal([0L, 0, 320, 0, 320], rows.Select(row => row.RecomputedBytes!.Value));
        Assert.Equal([0L, 320, 320, 320, 320], rows.Select(row => row.RecomputedMacs!.Value));
    }

    [Fact]
    public void Open_sizes_make_formulas_of_the_rows()
    {
        Layer layer = new(new Dense(8), "dense", new Layer(new Input(new TensorShape(Quantity.Unknown("T"), 4)), "x"));
        LayerMemoryMeasurement row = LayerMemoryMeasurement.Of(new Network(layer), new MemoryOptions { Training = new TrainingOptions() }).Last();

        Assert.Equal((null, "16·T", null, "32·T", 160), (row.SavedBytes, row.SavedBytesFormula, row.LossBytes, row.LossBytesFormula, row.GradientBytes));
    }

    private static void AddUp(Network network, MemoryOptions options)
    {
        MemoryMeasurement whole = MemoryMeasurement.Of(network, options);
        LayerMemoryMeasurement[] rows = [.. LayerMemoryMeasurement.Of(network, options)];
        foreach ((string name, long? total, Func<LayerMemoryMeasurement, long?> part) in new (string, long?, Func<LayerMemoryMeasurement, long?>)[]
        {
            ("WeightBytes", whole.WeightBytes, row => row.WeightBytes),
            ("CacheBytes", whole.CacheBytes, row => row.CacheBytes),
            ("TrainedParameters", whole.TrainedParameters, row => row.TrainedParameters),
            ("TrainingWeightBytes", whole.TrainingWeightBytes, row => row.TrainingWeightBytes),
            ("GradientBytes", whole.GradientBytes, row => row.GradientBytes),
            ("OptimizerBytes", whole.OptimizerBytes, row => row.OptimizerBytes),
            // Of layers of which it is unknown what they keep, nothing counts.
            ("SavedBytes", whole.SavedBytes, row => row.SavedBytes ?? (row.IsUncounted ? 0 : null)),
            ("RecomputedMacs", whole.RecomputedMacs, row => row.RecomputedMacs),
            ("RecomputedFlops", whole.RecomputedFlops, row => row.RecomputedFlops),
            ("LossBytes", whole.LossBytes, row => row.LossBytes),
        })
        {
            Equal(name, total, Sum(rows, part));
        }

        Equal("GatheredBytes", whole.GatheredBytes, Most(rows.Select(row => row.GatheredBytes)));

        // A part with open sizes can be known to be smaller than another one.
        long?[] parts = [.. rows.GroupBy(row => row.CheckpointPart).Select(part => Sum(part, row => row.RecomputedBytes))];
        Equal("RecomputedBytes", whole.RecomputedBytes, whole.RecomputedBytes is null ? Most(parts) : parts.Max());
        Assert.Equal(
            whole.TrainingBytes,
            whole.TrainingWeightBytes + whole.GatheredBytes + whole.GradientBytes + whole.OptimizerBytes + whole.SavedBytes + whole.RecomputedBytes + whole.LossBytes);

        void Equal(string name, long? total, long? sum) => Assert.True(total == sum, $"{name} of {network.Name} is {total}, and its rows give {sum}.");
    }

    private static long? Sum(IEnumerable<LayerMemoryMeasurement> rows, Func<LayerMemoryMeasurement, long?> part) =>
        rows.Aggregate((long?)0, (sum, row) => sum + part(row));

    private static long? Most(IEnumerable<long?> numbers) => numbers.Aggregate((long?)0, static (most, number) => most is { } a && number is { } b ? Math.Max(a, b) : null);

    // A network without a matrix has no adapters.
    private static TrainingOptions Adaptable(Network network, TrainingOptions training) =>
        network.Layers.Any(layer => layer.Work().Macs != 0 && layer.Weights().Any(weight => weight is { IsParameter: true, Shape.Rank: >= 2 })) ? training : training with { AdapterRank = null };
}
