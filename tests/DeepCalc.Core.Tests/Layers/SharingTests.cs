namespace DeepCalc.Tests.Layers;

/// <summary>Frozen and shared weights.</summary>
public class SharingTests
{
    [Fact]
    public void Frozen_weights_are_not_trainable()
    {
        Layer dense = Build.Dense(Build.Dense(Build.Input(10), 4).Frozen(), 3);
        ParameterMeasurement row = ParameterMeasurement.Of(new Network(dense));

        Assert.Equal((59L, 15L, 44L), (row.Parameters, row.TrainableParameters, row.NonTrainableParameters));
    }

    [Fact]
    public void A_tied_projection_is_the_transposed_embedding_and_counted_once()
    {
        Layer embedding = new(new Embedding(100, 8), "wte", Build.Input(5));
        Layer head = new Layer(new Dense(100), "head", embedding).TiedTo(embedding);
        var network = new Network(head);

        Assert.Equal(800 + 100, ParameterMeasurement.Of(network).Parameters);
        LayerMeasurement row = LayerMeasurement.Of(network).Last();
        Assert.Equal((100L, "wte"), (row.Parameters, row.TiedTo));
        WeightMeasurement[] weights = [.. WeightMeasurement.Of(network)];
        Assert.Equal(["800 ", "0 wte", "100 "], weights.Select(weight => $"{weight.Parameters} {weight.TiedTo}"));
        Assert.Equal(5 * 8 * 100, OperationMeasure.Of(network).Total.Macs.Value);
    }

    [Fact]
    public void A_layer_used_twice_is_counted_once_where_both_uses_are_there()
    {
        Layer left = Build.Conv(Build.Input(8, 8, 3), 4, 3, name: "left");
        Layer right = Build.Conv(Build.Input(8, 8, 3), 4, 3, name: "right").TiedTo(left);
        Layer both = new(new Merge(), null, left, right);

        Assert.Equal(112, ParameterMeasurement.Of(new Network(both)).Parameters);
        Assert.Equal(112, ParameterMeasurement.Of(new Network(right)).Parameters);
        Assert.Equal(224, ParameterMeasurement.Of(new Network(new Layer(new Merge(), null, left, Build.Conv(Build.Input(8, 8, 3), 4, 3)))).Parameters);
    }

    [Fact]
    public void Sharing_survives_another_input_shape_and_chains()
    {
        Layer first = Build.Dense(Build.Input(8), 8);
        Layer second = Build.Dense(first, 8).TiedTo(first);
        Layer third = Build.Dense(second, 8).TiedTo(second);

        Assert.Equal(72, ParameterMeasurement.Of(new Network(third)).Parameters);

        // On nine features the first kernel is 9x8, which the others are not; their biases and each other's kernels remain shared.
        Assert.Equal(80 + 64, ParameterMeasurement.Of(new Network(third).WithInput(new TensorShape(9))).Parameters);
    }

    [Fact]
    public void Layers_that_have_no_weight_in_common_cannot_share() => Build.Refused(
        () => Build.Dense(Build.Input(8), 4).TiedTo(new Layer(new Embedding(100, 8), null, Build.Input(5))),
        ErrorCode.ShapeMismatch,
        "dense:",
        "8x4",
        "100x8");

    [Fact]
    public void The_total_says_that_shared_parameters_are_summed_once()
    {
        Layer first = Build.Dense(Build.Input(8), 8);
        Layer second = Build.Dense(first, 8).TiedTo(first);
        CalculationStep total = Calculation.Of(new Network(second), [CalculationTopic.Parameter]).Last();

        Assert.Equal(72, total.Value);
        Assert.DoesNotContain("+", total.Substitution, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_is_shared_with_a_kernel_and_not_with_whatever_has_its_shape()
    {
        // Of the second layer, the recurrent kernel and the bias are the first's; its kernel is 4x16, which the first's is not.
        Layer first = new(new Recurrent(4) { ReturnSequences = true }, null, Build.Input(10, 8));
        Layer second = new Layer(new Recurrent(4), null, first).TiedTo(first);
        Assert.Equal(208 + 64, ParameterMeasurement.Of(new Network(second)).Parameters);

        // One matrix of another name is one of the four projections.
        Layer dense = Build.Dense(Build.Input(10, 64), 64);
        Layer attention = new Layer(new MultiHeadAttention { Heads = 8 }, null, dense).TiedTo(dense);
        Assert.Equal(4160 + (4 * 4160) - 4096, ParameterMeasurement.Of(new Network(attention)).Parameters);
    }

    [Fact]
    public void The_shares_of_experts_must_match_the_positions()
    {
        Build.Refused(
            () => new Layer(new MixtureOfExperts(4, 2, 8), null, Build.Input(7), Build.Input(8, 8, 4)), ErrorCode.ShapeMismatch, "8x8x4", "positions");
        Build.Refused(
            () => new FeedForwardBlock { Hidden = 16, Experts = 4, Function = ActivationFunction.Softmax }.On(Build.Input(8, 8), default), ErrorCode.InvalidSetting, "Softmax");
    }
}
