using CsCheck;
using DeepCalc.Tests.Layers.Answers;
using DeepCalc.Tests.Measures;

namespace DeepCalc.Tests.Layers.Attention;

/// <summary>Windows, chunks, sinks, normalised heads and shared keys and values, counted by hand.</summary>
public class MultiHeadAttentionTests
{
    private static readonly MultiHeadAttention Causal = new() { Heads = 2, IsCausal = true };

    // gpt-oss: 8 key and value heads of width 64 in each of 12 layers with a window of 128, 2,048 bytes of 16-bit numbers a position.
    [Fact]
    public void A_window_and_its_sinks_are_what_is_remembered()
    {
        MultiHeadAttention attention = new() { Heads = 64, KeyValueHeads = 8, KeyWidth = 64, IsCausal = true, Window = 128, UseSinkLogit = true };
        Assert.All(On(attention, 10, 2880).States(), state => Assert.Equal((512, 128L), (state.Elements, state.Window)));

        // StreamingLLM: 4 sinks and 2,044 last positions.
        MultiHeadAttention streaming = Causal with { Window = 2044, SinkPositions = 4 };
        Assert.All(On(streaming, 10, 8).States(), state => Assert.Equal(2048, state.Window));
        Assert.All(On(Causal with { Chunk = 8192 }, 10, 8).States(), state => Assert.Equal(8192, state.Window));
    }

    [Fact]
    public void The_logit_of_a_sink_is_one_more_element_of_each_softmax()
    {
        (Layer without, Layer with) = (On(Causal, 6, 8), On(Causal with { UseSinkLogit = true }, 6, 8));

        Assert.Equal(2, Parameters(with) - Parameters(without));
        Assert.Equal(without.Work().Macs, with.Work().Macs);
        Assert.Equal(5 * 2 * 6, with.Work().Elementwise.Value - without.Work().Elementwise.Value);
        Assert.Equal(2 * 6 * 7, Assert.Single(with.Storage().Held, held => held.Name == "scores").Elements.Value);
    }

    // 2 heads of width 4 on 6 positions, and values of 1 head of width 3.
    [Fact]
    public void Factors_of_queries_and_values_are_one_operation_an_element()
    {
        MultiHeadAttention plain = Causal with { KeyValueHeads = 1, ValueWidth = 3 };
        Assert.Equal(6 * 8, Elementwise(plain with { ScalesQueriesByPosition = true }) - Elementwise(plain));
        Assert.Equal(6 * 3, Elementwise(plain with { ValueScale = 0.707 }) - Elementwise(plain));

        static long Elementwise(MultiHeadAttention attention) => On(attention, 6, 8).Work().Elementwise.Value;
    }

    // A sparse layer of MiniMax-M3: 64 heads and 4 of keys and values, of width 128; an indexer of 4 heads of width 128, 16 blocks of 128 keys.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 101)]
    [InlineData(9999, 2048)]
    public void An_indexer_meets_all_keys_and_leaves_the_best_blocks(long past, long keys)
    {
        const long Width = 6144, Own = (Width * 128 * (64 + 4 + 4)) + (64 * 128 * Width), Index = (Width * 4 * 128) + (Width * 128);
        MultiHeadAttention plain = new()
        {
            Heads = 64,
            KeyValueHeads = 4,
            KeyWidth = 128,
            UseBias = false,
            IsCausal = true,
            UseRotary = true,
            RotaryWidth = 64,
            HeadNormalization = NormalizationKind.Rms,
        };
        MultiHeadAttention attention = plain with { Indexer = new BlockIndexer(4, 128, 128, 16) };
        Layer layer = new Network(On(attention, 1, Width)).After(past).Output;

        Assert.Equal(Own + Index + (4 * 128), Parameters(layer));
        Assert.Equal(Own + Index + (4 * 128 * (past + 1)) + (64 * 256 * keys), layer.Work().Macs.Value);

        // Normalised and rotated queries and keys, a factor and a comparison for each score of the indexer, and the softmax.
        Assert.Equal((4 * 128 * (68 + 5)) + (3 * 64 * (68 + 5)) + (2 * 4 * (past + 1)) + (6 * 64 * keys) - (2 * 64), layer.Work().Elementwise.Value);
        Assert.Equal([("keys", 512L), ("values", 512L), ("keys of the indexer", 128L)], layer.States().Select(state => (state.Name, state.Elements.Value)));
        Assert.All(layer.States(), state => Assert.Null(state.Window));
        Assert.Equal(4 * 16, Assert.Single(layer.Storage().Held, held => held.Name == "numbers of the chosen blocks").Kept.Value);
    }

