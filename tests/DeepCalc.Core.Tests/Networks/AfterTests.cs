using CsCheck;
using DeepCalc.Tests.Formats.HuggingFace;
using DeepCalc.Tests.Layers;
using DeepCalc.Tests.Layers.Answers;
using DeepCalc.Tests.Measures;

namespace DeepCalc.Tests.Networks;

/// <summary>The work of the next positions, where earlier ones are remembered.</summary>
public class AfterTests
{
    private static readonly Gen<Func<LayerDefinition>> Attention = Gen.OneOf(
        RandomSettings.Definition(typeof(MultiHeadAttention)), RandomSettings.Definition(typeof(MultiHeadLatentAttention)), RandomSettings.Definition(typeof(ScaledDotProductAttention)));

    private static readonly MultiHeadAttention Causal = new() { Heads = 2, UseBias = false, IsCausal = true };

    // 4 queries of two heads of width 4, on 6 remembered keys and their own.
    [Fact]
    public void New_queries_meet_the_remembered_keys_and_their_own()
    {
        Layer layer = After(Causal, 4, 6);

        Assert.Equal((4 * 4 * 8 * 8) + (2 * 2 * 4 * 10 * 4), layer.Work().Macs.Value);
        Assert.Equal(2 * 4 * 10, Assert.Single(layer.Storage().Held, held => held.Name == "scores").Elements.Value);
        Assert.Equal(4 * 8, Assert.Single(layer.Storage().Held, held => held.Name == "keys").Elements.Value);
        Assert.Equal("2x10x4", layer.Output(1).OutputShape.ToString());
        Assert.Contains("after 6 positions", layer.Settings, StringComparison.Ordinal);
    }

    // 4 queries on 10 keys, the last of which sees all, one after another: 7 + 8 + 9 + 10 = N·M − N(N − 1)/2 = 34 pairs. With keys of width 8
    // and values of width 16 that are 1,632 operations, 2 for a multiply-add.
    [Fact]
    public void One_after_another_they_meet_what_a_causal_mask_leaves()
    {
        var network = new Network(new Layer(new ScaledDotProductAttention { Heads = 1, IsCausal = true }, null, Build.Input(1, 8), Build.Input(1, 8), Build.Input(1, 16)));

        Assert.Equal(1632, 2 * Enumerable.Range(6, 4).Sum(past => network.After(past).Output.Work().Macs.Value));
    }

    [Theory]
    [InlineData(5L, null, null, 1, 100, 5)]
    [InlineData(5L, null, null, 3, 100, 7)]
    [InlineData(5L, null, null, 3, 1, 4)]
    [InlineData(5L, 2L, null, 1, 100, 7)]
    [InlineData(null, null, 8L, 1, 100, 5)]
    [InlineData(null, null, 8L, 1, 103, 8)]
    [InlineData(null, null, 8L, 3, 103, 10)]
    [InlineData(null, null, 8L, 1, 104, 1)]
    [InlineData(null, null, null, 1, 0, 1)]
    public void A_limit_leaves_the_keys_that_one_query_sees(long? window, long? sinks, long? chunk, long positions, long past, long keys)
    {
        Layer layer = After(Causal with { Window = window, SinkPositions = sinks, Chunk = chunk }, positions, past);

        Assert.Equal((positions * 4 * 8 * 8) + (2 * 2 * 4 * positions * keys), layer.Work().Macs.Value);
    }

    [Fact]
    public void Attention_of_files_does_the_same()
    {
        var attention = new ScaledDotProductAttention { Heads = 2, IsCausal = true, Window = 5 };
        Layer input = Build.Input(3, 8);
        Layer layer = new Network(new Layer(attention, null, input, input, input)).After(100).Output;

        Assert.Equal(2 * 2 * 4 * 3 * 7, layer.Work().Macs.Value);
        Assert.Equal("2x7x4", layer.Output(1).OutputShape.ToString());

        // A cache that is an input has its own size.
        Layer cached = new(attention with { HasCache = true }, null, input, input, input, Build.Input(2, 9, 4), Build.Input(2, 9, 4));
        Build.Refused(() => new Network(cached).After(100).Output, ErrorCode.InvalidSetting, "a size of these inputs");
    }

    [Fact]
    public void Attention_of_Keras_does_the_same()
    {
        Layer input = Build.Input(3, 8);
        Network network = new(new Layer(new SequenceAttention { IsCausal = true }, null, input, input));

        Assert.Equal([("keys", (Quantity)8)], network.Output.States().Select(state => (state.Name, state.Elements)));
        Assert.Equal(2 * 8 * 3 * 103, network.After(100).Output.Work().Macs.Value);
        Assert.Equal(3 * 103, Assert.Single(network.After(100).Output.Storage().Held, held => held.Name == "scores").Elements.Value);
        Assert.Empty(new Layer(new SequenceAttention(), null, input, input).States());
        Assert.Equal(["keys", "values"], new Layer(new SequenceAttention { IsCausal = true }, null, input, input, input).States().Select(state => state.Name));
    }

    // Llama-2-7B: the matrices of 32 layers and the output layer, and 2·32·4096 multiply-adds for each of 8,192 keys.
    [Fact]
    public void A_network_does_the_work_of_the_next_position()
    {
        Network network = new Network(Configs.Read(Configs.All["Llama-2-7B"])).WithInput(new TensorShape(1)).After(8191);

        Assert.Equal(
            (32 * ((4L * 4096 * 4096) + (3L * 4096 * 11008))) + (4096L * 32000) + (2L * 32 * 4096 * 8192),
            OperationMeasure.Of(network).Total.Macs.Value);
    }

