namespace DeepCalc.Tests.Networks;

public class GivenNamesTests
{
    [Fact]
    public void The_second_layer_of_a_name_is_refused_in_any_case()
    {
        Layer first = Named("conv", Build.Input(8));
        first.RequireUniqueNames();
        Layer between = new(new Dense(3), null, first);
        Layer second = Named("CONV", between);
        DeepCalcException error = Assert.Throws<DeepCalcException>(second.RequireUniqueNames);
        Assert.Equal(ErrorCode.DuplicateName, error.Code);
        Assert.Contains("'conv'", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Two_branches_of_one_name_are_refused_where_they_merge_and_one_layer_in_both_is_not()
    {
        Layer input = Build.Input(8);
        Layer stem = Named("stem", input);
        Layer sum = new(new Merge(MergeKind.Add), null, [Named("a", stem), Named("b", stem)]);
        sum.RequireUniqueNames();

        Layer clash = new(new Merge(MergeKind.Add), null, [Named("a", stem), Named("a", stem)]);
        Assert.Equal(ErrorCode.DuplicateName, Assert.Throws<DeepCalcException>(clash.RequireUniqueNames).Code);

        Layer deeper = new(new Merge(MergeKind.Add), null, [Named("c", sum), Named("stem", input)]);
        Assert.Equal(ErrorCode.DuplicateName, Assert.Throws<DeepCalcException>(deeper.RequireUniqueNames).Code);
    }

    // As the check of the whole network finds it.
    [Fact]
    public void It_finds_what_the_network_finds()
    {
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            var layers = new List<Layer> { Build.Input(4) };
            for (int i = 0; i < 60; i++)
            {
                string? name = random.Next(4) == 0 ? null : $"n{random.Next(4000)}";
                Layer one = layers[random.Next(layers.Count)];
                Layer other = layers[random.Next(layers.Count)];
                Layer next = random.Next(3) == 0
                    ? new Layer(new Merge(MergeKind.Add), name, [one, other])
                    : new Layer(new Activation(ActivationFunction.Relu), name, one);
                bool isRefused = IsRefused(next.RequireUniqueNames);
                Assert.Equal(IsRefused(() => new Network(next).NameOf(next)), isRefused);
                if (!isRefused)
                {
                    layers.Add(next);
                }
            }
        }
    }

    [Fact]
    public void A_deep_network_of_named_layers_is_checked_as_it_grows()
    {
        Layer layer = Build.Input(4);
        for (int i = 0; i < 20_000; i++)
        {
            layer = Named($"layer{i}", layer);
            layer.RequireUniqueNames();
        }

        Layer again = Named("layer7", layer);
        Assert.Throws<DeepCalcException>(again.RequireUniqueNames);
    }

    private static Layer Named(string name, Layer input) => new(new Activation(ActivationFunction.Relu), name, input);

    private static bool IsRefused(Action check)
    {
        try
        {
            check();
            return false;
        }
        catch (DeepCalcException e) when (e.Code == ErrorCode.DuplicateName)
        {
            return true;
        }
    }
}
