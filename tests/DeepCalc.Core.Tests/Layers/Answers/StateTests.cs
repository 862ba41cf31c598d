using DeepCalc.Tests.Formats.HuggingFace;

namespace DeepCalc.Tests.Layers.Answers;

/// <summary>What layers remember from step to step, by hand.</summary>
public class StateTests
{
    // Llama-3-8B: 8 key and value heads of width 128 in 32 layers, 131,072 bytes of 16-bit numbers for a position.
    [Fact]
    public void Causal_attention_remembers_the_keys_and_values_of_every_position()
    {
        Layer layer = On(new MultiHeadAttention { Heads = 32, KeyValueHeads = 8, KeyWidth = 128, IsCausal = true }, [10, 4096]);

        Assert.Equal(["keys", "values"], layer.States().Select(state => state.Name));
        Assert.All(layer.States(), state => Assert.True(state.IsPerPosition && state.Elements == 8 * 128));
        Assert.Equal(131072, 2 * 32 * layer.States().Sum(state => state.Elements.Value));
    }

    // The bytes of 16-bit numbers for each position.
    [Theory]
    [InlineData("Llama-2-7B", 524288)]
    [InlineData("Llama-3-8B", 131072)]
    [InlineData("Qwen3-0.6B", 114688)]
    [InlineData("Qwen3-8B", 147456)]
    [InlineData("GPT-2-XL", 307200)]
    public void A_network_remembers_as_much_as_its_layers(string network, long bytes)
    {
        State[] states = StatesOf(Configs.All[network]);

        Assert.All(states, state => Assert.True(state is { IsPerPosition: true, Window: null }));
        Assert.Equal(bytes, 2 * states.Sum(state => state.Elements.Value));
    }

    // Gemma-3-27B: 8,192·(10·s + 52·min(s, 1024)).
    [Fact]
    public void A_window_is_remembered_where_a_layer_has_one()
    {
        State[] states = StatesOf(Configs.Of(
            "gemma3_text",
            "Gemma3ForCausalLM",
            "vocab_size: 262208, hidden_size: 5376, intermediate_size: 21504, num_hidden_layers: 62, num_attention_heads: 32, num_key_value_heads: 16, head_dim: 128, sliding_window: 1024, sliding_window_pattern: 6"));

        Assert.Equal(8192 * 10, 2 * states.Where(state => state.Window is null).Sum(state => state.Elements.Value));
        Assert.Equal(8192 * 52, 2 * states.Where(state => state.Window == 1024).Sum(state => state.Elements.Value));
    }

    [Fact]
    public void An_encoder_remembers_nothing() => Assert.Empty(StatesOf(Configs.All["BERT-base"]));

    [Fact]
    public void Keys_and_values_can_differ_in_width()
    {
        Layer layer = On(new MultiHeadAttention { Heads = 4, KeyWidth = 8, ValueWidth = 6, IsCausal = true }, [10, 32]);

        Assert.Equal([32, 24], layer.States().Select(state => state.Elements.Value));
    }

    [Fact]
    public void Attention_to_a_memory_remembers_as_much_as_the_memory_is_long()
    {
        Layer layer = new(new MultiHeadAttention { Heads = 4 }, null, Input([10, 32]), Input([7, 20]));

        Assert.All(layer.States(), state => Assert.True(!state.IsPerPosition && state.Elements == 7 * 32));
    }

    [Fact]
    public void Attention_of_all_to_all_has_no_step_to_step() =>
        Assert.Empty(On(new MultiHeadAttention { Heads = 4 }, [10, 32]).States());

    // LSTM(u): 2·u elements, whatever the length.
    [Fact]
    public void An_LSTM_remembers_its_hidden_and_its_cell_state()
    {
        Layer layer = On(new Recurrent(64), [10, 32]);

        Assert.Equal([("h", 64), ("c", 64)], layer.States().Select(state => (state.Name, state.Elements.Value)));
        Assert.Equal([16, 64, 16, 64], On(new Recurrent(64) { Layers = 2, Projection = 16 }, [10, 32]).States().Select(state => state.Elements.Value));
        Assert.Empty(On(new Recurrent(64) { Direction = RecurrentDirection.Bidirectional }, [10, 32]).States());
    }

    [Fact]
    public void A_convolutional_LSTM_remembers_two_images() =>
        Assert.Equal([8 * 8 * 5, 8 * 8 * 5], On(new ConvolutionalRecurrent(5, new WindowSettings { Kernel = 3, Padding = Padding.Same }), [10, 8, 8, 3]).States().Select(state => state.Elements.Value));

    [Theory]
    [InlineData("Causal", 1, 3 * 6)]
    [InlineData("Causal", 2, 6 * 6)]
    [InlineData("3:0", 1, 3 * 6)]
    [InlineData("Same", 1, 0)]
    public void A_causal_convolution_remembers_its_last_inputs(string padding, long dilation, long elements)
    {
        var window = new WindowSettings { Kernel = 4, Dilation = dilation, Padding = Padding.Parse(padding), Rank = 1 };

        Assert.Equal(elements, On(new Convolution(8, window), [10, 6]).States().Sum(state => state.Elements.Value));
        Assert.Equal(elements, On(new DepthwiseConvolution(1, window), [10, 6]).States().Sum(state => state.Elements.Value));
    }

    [Fact]
    public void Each_size_has_a_working()
    {
        var working = new Working();
        On(new MultiHeadAttention { Heads = 32, KeyValueHeads = 8, KeyWidth = 128, IsCausal = true }, [10, 4096]).States(working);

        Assert.Equal(["K = g·d = 8·128 = 1024", "V = g·v = 8·128 = 1024"], working.Steps.Select(step => $"{step.Symbol} = {step.Formula} = {step.Substitution} = {step.Value}"));
    }

    private static State[] StatesOf(string config) => [.. new Network(Configs.Read(config)).Layers.SelectMany(layer => layer.States())];

    private static Layer Input(long[] sizes) => new(new Input(new TensorShape([.. sizes.Select(size => (Quantity)size)])), null);

    private static Layer On(LayerDefinition definition, long[] sizes) => new(definition, null, Input(sizes));
}
