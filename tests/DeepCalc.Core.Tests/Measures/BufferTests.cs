namespace DeepCalc.Tests.Measures;

public class BufferTests
{
    // A convolution of 3·3·3·8 without biases, and 8 channels normalised: 8 scales, 8 offsets, 8 means, 8 variances.
    private const long Learned = (3 * 3 * 3 * 8) + 8 + 8;
    private const long Statistics = 8 + 8;

    public static TheoryData<Framework?, long, long> Frameworks => new()
    {
        { null, Learned + Statistics, Statistics },
        { Framework.Keras, Learned + Statistics, Statistics },
        { Framework.PyTorch, Learned, 0 },
    };

    [Theory]
    [MemberData(nameof(Frameworks))]
    public void Statistics_are_parameters_but_for_PyTorch_and_buffers_everywhere(Framework? framework, long parameters, long notTrainable)
    {
        Network network = Normalised(framework);
        ParameterMeasurement total = ParameterMeasurement.Of(network);
        NetworkMeasurement row = NetworkMeasurement.Of(network);
        LayerMeasurement[] layers = [.. LayerMeasurement.Of(network)];
        WeightMeasurement[] weights = [.. WeightMeasurement.Of(network)];

        Assert.Equal((parameters, Learned, notTrainable, Statistics), (total.Parameters, total.TrainableParameters, total.NonTrainableParameters, total.Buffers));
        Assert.Equal((parameters, Learned, notTrainable, Statistics), (row.Parameters, row.TrainableParameters, row.NonTrainableParameters, row.Buffers));
        Assert.Equal((parameters, Statistics), (layers.Sum(layer => layer.Parameters), layers.Sum(layer => layer.Buffers)));
        Assert.Equal((parameters, Statistics), (weights.Sum(weight => weight.Parameters), weights.Sum(weight => weight.Buffers)));
        Assert.Equal(["moving_mean", "moving_variance"], weights.Where(weight => weight.Buffers > 0).Select(weight => weight.Weight));
        Assert.Equal(parameters, total.ActiveParameters);
    }

    [Theory]
    [MemberData(nameof(Frameworks))]
    public void The_working_ends_in_the_same_number(Framework? framework, long parameters, long notTrainable)
    {
        CalculationStep[] steps = [.. Calculation.Of(Normalised(framework), [CalculationTopic.Parameter], null)];
        Assert.Equal(parameters, steps.Where(step => step.Quantity == "Parameters").Sum(step => step.Value));
        Assert.Equal(framework == Framework.PyTorch ? [Statistics] : Array.Empty<long?>(), steps.Where(step => step.Quantity == "Buffers").Select(step => step.Value));
        Assert.Equal(Learned, parameters - notTrainable);
    }

    [Fact]
    public void A_frozen_layer_is_not_trainable_and_no_buffer()
    {
        Layer frozen = Normalised(Framework.PyTorch).Output.Frozen();
        ParameterMeasurement row = ParameterMeasurement.Of(new Network(frozen));
        Assert.Equal((Learned, 16L, Statistics), (row.Parameters, row.NonTrainableParameters, row.Buffers));
    }

    [Fact]
    public void Buffers_of_open_size_are_a_formula()
    {
        Layer input = new(new Input(new TensorShape(Layout.ChannelsFirst, Quantity.Unknown("C"), 8, 8), Framework: Framework.PyTorch), null);
        var network = new Network(new Layer(new Normalization(NormalizationKind.Batch, UseScale: false, UseCenter: false, TrackStatistics: true), null, input));
        NetworkMeasurement row = NetworkMeasurement.Of(network);
        Assert.Equal((0, null, "2·C", false), (row.Parameters, row.Buffers, row.BuffersFormula, row.IsLowerBound));
        Assert.Equal("2·C", ParameterMeasurement.Of(network).BuffersFormula);
    }

    private static Network Normalised(Framework? framework)
    {
        TensorShape shape = framework == Framework.PyTorch ? new(Layout.ChannelsFirst, 3, 16, 16) : new(16, 16, 3);
        var input = new Layer(new Input(shape, Framework: framework), null);
        var convolution = new Layer(new Convolution(8, new WindowSettings { Kernel = 3 }, UseBias: false), null, input);
        return new Network(new Layer(new Normalization(NormalizationKind.Batch, TrackStatistics: true), null, convolution));
    }
}
