namespace DeepCalc.Tests.Layers.Answers;

/// <summary>What layers hold in memory, by hand.</summary>
public class StorageTests
{
    // The answer is the default, a new tensor and all inputs kept, since the derivative of the weights, or of the other factor, needs them.
    private static readonly Type[] Default = [typeof(TransposedConvolution), typeof(GatedLinearUnit)];

    [Fact]
    public void Every_definition_or_its_family_answers_by_itself_or_is_one_of_those_for_which_the_default_is_right()
    {
        Type[] definitions = [.. typeof(LayerDefinition).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerDefinition)) && !type.IsAbstract)];
        Type[] silent = [.. definitions.Where(type => type.GetMethods().Where(method => method.Name == nameof(LayerDefinition.Storage)).All(method => method.DeclaringType == typeof(LayerDefinition)))];

        Assert.True(definitions.Length > 55, $"only {definitions.Length} definitions");
        Assert.Equal(Names(Default), Names(silent));

        static IEnumerable<string> Names(Type[] types) => types.Select(type => type.Name).Order(StringComparer.Ordinal);
    }

    // 12 heads on 1,024 tokens of width 768: the scores alone are 50.3 MB of float32.
    [Fact]
    public void Attention_holds_its_scores()
    {
        Storage storage = On(new MultiHeadAttention { Heads = 12 }, [1024, 768]).Storage();

        Assert.Equal(12 * 1024 * 1024, Of(storage, "scores").Elements);
        Assert.Equal(12 * 1024, Of(storage, "scores").KeptInBlocks);
        Assert.Equal((12 * 1024 * 1024) + (3 * 1024 * 768), storage.Most(held => held.Elements));
        Assert.Equal([0], storage.KeepsInputs);
        Assert.False(storage.KeepsOutput);
    }

    // A layer of 2205.05198 keeps s·b·h·(34 + 5·a·s/h) bytes of 16-bit numbers: of attention Q, K, V and the result 2·s·b·h each and the softmax
    // 2·a·s²·b; its input is another 2·s·b·h.
    [Fact]
    public void Attention_keeps_what_Korthikanti_et_al_count()
    {
        const long S = 128;
        const long H = 64;
        const long A = 4;
        Storage storage = On(new MultiHeadAttention { Heads = A }, [S, H]).Storage();

        Assert.Equal((4 * S * H) + (A * S * S), Kept(storage));
    }

    // The whole layer of 2205.05198, but for the means and deviations of its normalisations, which the paper leaves out.
    [Fact]
    public void A_transformer_layer_keeps_34_and_5_as_over_h_bytes_for_each_feature()
    {
        const long S = 32;
        const long H = 48;
        const long A = 6;
        Layer input = Input([S, H]);
        Layer attended = New(new Dropout(0.1), New(new MultiHeadAttention { Heads = A, Dropout = 0.1 }, New(new Normalization(NormalizationKind.Layer), input)));
        Layer middle = New(new Merge(), input, attended);
        Layer hidden = New(new Activation(ActivationFunction.Gelu), New(new Dense(4 * H), New(new Normalization(NormalizationKind.Layer), middle)));
        Layer output = New(new Merge(), middle, New(new Dropout(0.1), New(new Dense(H), hidden)));

        long bytes = 0;
        var kept = new HashSet<Layer>();
        foreach (Layer layer in new Network(output).Layers)
        {
            Storage storage = layer.Storage();
            kept.UnionWith(storage.KeepsInputs.Select(i => layer.Inputs[i]));
            bytes += storage.Held.Where(held => held.Name is not ("means" or "inverse deviations"))
                .Sum(held => held.Kept.Value * (held.Type == ElementType.Boolean ? 1 : 2));
        }

        Assert.Equal((34 * S * H) + (5 * A * S * S), bytes + kept.Sum(layer => 2 * layer.OutputShape.ElementCount.Value));

        static Layer New(LayerDefinition definition, params Layer[] inputs) => new(definition, null, inputs);
    }

    [Fact]
    public void Grouped_queries_share_keys_and_values()
    {
        Storage storage = On(new MultiHeadAttention { Heads = 8, KeyValueHeads = 2, KeyWidth = 16, ValueWidth = 32 }, [10, 64]).Storage();

        Assert.Equal(10 * 8 * 16, Of(storage, "queries").Elements);
        Assert.Equal(10 * 2 * 16, Of(storage, "keys").Elements);
        Assert.Equal(10 * 2 * 32, Of(storage, "values").Elements);
        Assert.Equal(8 * 10 * 10, Of(storage, "scores").Elements);
        Assert.Equal(10 * 8 * 32, Of(storage, "results of heads").Elements);

        // The results are larger than queries and keys, so the layer is fullest when they and the values are there.
        Assert.Equal(640 + 800 + 2560, storage.Most(held => held.Elements));
    }

    [Fact]
    public void An_LSTM_holds_the_gates_of_a_step_and_keeps_those_of_all()
    {
        Storage storage = On(new Recurrent(8) { ReturnSequences = true }, [5, 3]).Storage();

        Assert.Equal((4 * 8, 5 * 4 * 8), Sizes(storage, "gates"));
        Assert.Equal((8, 5 * 8), Sizes(storage, "cell state"));
        Assert.Equal((8, 0), Sizes(storage, "hidden state"));
        Assert.True(storage.KeepsOutput);
        Assert.DoesNotContain(storage.Held, held => held.Name == "sequences of hidden states");
    }

    [Fact]
    public void Stacked_layers_of_two_directions_hold_sequences_between_them()
    {
        Storage storage = On(new Recurrent(8, RecurrentKind.Gru) { Layers = 3, Direction = RecurrentDirection.Bidirectional }, [5, 3]).Storage();

        // Three layers of two directions, each of five steps; the second reads one sequence of both directions and writes another.
        Assert.Equal((4 * 8, 3 * 2 * 5 * 4 * 8), Sizes(storage, "gates"));
        Assert.Equal((2 * 5 * 16, 3 * 5 * 16), Sizes(storage, "sequences of hidden states"));
        Assert.False(storage.KeepsOutput);
    }

    [Fact]
    public void A_state_is_a_tensor_of_its_own_beside_the_layer()
    {
        Layer layer = On(new Recurrent(8) { ReturnSequences = true }, [5, 3]);
        Storage state = layer.Output(1).Storage();

        Assert.Equal((-1, 0, 0, false), (state.ViewOf, state.Held.Count, state.KeepsInputs.Count, state.KeepsOutput));
        Assert.Empty(layer.Output(1).States());
    }

    [Fact]
    public void A_convolutional_LSTM_holds_images()
    {
        var definition = new ConvolutionalRecurrent(5, new WindowSettings { Kernel = 3, Padding = Padding.Same });
        Storage storage = On(definition, [10, 8, 8, 3]).Storage();

        Assert.Equal((4 * 8 * 8 * 5, 10 * 4 * 8 * 8 * 5), Sizes(storage, "gates"));
        Assert.Equal((8 * 8 * 5, 10 * 8 * 8 * 5), Sizes(storage, "hidden state"));
        Assert.Equal((8 * 8 * 5, 10 * 8 * 8 * 5), Sizes(storage, "cell state"));
    }

    [Fact]
    public void Additive_attention_holds_a_vector_for_each_pair()
    {
        Storage storage = new Layer(new SequenceAttention(AttentionScore.Additive), null, Input([6, 4]), Input([9, 4]), Input([9, 5])).Storage();

        Assert.Equal((6 * 9 * 4, 6 * 9 * 4), Sizes(storage, "sums of query and key"));
        Assert.Equal((6 * 9, 6 * 9), Sizes(storage, "scores"));

        // The hyperbolic tangents stand for query and key.
        Assert.Equal([2], storage.KeepsInputs);
        Assert.Equal((6 * 9 * 4) + (6 * 9), storage.Most(held => held.Elements));
    }

    [Fact]
    public void Chosen_experts_hold_their_hidden_layers()
    {
        Layer[] inputs = [Input([7, 16]), Input([7, 8])];
        Storage storage = new Layer(new MixtureOfExperts(8, 2, 40), null, inputs).Storage();

        Assert.Equal((2 * 7 * 40, 2 * 7 * 40), Sizes(storage, "hidden layers"));
        Assert.Equal((2 * 7 * 40, 2 * 7 * 40), Sizes(storage, "gates"));
        Assert.Equal((2 * 7 * 16, 2 * 7 * 16), Sizes(storage, "outputs of experts"));
        Assert.Equal(2 * 2 * 7 * 40, storage.Most(held => held.Elements));
    }

    [Fact]
    public void A_dropout_is_a_view_in_inference_and_keeps_a_mask_in_training()
    {
        Storage storage = On(new Dropout(0.5), [6, 4]).Storage();

        Assert.Equal(0, storage.ViewOf);
        Assert.True(storage.IsViewInInferenceOnly);
        Assert.Equal(new Held("mask", 0, 24, ElementType.Boolean), Assert.Single(storage.Held));
        Assert.Empty(storage.KeepsInputs);
    }

    [Theory]
    [InlineData(-1, ViewOrder.Strided)]
    [InlineData(0, ViewOrder.Contiguous)]
    public void A_slice_of_the_outermost_axis_is_contiguous(int axis, ViewOrder order)
    {
        Assert.Equal(order, On(new Slice(axis, 1, 3), [6, 4]).Storage().Order);
        Assert.Equal(ViewOrder.Strided, On(new Slice(axis, 0, null, 2), [6, 4]).Storage().Order);
        Assert.Equal(order, On(new Split(1, 2, Axis: axis), [6, 4]).Storage().Order);
    }

    [Fact]
    public void A_stretched_input_is_not_overwritten()
    {
        Storage storage = new Layer(new Merge(), null, Input([6, 4]), Input([1, 4]), Input([6, 4])).Storage();

        Assert.Equal([0, 2], storage.Overwrites);
        Assert.Empty(storage.KeepsInputs);
    }

    [Fact]
    public void A_layer_on_each_step_holds_the_tensors_of_all_steps()
    {
        var convolution = new SeparableConvolution(5, new WindowSettings { Kernel = 3 });
        Storage storage = On(new Placed(convolution) { Apart = Apart.Steps }, [10, 8, 8, 3]).Storage();

        Assert.Equal((10 * 6 * 6 * 3, 10 * 6 * 6 * 3), Sizes(storage, "depthwise output"));
        Assert.Equal(ViewOrder.Strided, On(new Placed(new Slice(0, 1)) { Apart = Apart.Steps }, [10, 8, 3]).Storage().Order);
        Assert.Equal(ViewOrder.Reshaped, On(new Placed(new Flatten()) { Apart = Apart.Steps }, [10, 8, 3]).Storage().Order);
    }

    [Fact]
    public void Sizes_can_be_unknown()
    {
        Layer attention = new(new MultiHeadAttention { Heads = 4 }, null, new Layer(new Input(new TensorShape(Quantity.Unknown("T"), 64)), null));

        Assert.Equal("4·T²", Of(attention.Storage(), "scores").Elements.ToString());
        Assert.Equal("4·T² + 192·T", attention.Storage().Most(held => held.Elements).ToString());
    }

    [Fact]
    public void An_unknown_layer_is_unknown_and_not_empty()
    {
        Layer layer = On(new UnknownLayer("Mystery"), [4]);

        Assert.True(layer.Storage().IsUnknown);
        Assert.False(Assert.Single(layer.States()).Elements.IsKnown);
    }

    private static Quantity Kept(Storage storage) => storage.Held.Aggregate((Quantity)0, (sum, held) => sum + held.Kept);

    private static Held Of(Storage storage, string name) => Assert.Single(storage.Held, held => held.Name == name);

    private static (long Elements, long Kept) Sizes(Storage storage, string name) => (Of(storage, name).Elements.Value, Of(storage, name).Kept.Value);

    private static Layer Input(long[] sizes) => new(new Input(new TensorShape([.. sizes.Select(size => (Quantity)size)])), null);

    private static Layer On(LayerDefinition definition, long[] sizes) => new(definition, null, Input(sizes));
}
