using DeepCalc.Tests.Formats.Onnx.Operators;
using DeepCalc.Tests.Layers.Answers;
using Xunit.Abstractions;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>What the nodes of files hold in memory and remember.</summary>
public class NodeStorageTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_node_of_the_files_answers()
    {
        int layers = 0;
        var unknown = new Dictionary<string, int>(StringComparer.Ordinal);
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in OnnxFixture.Names)
        {
            foreach (Layer layer in new Network(OnnxFixture.Import(name)).Layers)
            {
                layers++;
                StorageChecks.Check(layer);
                Storage storage = layer.Storage();
                if (storage.IsUnknown)
                {
                    unknown[layer.Kind] = unknown.GetValueOrDefault(layer.Kind) + 1;
                }
                else if (storage.IsKeptUnknown)
                {
                    open[layer.Kind] = open.GetValueOrDefault(layer.Kind) + 1;
                }
            }
        }

        Assert.Equal(["If", "Loop", "SequenceInsert"], unknown.Keys.Order(StringComparer.Ordinal));
        Assert.True(open.Values.Sum() < layers / 10, $"{open.Values.Sum()} of {layers}");
        output.WriteLine($"{layers} layers, unknown: {Text(unknown)}; kept unknown: {Text(open)}");

        static string Text(Dictionary<string, int> kinds) => string.Join(", ", kinds.OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Value} {kind.Key}"));
    }

    [Fact]
    public void A_node_answers_as_the_layer_that_it_means()
    {
        Layer relu = Model(model => model.Weight("w", 8, 3, 3, 3).Node("Conv", ["x", "w"], ["c"]).Node("Relu", ["c"], ["y"]), 4, 3, 16, 16);
        Layer convolution = relu.Inputs[0];

        // The kernel is a constant, which is always there.
        Assert.Equal([0], convolution.Storage().KeepsInputs);
        Assert.Equal([0], relu.Storage().Overwrites);
        Assert.True(relu.Storage().KeepsOutput);
    }

    [Fact]
    public void A_kernel_that_the_network_computes_is_kept_as_inputs_are()
    {
        Layer layer = new ModelBuilder().Input("x", 4, 3, 16, 16).Input("k", 8, 3, 3, 3).Node("Conv", ["x", "k"], ["y"]).Output("y").Import();

        Assert.Equal([0, 1], layer.Storage().KeepsInputs);
    }

    [Fact]
    public void What_a_layer_holds_is_held_for_each_sample()
    {
        Layer layer = Model(model => model.Node("MaxPool", ["x"], ["y"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 })), 4, 3, 16, 16);

        Assert.Equal(new Held("indices", 0, 4 * 3 * 8 * 8, ElementType.Int64), Assert.Single(layer.Storage().Held) with { Moments = (1, int.MaxValue) });
    }

    [Fact]
    public void Samples_share_the_statistics_of_a_batch_normalisation()
    {
        Layer layer = Model(
            model => model.Weight("s", 3).Weight("b", 3).Weight("m", 3).Weight("v", 3).Node("BatchNormalization", ["x", "s", "b", "m", "v"], ["y"]), 4, 3, 16, 16);

        Assert.Equal([3, 3], layer.Storage().Held.Select(held => held.Kept.Value));
        Assert.Equal([0], layer.Storage().KeepsInputs);
    }

    [Fact]
    public void The_parts_of_a_split_are_views()
    {
        Layer first = Model(model => model.Opset(18).Node("Split", ["x"], ["y", "z"], ("axis", 1L), ("num_outputs", 2L)), 4, 6);

        Assert.Equal((0, ViewOrder.Strided), (first.Storage().ViewOf, first.Storage().Order));
        Assert.Equal((0, ViewOrder.Strided), (first.Output(1).Storage().ViewOf, first.Output(1).Storage().Order));
    }

    [Fact]
    public void The_types_of_a_file_are_told_by_it()
    {
        Layer table = new ModelBuilder().Input("i", TypeBuilder.Tensor(ElementType.Int64, 4, 7)).Weight("w", 10, 4).Node("Gather", ["w", "i"], ["y"]).Output("y").Import();

        Assert.Equal(ElementType.Int64, table.Inputs[0].OutputType);
        Assert.Equal(ElementType.Float32, table.OutputType);
        Assert.Equal(ElementType.Boolean, Model(model => model.Node("Less", ["x", "x"], ["y"]), 4, 7).OutputType);
        Assert.Equal(ElementType.Int64, Model(model => model.Node("ArgMax", ["x"], ["y"]), 4, 7).OutputType);
    }

    [Fact]
    public void What_only_ONNX_has_is_not_nothing()
    {
        Layer attention = new ModelBuilder().Opset(23).Input("q", 2, 5, 16).Input("k", 2, 7, 16).Input("v", 2, 7, 16)
            .Node("Attention", ["q", "k", "v"], ["y"], ("q_num_heads", 4L), ("kv_num_heads", 4L)).Output("y").Import();

        Assert.Equal([2 * 7 * 16, 2 * 7 * 16], attention.States().Select(state => state.Elements.Value));
        Assert.False(attention.Storage().IsKeptUnknown);

        Layer sparse = new OneNode("SparseAttention").With("num_heads", 4L).With("kv_num_heads", 2L).On(
            OneNode.Data(1, 16, 32), OneNode.Data(1, 16, 16), OneNode.Data(1, 16, 16), OneNode.Data(1, 2, 64, 8), OneNode.Data(1, 2, 64, 8),
            OneNode.Values(0, 1), OneNode.Values(0), OneNode.Values(16), OneNode.Values(16));
        Assert.False(Assert.Single(sparse.States()).Elements.IsKnown);
        Assert.True(sparse.Storage().IsKeptUnknown);
    }

    private static Layer Model(Func<ModelBuilder, ModelBuilder> nodes, params long[] sizes) => nodes(new ModelBuilder().Input("x", [.. sizes.Select(size => (OnnxSize)size)])).Output("y").Import();
}
