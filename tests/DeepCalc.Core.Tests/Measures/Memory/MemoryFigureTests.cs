namespace DeepCalc.Tests.Measures.Memory;

/// <summary>The memory of networks and layers for which the figure is known, by hand or as its authors published it.</summary>
public class MemoryFigureTests
{
    // MobileNetV1 at 224: 112²·32 + 112²·64 elements.
    [Fact]
    public void MobileNetV1_needs_the_input_and_output_of_its_first_pointwise_convolution()
    {
        Layer layer = Activated(Conv(Input(224, 224, 3), 32, 3, 2));
        foreach ((long filters, long stride) in new (long, long)[] { (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1) })
        {
            layer = Activated(new Layer(new DepthwiseConvolution(1, Window(3, stride)), null, layer));
            layer = Activated(Conv(layer, filters, 1, 1));
        }

        Assert.Equal(1_204_224, Activations(layer, new MemoryOptions { ActivationFormat = NumberFormat.Parse("int8") }));
    }

    // VGG-16 at 224: 64 channels in and out at 224², 24.5 MiB of float32.
    [Fact]
    public void VGG16_needs_the_input_and_output_of_its_second_convolution()
    {
        Layer layer = Input(224, 224, 3);
        foreach (long[] block in new long[][] { [64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512] })
        {
            layer = block.Aggregate(layer, (before, filters) => Activated(Conv(before, filters, 3, 1)));
            layer = new Layer(new Pooling(PoolKind.Max, new WindowSettings { Kernel = 2, Stride = 2 }), null, layer);
        }

        Assert.Equal(4 * 6_422_528, Activations(layer, new MemoryOptions()));
    }

    // MobileNetV2's widest step: 112²·96 + 56²·96 elements; 112²·16 + 112²·96 with the depthwise convolution in place.
    [Fact]
    public void MobileNetV2_needs_its_widest_step()
    {
        Layer input = Input(112, 112, 16);
        Layer wide = Activated(Conv(input, 96, 1, 1));
        Layer narrow = Activated(new Layer(new DepthwiseConvolution(1, Window(3, 2)), null, wide));
        Layer output = Conv(narrow, 24, 1, 1);
        var options = new MemoryOptions { ActivationFormat = NumberFormat.Parse("int8") };

        Assert.Equal(1_505_280, Activations(output, options));
        Assert.Equal(1_404_928, Activations(output, options with { OverwritesByChannel = true }));
        Assert.Equal(2 * 112 * 112 * 96, Activations(output, options with { Overwrites = false }));
    }

    // Two layers of 2 heads of width 4 on 6 positions: each keeps its input, queries, scores and results, and one keeps keys and values for both.
    [Fact]
    public void Keys_and_values_that_layers_share_are_kept_once()
    {
        var attention = new MultiHeadAttention { Heads = 2, IsCausal = true };
        Layer first = new(attention, null, Input(6, 8));
        Layer second = new(attention with { SharesKeyValue = true }, null, [first, .. SharedKeyValue.Of(first)]);

        Assert.Equal(4 * (2 * ((3 * 6 * 8) + (2 * 6 * 6)) + (2 * 6 * 8)), Training(second, new TrainingOptions()).SavedBytes);

        // In inference, keys and values are in the cache of the first one. While either works, its input and its output are there.
        MemoryMeasurement row = MemoryMeasurement.Of(new Network(second), new MemoryOptions());
        Assert.Equal((4 * 2 * 6 * 8, 4 * 2 * 6 * 8), (row.ActivationBytes, row.CacheBytes));
    }

    // A linear layer 1024→1024 shared 100 times on 10,240 rows.
    [Fact]
    public void A_shared_layer_keeps_its_input_at_each_use()
    {
        Layer first = new(new Dense(1024, UseBias: false), null, Input(10_240, 1024));
        Layer last = Enumerable.Range(1, 99).Aggregate(first, (before, _) => new Layer(new Dense(1024, UseBias: false), null, before).TiedTo(first));

        MemoryMeasurement row = Training(last, new TrainingOptions());

        Assert.Equal(4_194_304_000, row.SavedBytes);
        Assert.Equal(4 * 1024 * 1024, row.GradientBytes);
    }

