using CsCheck;
using DeepCalc.Tests.Layers.Answers;
using DeepCalc.Tests.Measures;

namespace DeepCalc.Tests.Layers;

/// <summary>
/// Whatever comes in, sizes that are not known, that are huge, axes too few and too many, every layer answers or refuses with an error
/// of DeepCalc's own, and at once.
/// </summary>
public class RobustnessTests
{
    private const int MostTries = 20_000;

    private static readonly Gen<Func<LayerDefinition>> Definition = RandomSettings.Definition(typeof(LayerDefinition));

    public static TheoryData<Type> Definitions => [.. RandomSettings.Definitions];

    public static TheoryData<ActivationFunction> Functions => [.. Enum.GetValues<ActivationFunction>()];

    [Fact]
    public void Every_layer_answers_or_refuses() => Gen.Select(Definition, RandomSettings.Shape, RandomSettings.Shape, Definition).Sample(
        (make, shape, other, makeNext) =>
        {
            try
            {
                LayerDefinition definition = make();
                LayerDefinition next = makeNext();
                Layer layer = Accepted(definition, shape, other);
                Answer(layer);
                Answer(layer.Output(layer.OutputCount - 1));
                Try(() => Answer(new Network(layer).After(shape[0]).Output));
                Answer(new Layer(next, null, next.LeastInputs > 1 ? [layer, layer] : [layer]));
                Answer(new Layer(new Merge(MergeKind.Multiply), null, layer, layer));
                if (definition.LeastInputs == 1)
                {
                    Answer(new Network(layer).WithInput(other).Output);
                    Answer(new Layer(definition, null));
                }
            }
            catch (DeepCalcException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
        },
        iter: 20_000,
        print: tried => $"{Print(tried.Item1)} on {tried.Item2} and {tried.Item3}, then {Print(tried.Item4)}");

    [Theory]
    [MemberData(nameof(Definitions))]
    public void Every_definition_is_accepted_by_some_of_the_cases(Type kind) => Assert.True(IsAccepted(kind, _ => true), $"no settings of {kind.Name} that are tried make a layer");

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_activation_is_accepted_by_some_of_the_cases(ActivationFunction function)
    {
        LayerDefinition defined = Activation.Define(function);
        Assert.True(IsAccepted(
            defined.GetType(),
            definition => definition switch
            {
                Activation activation => activation.Function == function,
                GatedLinearUnit unit => unit.Equals(defined),
                _ => definition.GetType() == defined.GetType(),
            }));
    }

    // The cases have a seed of their own, so that they are the same in every run.
    private static bool IsAccepted(Type kind, Predicate<LayerDefinition> isMeant)
    {
        Gen<(Func<LayerDefinition>, TensorShape, TensorShape)> cases = Gen.Select(RandomSettings.Definition(kind), RandomSettings.Shape, RandomSettings.Shape);
        var random = new PCG(1, 1);
        for (int tries = 0; tries < MostTries; tries++)
        {
            (Func<LayerDefinition> make, TensorShape shape, TensorShape other) = cases.Generate(random, null, out _);
            try
            {
                LayerDefinition definition = make();
                Accepted(definition, shape, other);
                if (isMeant(definition))
                {
                    return true;
                }
            }
            catch (DeepCalcException)
            {
                // These settings are refused.
            }
        }

        return false;
    }

    private static Layer Accepted(LayerDefinition definition, TensorShape shape, TensorShape other)
    {
        TensorShape[] shapes = [shape, definition.LeastInputs > 1 ? shape : other, .. Enumerable.Repeat(shape, 3)];
        Layer[] inputs = [.. shapes.Select(each => new Layer(new Input(each), null))];
        return new Layer(definition, null, inputs.AsSpan(..(definition.IsSource ? 0 : Math.Max(definition.LeastInputs, 1))));
    }

    // All that can be asked. What does not fit is an error of the question, not of the next.
    private static void Answer(Layer layer)
    {
        var network = new Network(layer);
        Try(() => NetworkMeasurement.Of(network));
        Try(() => _ = LayerMeasurement.Of(network).ToList());
        Try(() => _ = WeightMeasurement.Of(network).ToList());
        Try(() => Counts.AssertNotNegative(network, layer));
        Try(() => _ = ReceptiveFieldMeasurement.Of(network, perLayer: true).ToList());
        Try(() => _ = Calculation.Of(network, []).ToList());
        Try(() => StorageChecks.Check(layer));
        Try(() => _ = UnitFieldMeasurement.Of(network, [.. Enumerable.Repeat(0L, Math.Max(layer.OutputShape.SpatialRank, 1))]).ToList());
        Try(() => _ = PixelFieldMeasurement.Of(network, [.. Enumerable.Repeat(0L, Math.Max((network.Inputs.Count > 0 ? network.Inputs[0] : layer).OutputShape.SpatialRank, 1))]).ToList());
    }

    private static string Print(Func<LayerDefinition> make)
    {
        try
        {
            LayerDefinition definition = make();
            return $"{definition.GetType().Name} ({definition})";
        }
        catch (DeepCalcException e)
        {
            return e.Message;
        }
    }

    private static void Try(Action question)
    {
        try
        {
            question();
        }
        catch (DeepCalcException)
        {
            // A count of more than 64 bits, positions too many to follow.
        }
    }
}