    [Fact]
    public void An_indexer_of_blocks_chooses_among_all_keys_of_its_layer()
    {
        MultiHeadAttention attention = Causal with { Indexer = new BlockIndexer(2, 4, 3, 2) };
        Quantity positions = Quantity.Unknown("T");
        Assert.Equal(2 * positions * Quantity.Min(positions, 6), Assert.Single(On(attention, positions, 8).Storage().Held, held => held.Name == "scores").Elements);

        Build.Refused(() => On(Causal with { Indexer = new BlockIndexer(3, 4, 3, 2) }, 6, 8), ErrorCode.GroupsMismatch, "2 heads do not divide into 3 heads of the indexer");
        Build.Refused(() => On(Causal with { Indexer = new BlockIndexer(2, 4, 0, 2) }, 6, 8), ErrorCode.InvalidSize, "keys of the indexer's blocks");
        Build.Refused(() => On(attention with { Window = 4 }, 6, 8), ErrorCode.InvalidSetting, "a window");
        Build.Refused(() => On(attention with { KeyWidth = 8, UseRotary = true, RotaryWidth = 6 }, 6, 8), ErrorCode.InvalidSetting, "width 4");
        Layer first = On(Causal, 6, 8);
        Assert.Throws<DeepCalcException>(() => new Layer(attention, null, first, first));
    }

    // Of 8 features, 2 heads of 4: without a bias of the keys 8 weights less, and an addition less for each of 6·8 key elements.
    [Fact]
    public void Keys_can_be_the_only_ones_without_a_bias()
    {
        (Layer with, Layer without) = (On(Causal, 6, 8), On(Causal with { UseKeyBias = false }, 6, 8));

        Assert.Equal(8, Parameters(with) - Parameters(without));
        Assert.Equal(48, with.Work().Additions.Value - without.Work().Additions.Value);
        Assert.Equal(with.Work().Macs, without.Work().Macs);
        Assert.Equal(8, Parameters(On(Causal with { UseBias = false, UseKeyBias = true }, 6, 8)) - Parameters(On(Causal with { UseBias = false }, 6, 8)));
    }

    // 2 heads of 6·6 scores: an addition more, a division less.
    [Fact]
    public void Scores_can_get_a_bias_from_elsewhere_and_need_not_be_divided()
    {
        Quantity plain = On(Causal, 6, 8).Work().Elementwise;
        Assert.Equal(72, (On(Causal with { AddsToScores = true }, 6, 8).Work().Elementwise - plain).Value);
        Assert.Equal(72, (plain - On(Causal with { Scale = 1 }, 6, 8).Work().Elementwise).Value);
        Assert.Equal(plain, On(Causal with { Scale = 0.5 }, 6, 8).Work().Elementwise);
    }

    [Theory]
    [InlineData(null, null, null, 5, 0)]
    [InlineData(3L, null, null, 5, 3)]
    [InlineData(3L, 1L, null, 5, 0)]
    [InlineData(null, null, 4L, 5, 4)]
    [InlineData(null, null, 4L, 3, 0)]
    [InlineData(null, null, 20L, 9, 0)]
    public void A_query_sees_the_window_or_the_chunk_before_it(long? window, long? sinks, long? chunk, long unit, long first)
    {
        Layer layer = On(Causal with { Window = window, SinkPositions = sinks, Chunk = chunk }, 10, 8);

        UnitFieldMeasurement field = Assert.Single(UnitFieldMeasurement.Of(new Network(layer), [unit]));
        Assert.Equal((first, unit), (field.ClippedFirst, field.ClippedLast));
    }