    // 12 heads on 1,024 tokens: 12·1024² scores of 4 bytes.
    [Fact]
    public void Attention_holds_its_scores_unless_it_works_in_blocks()
    {
        Layer layer = new(new MultiHeadAttention { Heads = 12 }, null, Input(1024, 768));

        MemoryMeasurement full = MemoryMeasurement.Of(new Network(layer), new MemoryOptions());
        MemoryMeasurement blocked = MemoryMeasurement.Of(new Network(layer), new MemoryOptions { IsAttentionBlocked = true });

        // Queries, keys and values beside them.
        Assert.Equal((50_331_648, 3 * 1024 * 768 * 4), (full.ScoreBytes, full.WorkspaceBytes));
        Assert.Equal((0, full.PeakBytes - full.ScoreBytes), (blocked.ScoreBytes, blocked.PeakBytes));
    }

    // ZeRO: 7.5e9 parameters on 64 devices: 120, 31.4, 16.6 and 1.9 GB.
    [Theory]
    [InlineData(Sharding.None, 120_000_000_000)]
    [InlineData(Sharding.Zero1, 31_406_250_000)]
    [InlineData(Sharding.Zero2, 16_640_625_000)]
    [InlineData(Sharding.Zero3, 1_875_000_000)]
    public void Mixed_precision_Adam_takes_sixteen_bytes_a_parameter(Sharding sharding, long bytes)
    {
        MemoryMeasurement row = Training(
            new Layer(new Dense(7_500_000, UseBias: false), null, Input(1000)),
            new TrainingOptions { Precision = TrainingPrecision.Mixed, DataParallel = 64, Sharding = sharding });

        Assert.Equal(bytes, row.TrainingWeightBytes + row.GradientBytes + row.OptimizerBytes);
        Assert.Equal(sharding == Sharding.Zero3 ? 4 * 7_500_000_000 : 0, row.GatheredBytes);
    }

    // Korthikanti et al. 2022: s·b·h·(34 + 5·a·s/h) bytes kept of a layer in 16 bits, besides the statistics of its normalisations; with tensor
    // parallelism s·b·h·(10 + 24/t + 5·a·s/(h·t)), with sequence parallelism divided by t.
    [Theory]
    [InlineData(1, false, Checkpointing.None, 34, 1, 5, 1)]
    [InlineData(4, false, Checkpointing.None, 16, 1, 5, 4)]
    [InlineData(4, true, Checkpointing.None, 34, 4, 5, 4)]
    [InlineData(1, false, Checkpointing.Selective, 34, 1, 0, 1)]
    public void A_transformer_layer_keeps_as_much_as_is_published(long t, bool isSequenceParallel, Checkpointing checkpointing, long linear, long linearOf, long scores, long scoresOf)
    {
        (long s, long b, long h, long a) = (256, 3, 64, 4);
        Layer input = Input(s, h);
        Layer attention = Named(new MultiHeadAttention { Heads = a, IsCausal = true, Dropout = 0.1, UseBias = false }, Named(new Normalization(NormalizationKind.Layer), input));
        Layer first = Named(new Merge(), input, Named(new Dropout(0.1), attention));
        Layer up = Named(new Dense(4 * h, UseBias: false), Named(new Normalization(NormalizationKind.Layer), first));
        Layer down = Named(new Dense(h, UseBias: false), Named(new Activation(ActivationFunction.Gelu), up));
        Layer last = Named(new Merge(), first, Named(new Dropout(0.1), down));

        MemoryMeasurement row = Training(
            last,
            new TrainingOptions { Precision = TrainingPrecision.Mixed, TensorParallel = t, IsSequenceParallel = isSequenceParallel, Checkpointing = checkpointing },
            b);

        // A mean and an inverse deviation for each position of two normalisations.
        long statistics = 2 * 2 * s * b * 2 / (isSequenceParallel ? t : 1);
        Assert.Equal((s * b * h * linear / linearOf) + (scores * a * s * s * b / scoresOf) + statistics, row.SavedBytes);

        static Layer Named(LayerDefinition definition, params Layer[] inputs) => new(definition, null, inputs);
    }