    [Fact]
    public void The_number_of_positions_can_be_open()
    {
        Layer layer = After(Causal with { Window = 5 }, 1, Quantity.Unknown("P"));

        Assert.Equal((4 * 8 * 8) + (2 * 2 * 4 * Quantity.Min(Quantity.Unknown("P") + 1, 5)), layer.Work().Macs);
        var working = new Working();
        layer.Work(working);
        Assert.Contains(working.Steps, step => step.Symbol == "Tk′" && step.Formula == "min(Tp + Tm, w − 1 + Tm)");
    }

    // Whatever the settings, the numbers of an open number of positions are those of a given one, and each has a step.
    [Fact]
    public void Numbers_of_an_open_number_of_positions_are_those_of_its_formula()
    {
        int accepted = 0;
        Gen.Select(Attention, Gen.Long[1, 3], Gen.Long[1, 12]).Sample(
            (make, positions, past) =>
            {
                try
                {
                    LayerDefinition definition = make();
                    Layer input = Build.Input(positions, 12);
                    var network = new Network(new Layer(definition, null, [.. Enumerable.Repeat(input, Math.Max(definition.LeastInputs, 1))]));
                    Layer open = network.After(Quantity.Unknown("P")).Output;
                    Layer given = network.After(past).Output;
                    Check(open, given, past);
                    Interlocked.Increment(ref accepted);
                }
                catch (Exception e) when (e is DeepCalcException or OverflowException)
                {
                    // The settings, the sizes, or numbers of more than 64 bits are refused, or nothing is remembered.
                }
            },
            iter: 10_000);
        Assert.True(accepted > 300, $"only {accepted} layers");
    }

    private static void Check(Layer open, Layer given, long past)
    {
        var sizes = new Dictionary<string, long> { ["P"] = past };
        Assert.Equal(given.Work(), open.Work().Bind(sizes));
        Assert.Equal(StorageChecks.NumbersOf(given.Storage()), StorageChecks.NumbersOf(open.Storage()).Select(number => number.Bind(sizes)));
        StorageChecks.Check(given);
        Assert.Equal(given.Work(), given.Work(new Working()));
        Assert.Empty(StepSymbols.Faults(new Network(given), Calculation.Of(new Network(given), [])));
    }

    [Fact]
    public void Shared_keys_are_those_of_all_positions()
    {
        Layer first = new(Causal, null, Build.Input(1, 8));
        Layer second = new(Causal with { SharesKeyValue = true }, null, [first, .. SharedKeyValue.Of(first)]);
        Layer local = new(Causal with { SharesKeyValue = true, Window = 5 }, null, [second, .. SharedKeyValue.Of(first)]);
        Network network = new Network(local).After(9);

        Assert.Equal(
            [(4 * 8 * 8) + (2 * 8 * 10), (2 * 8 * 8) + (2 * 8 * 10), (2 * 8 * 8) + (2 * 8 * 5)],
            network.Layers.Skip(1).Select(layer => layer.Work().Macs.Value));
    }

    [Fact]
    public void An_encoder_is_done_when_its_memory_is_remembered()
    {
        Layer encoder = Build.Dense(new Layer(new MultiHeadAttention { Heads = 2 }, null, Build.Input(7, 8)), 8);
        Layer target = new(Causal, null, Build.Input(1, 8));
        Layer cross = new(new MultiHeadAttention { Heads = 2, UseBias = false, UseRotary = true }, "cross", target, encoder);
        Network network = new Network(cross).After(3);

        Assert.Equal(4, network.Layers.Count);
        Assert.Equal((2 * 8 * 8) + (2 * 8 * 7), network.Find("cross").Work().Macs.Value);
        Assert.DoesNotContain(network.Find("cross").Storage().Held, held => held.Name == "keys");
        Assert.Equal(2 * 7 * 8, network.Find("cross").States().Sum(state => state.Elements.Value));
    }

    [Fact]
    public void A_network_that_remembers_nothing_is_refused()
    {
        Build.Refused(() => new Network(Build.Dense(Build.Input(4), 8)).After(9).Output, ErrorCode.InvalidSetting, "remembers nothing");
        Build.Refused(() => new Network(Configs.Read(Configs.All["BERT-base"])).After(9).Output, ErrorCode.InvalidSetting, "remembers nothing");
        Build.Refused(() => new Network(new Layer(Causal, null, Build.Input(4, 8))).After(-1).Output, ErrorCode.InvalidSize, "at least 0");
    }

    [Fact]
    public void After_no_position_all_numbers_are_the_same() => Gen.Select(RandomSettings.Definition(typeof(LayerDefinition)), RandomSettings.Shape).Sample(
        (make, shape) =>
        {
            Layer layer;
            Layer after;
            try
            {
                LayerDefinition definition = make();
                if (definition.IsSource)
                {
                    return;
                }

                Layer[] inputs = [.. Enumerable.Range(0, Math.Max(definition.LeastInputs, 1)).Select(_ => new Layer(new Input(shape), null))];
                layer = new Layer(definition, null, inputs);
                after = new Layer(definition.AfterPositions(0), null, inputs);
                if (layer.States().All(state => !state.IsPerPosition) && inputs.Length > 1)
                {
                    // What is known of a memory is not computed again.
                    return;
                }

                Assert.Equal(layer.Work(), after.Work());
                Assert.Equal(layer.OutputShape, after.OutputShape);
                Assert.Equal(layer.Storage().Held, after.Storage().Held);
                Assert.Equal(layer.States(), after.States());
            }
            catch (Exception e) when (e is DeepCalcException or OverflowException)
            {
                // The settings, the sizes, or numbers of more than 64 bits are refused.
            }
        },
        iter: 5_000);

    private static Layer After(MultiHeadAttention attention, Quantity positions, Quantity past) =>
        new Network(new Layer(attention, null, Build.Input(positions, 8))).After(past).Output;
}