    // OLMo 2 normalises all heads together, so that its scales are as many as the features: 32·128 and 8·128.
    [Fact]
    public void Heads_are_normalised_each_or_together()
    {
        MultiHeadAttention plain = new() { Heads = 32, KeyValueHeads = 8, UseBias = false, IsCausal = true };
        MultiHeadAttention each = plain with { HeadNormalization = NormalizationKind.Rms };
        MultiHeadAttention together = each with { NormalizesAllHeads = true };
        long Scales(MultiHeadAttention attention) => Parameters(On(attention, 10, 4096)) - Parameters(On(plain, 10, 4096));

        Assert.Equal(2 * 128, Scales(each));
        Assert.Equal((32 * 128) + (8 * 128), Scales(together));
        Assert.Equal(0, Scales(each with { UseHeadScale = false }));
        Assert.Equal(4 * 10 * (4096 + 1024), On(together, 10, 4096).Work().Elementwise.Value - On(plain, 10, 4096).Work().Elementwise.Value);

        // Vectors whose deviation is kept: 10 positions of 32 + 8 heads, or of a query and a key.
        long Deviations(MultiHeadAttention attention) => Assert.Single(On(attention, 10, 4096).Storage().Held, held => held.Name == "inverse deviations").Kept.Value;
        Assert.Equal((10 * 40, 10 * 2), (Deviations(each), Deviations(together)));
    }

    // Command R+ has scales for each of its 96 and 8 heads of width 128, by which each head is normalised by itself, and no offsets.
    [Fact]
    public void Each_head_can_have_scales_of_its_own()
    {
        MultiHeadAttention plain = new() { Heads = 96, KeyValueHeads = 8, UseBias = false, IsCausal = true };
        MultiHeadAttention cohere = plain with { HeadNormalization = NormalizationKind.Layer, SeparatesHeadScales = true, UseHeadCenter = false };
        long Scales(MultiHeadAttention attention) => Parameters(On(attention, 10, 12_288)) - Parameters(On(plain, 10, 12_288));

        Assert.Equal((96 + 8) * 128, Scales(cohere));
        Assert.Equal(2 * (96 + 8) * 128, Scales(cohere with { UseHeadCenter = true }));
        Assert.Equal(2 * 128, Scales(cohere with { SeparatesHeadScales = false }));
        Assert.Equal(10 * 104, Assert.Single(On(cohere, 10, 12_288).Storage().Held, held => held.Name == "means").Kept.Value);
    }

    // 2 operations for each element of 6·8 queries, keys and values, of which training also keeps those before the limit.
    [Fact]
    public void Queries_keys_and_values_can_be_held_within_a_limit()
    {
        (Layer without, Layer with) = (On(Causal, 6, 8), On(Causal with { ProjectionLimit = 8 }, 6, 8));

        Assert.Equal(2 * 3 * 6 * 8, with.Work().Elementwise.Value - without.Work().Elementwise.Value);
        Assert.Equal(3 * 6 * 8, Assert.Single(with.Storage().Held, held => held.Name == "projections before they are limited").Kept.Value);
        Build.Refused(() => On(Causal with { ProjectionLimit = 0 }, 6, 8), ErrorCode.InvalidSetting, "above 0");
    }