    // GPT-3: 96 heads, 2,048 positions and 12,288 features make 5·a·s/h = 80.
    [Fact]
    public void Selective_recomputation_spares_GPT_3_the_scores()
    {
        (long s, long h) = (2048, 12_288);
        Layer attention = new(new MultiHeadAttention { Heads = 96, IsCausal = true, Dropout = 0.1, UseBias = false }, null, Input(s, h));
        long? Saved(Checkpointing checkpointing) => Training(attention, new TrainingOptions { Precision = TrainingPrecision.Mixed, Checkpointing = checkpointing }).SavedBytes;

        Assert.Equal(80 * s * h, Saved(Checkpointing.None) - Saved(Checkpointing.Selective));
    }

    // Korthikanti et al. 2022: 2·s·b·h bytes of each layer, its input. One layer is computed again at a time: 32·s·b·h + 5·a·s²·b bytes without
    // the masks of two dropouts outside attention, and the statistics; its input is there already.
    [Fact]
    public void Full_recomputation_keeps_the_inputs_of_blocks()
    {
        (long s, long b, long h, long a, int blocks) = (256, 3, 64, 4, 5);
        var block = new TransformerBlock
        {
            Attention = new MultiHeadAttention { Heads = a, IsCausal = true, Dropout = 0.1 },
            FeedForward = new FeedForwardBlock { Hidden = 4 * h, Function = ActivationFunction.Gelu },
            IsPreNorm = true,
        };
        Layer last = Enumerable.Range(0, blocks).Aggregate(Input(s, h), (before, i) => block.On(before, null, new BlockScope($"block{i}")));

        MemoryMeasurement row = Training(last, new TrainingOptions { Precision = TrainingPrecision.Mixed, Checkpointing = Checkpointing.Full }, b);

        Assert.Equal(blocks * 2 * s * b * h, row.SavedBytes);
        Assert.Equal((30 * s * b * h) + (5 * a * s * s * b) + (2 * 2 * s * b * 2), row.RecomputedBytes);
        Assert.Equal(b * OperationMeasure.Of(new Network(last)).Total.Macs.Value, row.RecomputedMacs);
    }

    // DeepSpeed's estimate for t5-small with ZeRO 3 on one device: 4 bytes for each parameter of the largest layer, and 18 for all, 1.08 GiB.
    [Fact]
    public void ZeRO_3_gathers_the_largest_layer_in_16_bits()
    {
        Layer layer = new(new Embedding(32_128, 512), null, Input(8));
        layer = Enumerable.Range(0, 168).Aggregate(layer, (before, _) => new Layer(new Dense(512, UseBias: false), null, before));
        layer = Enumerable.Range(0, 33).Aggregate(layer, (before, _) => new Layer(new Normalization(NormalizationKind.Rms, UseCenter: false), null, before));

        MemoryMeasurement row = Training(
            layer, new TrainingOptions { Precision = TrainingPrecision.Mixed, HasFloat32Gradients = true, Sharding = Sharding.Zero3 });

        Assert.Equal(60_506_624, row.TrainedParameters);
        Assert.Equal(4 * 16_449_536, row.GatheredBytes);
        Assert.Equal(18 * 60_506_624, row.TrainingWeightBytes + row.GradientBytes + row.OptimizerBytes);
    }

    // An adapter of rank r on h×h has 2·h·r parameters; the frozen matrix has neither gradient nor state.
    [Fact]
    public void An_adapter_trains_two_small_matrices()
    {
        MemoryMeasurement row = Training(
            new Layer(new Dense(64, UseBias: false), null, Input(128, 64)), new TrainingOptions { AdapterRank = 4 });

        Assert.Equal(2 * 64 * 4, row.TrainedParameters);
        Assert.Equal((2 * 64 * 4 * 4, 2 * 64 * 4 * 8), (row.GradientBytes, row.OptimizerBytes));
    }

