namespace DeepCalc.Tests.Measures;

/// <summary>A network that is only weights has no input and no known work.</summary>
public class TensorSetTests
{
    private static readonly Layer First = new(
        new TensorSet([new Weight("weight", new TensorShape(3, 4)) { ElementType = ElementType.BFloat16 }, new Weight("bias", new TensorShape(3))], "file"), "a");

    private static readonly Layer Second = new(
        new TensorSet(
            [
                new Weight("mean", new TensorShape(5), IsTrainable: false) { ElementType = ElementType.Float32 },
                new Weight("ids", new TensorShape(7)) { ElementType = ElementType.Int64, IsParameter = false },
                new Weight("packed", new TensorShape(64)) { StorageType = "Q4_0", StoredBytes = 36 },
            ],
            "file"),
        "b");

    private static readonly Network Both = new(new Layer(new OutputSet(), null, First, Second));

    [Fact]
    public void Parameters_are_counted_and_work_is_unknown()
    {
        NetworkMeasurement row = NetworkMeasurement.Of(Both);

        Assert.Equal(("file", "", "", 2), (row.Network, row.InputShape, row.OutputShape, row.LayerCount));
        Assert.Equal((12 + 3 + 5 + 64L, 79L, 5L), (row.Parameters, row.TrainableParameters, row.NonTrainableParameters));
        Assert.Null(row.Macs);
        Assert.Null(row.Flops);
        Assert.Null(row.ReceptiveField);
        Assert.True(row.IsLowerBound);
        Assert.Equal((null, "a, b"), (row.UncountedParameters, row.UncountedOperations));
        Assert.Equal(84, ParameterMeasurement.Of(Both).Parameters);
    }

    [Fact]
    public void Unknown_memory_is_not_zero()
    {
        var options = new MemoryOptions { Training = new TrainingOptions() };
        MemoryMeasurement row = MemoryMeasurement.Of(Both, options);

        Assert.Equal("a, b", row.UncountedLayers);
        Assert.Equal((null, null, null), (row.ActivationBytes, row.PeakBytes, row.CacheBytes));
        Assert.Equal((null, null, null), (row.WorkspaceBytes, row.ScoreBytes, row.SavedBytes));
        Assert.All(LayerMemoryMeasurement.Of(Both, options), layer => Assert.Equal((true, null, null, null), (layer.IsUncounted, layer.WorkspaceBytes, layer.ScoreBytes, layer.SavedBytes)));
    }

    [Fact]
    public void Every_module_is_a_row()
    {
        LayerMeasurement[] rows = [.. LayerMeasurement.Of(Both)];

        Assert.Equal([("a", 15L), ("b", 69L)], rows.Select(row => (row.Name, row.Parameters ?? -1)));
        Assert.All(rows, row => Assert.Equal((null, null, null), (row.Flops, row.ReceptiveField, row.Jump)));
        Assert.Equal("3 tensors, Float32, Int64, Q4_0", rows[1].Settings);
    }

    [Fact]
    public void Every_weight_has_its_type_and_bytes()
    {
        WeightMeasurement[] rows = [.. WeightMeasurement.Of(Both)];

        Assert.Equal(
            [("BFloat16", 24L), (null, null), ("Float32", 20L), ("Int64", 56L), ("Q4_0", 36L)],
            rows.Select(row => (row.Type, row.Bytes)));
        Assert.Equal((0L, false), (rows[3].Parameters, rows[3].IsTrainable));
    }

    [Fact]
    public void Bits_that_fill_no_byte_take_one()
    {
        var weight = new Weight("w", new TensorShape(3)) { ElementType = ElementType.Int4 };
        Assert.Equal(2, weight.Bytes);
    }

    [Fact]
    public void What_needs_an_input_says_that_there_is_none()
    {
        Assert.Equal(ErrorCode.LayerUnknown, Assert.Throws<DeepCalcException>(() => ReceptiveFieldMeasurement.Of(Both).ToList()).Code);
        Assert.Equal(ErrorCode.LayerUnknown, Assert.Throws<DeepCalcException>(() => UnitFieldMeasurement.Of(Both, [0]).ToList()).Code);
        Assert.Equal(ErrorCode.LayerUnknown, Assert.Throws<DeepCalcException>(() => PixelFieldMeasurement.Of(Both, [0]).ToList()).Code);
        Assert.Equal(ErrorCode.LayerUnknown, Assert.Throws<DeepCalcException>(() => Both.WithInput(new TensorShape(1))).Code);
        Assert.Equal(ErrorCode.SizeUnknown, Assert.Throws<DeepCalcException>(() => OperationMeasurement.Of(Both)).Code);
        Assert.Null(Assert.Single(ReceptiveFieldMeasurement.Of(Both, Both.Layers[1])).InputSize);
        Assert.Equal(Layout.ChannelsLast, Both.Layout);
    }

    [Fact]
    public void The_working_shows_the_parameters()
    {
        CalculationStep[] steps = [.. Calculation.Of(Both, [])];

        Assert.Contains(steps, step => step.Layer == "b" && step.Value == 69);
        Assert.DoesNotContain(steps, step => step.Topic == nameof(CalculationTopic.ReceptiveField));
    }

    [Fact]
    public void No_layer_can_follow_it()
    {
        Build.Refused(() => Build.Dense(First, 3), ErrorCode.SizeUnknown, "is unknown");
        Build.Refused(() => Build.Dense(new Layer(new OutputSet(), null, First, Second), 3), ErrorCode.AmbiguousInput, "2 outputs");
    }
}