    // 8·8 weights less, and 6·8·8 multiply-adds; 6 values have 3 operations an element to be normalised, and are kept as they were.
    [Fact]
    public void Values_can_be_the_keys_and_be_normalised()
    {
        (Layer own, Layer keys) = (On(Causal with { UseBias = false }, 6, 8), On(Causal with { UseBias = false, UsesKeysAsValues = true }, 6, 8));
        Assert.Equal((8 * 8, 6 * 8 * 8), (Parameters(own) - Parameters(keys), own.Work().Macs.Value - keys.Work().Macs.Value));
        Assert.Equal(CacheOf(own), CacheOf(keys));

        Layer normed = On(Causal with { UseBias = false, NormalizesValues = true }, 6, 8);
        long each = ElementwiseWork.Of(new Normalization(NormalizationKind.Rms, UseScale: false, UseCenter: false));
        Assert.Equal((0, 6 * 8 * each), (Parameters(normed) - Parameters(own), normed.Work().Elementwise.Value - own.Work().Elementwise.Value));
        Assert.Equal(6 * 8, Assert.Single(normed.Storage().Held, held => held.Name == "values before they are normalised").Kept.Value);
        Build.Refused(() => On(Causal with { UsesKeysAsValues = true, ValueWidth = 3 }, 6, 8), ErrorCode.InvalidSetting, "leave out the value width 3");

        static string CacheOf(Layer layer) => string.Join(", ", layer.States());
    }

    // Gemma 3n: as many weights as the layer that they come from, and the work of queries and output alone.
    [Fact]
    public void A_layer_that_shares_keys_and_values_can_have_idle_projections()
    {
        MultiHeadAttention attention = Causal with { UseBias = false, HeadNormalization = NormalizationKind.Rms };
        Layer first = On(attention, 6, 8);
        Layer shared = new(attention with { SharesKeyValue = true }, "shared", first, first.Output(1), first.Output(2));
        Layer idle = new(attention with { SharesKeyValue = true, HasIdleKeyValue = true }, "idle", first, first.Output(1), first.Output(2));

        Assert.Equal(Parameters(first), Parameters(idle));
        Assert.Equal(shared.Work(), idle.Work());
        Build.Refused(() => On(attention with { HasIdleKeyValue = true }, 6, 8), ErrorCode.InvalidSetting, "only in a layer that shares");
    }

    // One operation for each score, of 2 heads on 6 positions.
    [Fact]
    public void Linear_biases_are_added_to_the_scores()
    {
        (Layer without, Layer with) = (On(Causal, 6, 8), On(Causal with { UseLinearBias = true }, 6, 8));

        Assert.Equal(((MultiHeadAttention)with.Definition).Heads * 6 * 6, with.Work().Elementwise.Value - without.Work().Elementwise.Value);
        Assert.Equal(Parameters(without), Parameters(with));
    }

    [Fact]
    public void A_layer_that_shares_keys_and_values_has_queries_only()
    {
        Layer first = On(new MultiHeadAttention { Heads = 4, KeyValueHeads = 2, IsCausal = true, UseBias = false }, 6, 20);
        Layer second = new(
            new MultiHeadAttention { Heads = 4, KeyValueHeads = 2, IsCausal = true, UseBias = false, SharesKeyValue = true, HeadNormalization = NormalizationKind.Rms },
            null,
            [first, .. SharedKeyValue.Of(first)]);

        Assert.Equal(["2x6x5", "2x6x5"], second.InputShapes.Skip(1).Select(shape => shape.ToString()));
        Assert.Equal("6x20", second.OutputShape.ToString());
        Assert.Equal(["query_kernel", "output_kernel", "query_norm_gamma"], second.Weights().Select(weight => weight.Name));
        Assert.Equal((2 * 6 * 20 * 20) + (2 * 4 * 6 * 6 * 5), second.Work().Macs.Value);
        Assert.Empty(second.States());
        Assert.DoesNotContain(second.Storage().Held, held => held.Name is "keys" or "values");

        // Its unit 3 sees the positions up to its own through all three inputs.
        Assert.Equal(3, Assert.Single(UnitFieldMeasurement.Of(new Network(second), [3])).ClippedLast);
    }