    // Of a convolution the first matrix has the kernel, and the second one mixes the r features of each position: 56·56·4 numbers of 4 bytes are kept.
    [Theory]
    [InlineData(Layout.ChannelsLast)]
    [InlineData(Layout.ChannelsFirst)]
    public void An_adapter_of_a_convolution_keeps_its_features_at_each_position(Layout layout)
    {
        Layer input = new(new Input(new TensorShape(layout, layout == Layout.ChannelsLast ? [56, 56, 64] : [64, 56, 56])), null);
        MemoryMeasurement row = Training(
            new Layer(new Convolution(32, Window(3, 1), UseBias: false), null, input), new TrainingOptions { AdapterRank = 4 });

        Assert.Equal(4 * ((9 * 64) + 32), row.TrainedParameters);
        Assert.Equal(4 * ((56 * 56 * 64) + (56 * 56 * 4)), row.SavedBytes);
    }

    // Heads wider than the features divided by their number: 512×1024 three times, and 1024×512. 10 positions have 4 features each.
    [Fact]
    public void An_adapter_of_attention_keeps_its_features_at_each_position()
    {
        MemoryMeasurement row = Training(
            new Layer(new MultiHeadAttention { Heads = 8, KeyWidth = 128, UseBias = false }, null, Input(10, 512)), new TrainingOptions { AdapterRank = 4 });

        Assert.Equal(4 * 4 * (512 + 1024), row.TrainedParameters);
        Assert.Equal(4 * ((10 * 512) + (4 * 10 * 1024) + (8 * 10 * 10) + (4 * 10 * 4)), row.SavedBytes);
    }

    // PyTorch, with the layer written out, keeps 460 and 440 numbers for two sequences: of adapters on queries and values the input, 2 features of
    // each, queries, keys, values and scores; of one on the output the results of heads in place of the input.
    [Theory]
    [InlineData("query_kernel value_kernel", 460)]
    [InlineData("output_kernel", 440)]
    [InlineData("query_kernel key_kernel value_kernel output_kernel", 580)]
    public void Attention_keeps_what_its_adapters_need(string adapted, long numbers)
    {
        Layer layer = new(new MultiHeadAttention { Heads = 2, UseBias = false }, null, Input(5, 8));
        var training = new TrainingOptions { AdapterRank = 2, HasAdapter = (_, weight) => adapted.Split(' ').Contains(weight) };

        Assert.Equal(4 * numbers, Training(layer, training, batch: 2).SavedBytes);

        // FlashAttention keeps its results in any case, and a number for each softmax in place of the scores.
        MemoryMeasurement blocked = MemoryMeasurement.Of(new Network(layer), new MemoryOptions { BatchSize = 2, IsAttentionBlocked = true, Training = training });
        Assert.Equal(4 * (numbers - 100 + 20 + (adapted.Contains("output", StringComparison.Ordinal) ? 0 : 80)), blocked.SavedBytes);
    }

    // A layer that is applied twice has one adapter, and keeps its input and 2 features at each of 5 positions twice.
    [Fact]
    public void A_layer_that_is_applied_again_has_the_same_adapter()
    {
        Layer first = new(new Dense(4, UseBias: false), null, Input(5, 4));
        MemoryMeasurement row = Training(new Layer(new Dense(4, UseBias: false), null, first).TiedTo(first), new TrainingOptions { AdapterRank = 2 });

        Assert.Equal(2 * (4 + 4), row.TrainedParameters);
        Assert.Equal(4 * 4 * (4 + 4 + 8), row.TrainingWeightBytes + (2 * row.GradientBytes));
        Assert.Equal(4 * 2 * ((5 * 4) + (5 * 2)), row.SavedBytes);
    }

