using DeepCalc.Tests.Formats.HuggingFace;
using DeepCalc.Tests.Formats.Keras;

namespace DeepCalc.Tests.Layers.Answers;

/// <summary>The types of outputs.</summary>
public class OutputTypeTests
{
    [Fact]
    public void A_composed_network_has_its_own_floating_point_type()
    {
        Layer layer = On(new Dense(4), Input(ElementType.Undefined, 8));

        Assert.Equal(ElementType.Undefined, layer.OutputType);
    }

    [Fact]
    public void An_output_has_the_type_of_the_first_input()
    {
        Assert.Equal(ElementType.Float16, On(new Dense(4), Input(ElementType.Float16, 8)).OutputType);
        Assert.Equal(ElementType.UInt8, On(new Flatten(), Input(ElementType.UInt8, 8, 8, 3)).OutputType);
        Assert.Equal(ElementType.Int32, On(new Concatenate(), Input(ElementType.Int32, 8), Input(ElementType.Int64, 8)).OutputType);
        Assert.Equal(ElementType.Float16, On(new Merge(), Input(ElementType.Int64, 8), Input(ElementType.Float16, 8)).OutputType);
    }

    [Fact]
    public void What_is_computed_of_integers_is_a_real_number()
    {
        Assert.Equal(ElementType.Undefined, On(new Embedding(10, 4), Input(ElementType.Int64, 8)).OutputType);
        Assert.Equal(ElementType.Undefined, On(new CategoryEncoding(10), Input(ElementType.Int32, 8)).OutputType);
        Assert.Equal(ElementType.Undefined, On(new Pointwise("Rescaling", 2), Input(ElementType.UInt8, 8, 8, 3)).OutputType);
        Assert.Equal(ElementType.Undefined, On(new Upsampling(2, Method: Interpolation.Linear), Input(ElementType.UInt8, 8, 8, 3)).OutputType);
        Assert.Equal(ElementType.Undefined, On(new UnknownLayer("Mystery"), Input(ElementType.Int64, 8)).OutputType);
        Assert.Equal(ElementType.UInt8, On(new Upsampling(2), Input(ElementType.UInt8, 8, 8, 3)).OutputType);
    }

    [Fact]
    public void The_place_of_an_extreme_is_an_index()
    {
        Assert.Equal(ElementType.Int64, On(new Reduction(ReductionKind.ArgMaximum, -1), Input(ElementType.Undefined, 8)).OutputType);
        Assert.Equal(ElementType.Undefined, On(new Reduction(ReductionKind.Maximum, -1), Input(ElementType.Undefined, 8)).OutputType);
    }

    [Fact]
    public void Words_of_a_config_are_integers_and_their_vectors_are_not()
    {
        var network = new Network(Configs.Read(Configs.All["GPT-2"]));

        Assert.Equal(ElementType.Int64, network.Inputs[0].OutputType);
        Assert.Equal(ElementType.Undefined, network.Output.OutputType);
    }

    [Theory]
    [InlineData("int32", ElementType.Int32)]
    [InlineData("bool", ElementType.Boolean)]
    [InlineData("string", ElementType.String)]
    [InlineData("float32", ElementType.Undefined)]
    [InlineData("7", ElementType.Undefined)]
    public void An_input_of_Keras_has_the_type_that_it_says(string dtype, ElementType type)
    {
        Network network = KerasFiles.Read(KerasFiles.One("Flatten", "").Replace("\"name\": \"in\"", $"\"name\": \"in\", \"dtype\": \"{dtype}\"", StringComparison.Ordinal));

        Assert.Equal(type, network.Inputs[0].OutputType);
        Assert.Equal(type, network.Output.OutputType);
    }

    [Fact]
    public void Types_reach_through_a_deep_network_without_a_deep_stack()
    {
        Layer layer = Input(ElementType.Int32, 8);
        for (int i = 0; i < 100_000; i++)
        {
            layer = On(new Roll(1, 0), layer);
        }

        Assert.Equal(ElementType.Int32, layer.OutputType);
    }

    [Fact]
    public void A_layer_with_frozen_or_shared_weights_keeps_its_type()
    {
        Layer layer = On(new Dense(8), Input(ElementType.Float16, 8));

        Assert.Equal(ElementType.Float16, layer.Frozen().OutputType);
        Assert.Equal(ElementType.Float16, On(new Dense(8), layer).TiedTo(layer).OutputType);
    }

    private static Layer Input(ElementType type, params long[] sizes) =>
        new(new Input(new TensorShape([.. sizes.Select(size => (Quantity)size)])) { Type = type }, null);

    private static Layer On(LayerDefinition definition, params Layer[] inputs) => new(definition, null, inputs);
}
