using CsCheck;
using DeepCalc.Tests.Oracles;

namespace DeepCalc.Tests.Layers.Answers;

/// <summary>The storage and the states of random layers.</summary>
public class RandomStorageTests
{
    private static readonly Gen<Func<LayerDefinition>> Definition = RandomSettings.Definition(typeof(LayerDefinition));

    [Fact]
    public void Every_number_has_a_working()
    {
        int count = 0;
        foreach (LayerCase c in LayerCase.Fixtures.SelectMany(LayerCase.Read))
        {
            if (c.BuildOrNull() is { } layer)
            {
                StorageChecks.Check(layer);
                count++;
            }
        }

        Assert.True(count > 7000, $"only {count} layers");
    }

    [Fact]
    public void Numbers_for_unknown_sizes_are_those_of_the_formula() => Gen.Select(Definition, RandomSettings.Shape, Gen.Long[1, 9].Array[4]).Sample(
        (make, shape, numbers) =>
        {
            var sizes = new[] { "H", "W", "C", "N" }.Zip(numbers).ToDictionary(pair => pair.First, pair => pair.Second);
            Quantity[] formula;
            Quantity[] counted;
            try
            {
                LayerDefinition definition = make();
                if (definition.IsSource)
                {
                    return;
                }

                Layer open = On(definition, shape);
                Layer bound = On(definition, new TensorShape(shape.Layout, [.. shape.Sizes.Select(size => size.Bind(sizes))]));
                StorageChecks.Check(open);
                StorageChecks.Check(bound);
                formula = [.. NumbersOf(open).Select(number => number.Bind(sizes))];
                counted = [.. NumbersOf(bound)];
            }
            catch (Exception e) when (e is DeepCalcException or OverflowException)
            {
                // The settings, the sizes, or numbers of more than 64 bits are refused.
                return;
            }

            Assert.Equal(counted, formula);
        },
        iter: 20_000);

    private static IEnumerable<Quantity> NumbersOf(Layer layer) => StorageChecks.NumbersOf(layer.Storage()).Concat(layer.States().Select(state => state.Elements));

    private static Layer On(LayerDefinition definition, TensorShape shape) =>
        new(definition, null, [.. Enumerable.Range(0, Math.Max(definition.LeastInputs, 1)).Select(_ => new Layer(new Input(shape), null))]);
}