    // The output layer shares the matrix of the embedding, 50×8. Each has an adapter of its own, if it is chosen.
    [Theory]
    [InlineData("head", 1)]
    [InlineData("words", 1)]
    [InlineData("words head", 2)]
    public void An_output_layer_that_shares_a_matrix_has_an_adapter_of_its_own(string adapted, long adapters)
    {
        Layer words = new(new Embedding(50, 8), "words", Input(5));
        Layer head = new Layer(new Dense(50, UseBias: false), "head", words).TiedTo(words);
        MemoryMeasurement row = Training(head, new TrainingOptions { AdapterRank = 2, HasAdapter = (layer, _) => adapted.Split(' ').Contains(layer) });

        Assert.Equal(adapters * 2 * (50 + 8), row.TrainedParameters);
        Assert.Equal(4 * ((50 * 8) + (adapters * 2 * (50 + 8))), row.TrainingWeightBytes);
    }

    // PyTorch keeps 80 numbers of the input and 60 hidden states more of an LSTM that is trained, for two sequences; of a GRU and a simple cell the input.
    [Theory]
    [InlineData(RecurrentKind.Lstm, 5 * (8 + 6), 5 * 5 * 6)]
    [InlineData(RecurrentKind.Gru, 5 * 8, 5 * 5 * 6)]
    [InlineData(RecurrentKind.SimpleRnn, 5 * 8, 5 * 6)]
    public void A_frozen_recurrent_layer_keeps_what_its_input_needs(RecurrentKind cell, long more, long numbers)
    {
        Layer input = new(new Dense(8), null, Input(5, 3));
        Layer layer = new(new Recurrent(6, cell) { ReturnSequences = true }, "cells", input);
        long? Saved(Layer of) => LayerMemoryMeasurement.Of(new Network(of), new MemoryOptions { Training = new TrainingOptions() }).Last().SavedBytes;

        Assert.Equal((4 * (numbers + more), 4 * numbers), (Saved(layer), Saved(layer.Frozen())));
    }

    // Shoeybi et al. 2019: the devices that divide the matrix of the output compute the loss of their parts. The end of a block is whole again.
    [Fact]
    public void Devices_that_divide_a_matrix_have_a_part_of_the_loss()
    {
        Layer hidden = new(new Dense(64), null, Input(10, 16));
        var training = new TrainingOptions { TensorParallel = 4 };

        Assert.Equal(4 * 10 * 64 / 4, Training(new Layer(new Activation(ActivationFunction.Softmax), null, hidden), training).LossBytes);
        Assert.Equal(4 * 10 * 16, Training(new Layer(new Dense(16), null, hidden), training).LossBytes);
    }

    [Fact]
    public void Only_frozen_weights_have_a_type_of_their_own()
    {
        var options = new MemoryOptions { WeightFormat = NumberFormat.Parse("bfloat16"), Training = new TrainingOptions() };
        Layer layer = new(new Dense(8, UseBias: false), "dense", Input(16));

        DeepCalcException e = Assert.Throws<DeepCalcException>(() => MemoryMeasurement.Of(new Network(layer), options));
        Assert.Equal(ErrorCode.InvalidSetting, e.Code);
        Assert.Contains("Float32 or Mixed", e.Message, StringComparison.Ordinal);
        Assert.Equal(2 * 128, MemoryMeasurement.Of(new Network(layer), options with { Training = new TrainingOptions { Precision = TrainingPrecision.Mixed } }).TrainingWeightBytes);
        Assert.Equal(2 * 128, MemoryMeasurement.Of(new Network(layer.Frozen()), options).TrainingWeightBytes);
        Assert.Equal((2 * 128) + (4 * 24), MemoryMeasurement.Of(new Network(layer), options with { Training = new TrainingOptions { AdapterRank = 1 } }).TrainingWeightBytes);
    }

    // 2 of 8 experts work on each of 10 positions, and each expert has an adapter for each of its two matrices.
    [Fact]
    public void Each_expert_has_an_adapter_of_its_own()
    {
        Layer input = Input(10, 32);
        Layer shares = new(new Dense(8, UseBias: false), "router", input);
        MemoryMeasurement row = Training(
            new Layer(new MixtureOfExperts(8, 2, 64, IsGated: false), "experts", input, shares),
            new TrainingOptions { AdapterRank = 4, HasAdapter = static (layer, _) => layer == "experts" });

        Assert.Equal(8 * 2 * 4 * (32 + 64), row.TrainedParameters);
    }