    // Whatever the settings, a layer that shares the keys of one like it does its work but for the projections of keys and values.
    [Fact]
    public void Sharing_saves_the_projections_of_keys_and_values()
    {
        int accepted = 0;
        Gen.Select(RandomSettings.Definition(typeof(MultiHeadAttention)), Gen.Long[1, 7], Gen.Long[1, 9]).Sample(
            (make, positions, past) =>
            {
                try
                {
                    var attention = (MultiHeadAttention)make() with { SharesKeyValue = false, HasIdleKeyValue = false, UsesKeysAsValues = false, OutputWidth = null, HeadNormalization = null, UseRotary = false };
                    Layer first = On(attention with { RotaryWidth = null, NormalizesAllHeads = false, UseHeadScale = true }, positions, 12);
                    Layer second = new(((MultiHeadAttention)first.Definition) with { SharesKeyValue = true }, null, [first, .. SharedKeyValue.Of(first)]);
                    foreach (Layer layer in attention.IsCausal ? [second, new Network(second).After(past).Output] : new[] { second })
                    {
                        Layer own = layer.Inputs[0];
                        long width = attention.KeyWidth ?? 12 / attention.Heads;
                        Assert.Equal(positions * 12 * (attention.KeyValueHeads ?? attention.Heads) * (width + (attention.ValueWidth ?? width)), own.Work().Macs - layer.Work().Macs);
                        StorageChecks.Check(layer);
                        Assert.Equal(layer.Work(), layer.Work(new Working()));
                        Assert.Empty(StepSymbols.Faults(new Network(layer), Calculation.Of(new Network(layer), [])));
                    }

                    Interlocked.Increment(ref accepted);
                }
                catch (Exception e) when (e is DeepCalcException or OverflowException)
                {
                    // The settings or the sizes are refused.
                }
            },
            iter: 5_000);
        Assert.True(accepted > 100, $"only {accepted} layers");
    }

    [Fact]
    public void Shared_keys_and_values_must_fit()
    {
        Layer first = On(Causal, 6, 8);
        IReadOnlyList<Layer> shared = SharedKeyValue.Of(first);

        Build.Refused(() => new Layer(new MultiHeadAttention { Heads = 4, SharesKeyValue = true }, null, [first, .. shared]), ErrorCode.ShapeMismatch, "4 key and value heads");
        Build.Refused(() => new Layer(Causal with { SharesKeyValue = true }, null, first, first, first), ErrorCode.RankMismatch, "one more axis");
        Build.Refused(() => new Layer(Causal with { SharesKeyValue = true, UseZeroKeyValue = true }, null, [first, .. shared]), ErrorCode.InvalidSetting, "appended");
        Build.Refused(() => SharedKeyValue.Of(Build.Input(6, 8))[0], ErrorCode.InvalidSetting, "no attention");
    }

    [Fact]
    public void Settings_that_exclude_each_other_are_refused()
    {
        Build.Refused(() => On(Causal with { Window = 3, Chunk = 4 }, 6, 8), ErrorCode.InvalidSetting, "window", "chunk");
        Build.Refused(() => On(Causal with { SinkPositions = 4 }, 6, 8), ErrorCode.InvalidSetting, "without a window");
        Build.Refused(() => On(new MultiHeadAttention { Heads = 2, Chunk = 4 }, 6, 8), ErrorCode.InvalidSetting, "causal");
        Build.Refused(() => On(Causal with { Chunk = 0 }, 6, 8), ErrorCode.InvalidSize, "chunk");
        Build.Refused(() => On(Causal with { Window = long.MaxValue, SinkPositions = 4 }, 6, 8), ErrorCode.CountOverflow);
    }

    private static long Parameters(Layer layer) => layer.Weights().Sum(weight => weight.Count.Value);

    private static Layer On(MultiHeadAttention attention, Quantity positions, Quantity width) => new(attention, null, Build.Input(positions, width));
}