    // PyTorch: a linear layer saves its input for the gradient of its matrix only. What precedes all trained layers saves nothing.
    [Fact]
    public void A_matrix_that_is_frozen_does_not_keep_its_input()
    {
        Layer first = new Layer(new Dense(32), null, Input(5, 16)).Frozen();
        Layer second = new(new Dense(64), null, first);
        Layer third = new Layer(new Dense(8), null, second).Frozen();

        Assert.Equal(4 * 5 * 32, Training(third, new TrainingOptions()).SavedBytes);

        // An adapter needs it.
        Assert.Equal(
            4 * 5 * (64 + 2), Training(third, new TrainingOptions { AdapterRank = 2, HasAdapter = static (layer, _) => layer == "dense_2" }).SavedBytes);
    }

    // What precedes all trained layers is neither kept nor computed again.
    [Fact]
    public void A_frozen_beginning_is_not_computed_again()
    {
        Layer first = new Layer(new Dense(32), null, new Layer(new Dense(32), null, Input(5, 16)).Frozen()).Frozen();
        Layer last = new(new Dense(8), null, new Layer(new Dense(64), null, first));

        MemoryMeasurement row = Training(last, new TrainingOptions { Checkpointing = Checkpointing.Full });

        // Parts of two layers: the second begins with the output of the first.
        Assert.Equal((4 * 5 * 32, 4 * 5 * 64, 5 * ((32 * 64) + (64 * 8))), (row.SavedBytes, row.RecomputedBytes, row.RecomputedMacs));
    }

    // 8,192 tokens and 151,936 words: 4.638 GiB.
    [Fact]
    public void The_loss_is_computed_of_outputs_in_float32() =>
        Assert.Equal(8192L * 151_936 * 4, Training(
            new Layer(new Dense(151_936, UseBias: false), null, Input(8192, 8)), new TrainingOptions { Precision = TrainingPrecision.Mixed }).LossBytes);

    [Theory]
    [InlineData(Optimizer.Sgd, 0)]
    [InlineData(Optimizer.Momentum, 4 * 8200)]
    [InlineData(Optimizer.Adam, 8 * 8200)]
    [InlineData(Optimizer.AdamW, 8 * 8200)]
    [InlineData(Optimizer.Lion, 4 * 8200)]
    [InlineData(Optimizer.Adafactor, 4 * (1024 + 8 + 8))]
    [InlineData(Optimizer.Muon, (4 * 8192) + (8 * 8))]
    [InlineData(Optimizer.Adam8Bit, (2 * (8192 + (4 * 32))) + (8 * 8))]
    public void Each_optimizer_has_its_states(Optimizer optimizer, long bytes) =>
        Assert.Equal(bytes, Training(new Layer(new Dense(8), null, Input(1024)), new TrainingOptions { Optimizer = optimizer }).OptimizerBytes);

    private static MemoryMeasurement Training(Layer output, TrainingOptions training, long batch = 1) =>
        MemoryMeasurement.Of(new Network(output), new MemoryOptions { BatchSize = batch, Training = training });

    private static long? Activations(Layer output, MemoryOptions options) => MemoryMeasurement.Of(new Network(output), options).ActivationBytes;

    private static Layer Input(params long[] sizes) => new(new Input(new TensorShape([.. sizes.Select(size => (Quantity)size)])), null);

    private static Layer Conv(Layer input, long filters, long kernel, long stride) => new(new Convolution(filters, Window(kernel, stride)), null, input);

    private static Layer Activated(Layer input) => new(new Activation(ActivationFunction.Relu), null, input);

    private static WindowSettings Window(long kernel, long stride) => new() { Kernel = kernel, Stride = stride, Padding = Padding.Same };
}
