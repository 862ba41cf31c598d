namespace DeepCalc.Tests.Measures;

public class NetworkMeasurementTests
{
    // The notes' third question.
    [Fact]
    public void From_100x100x3_to_50x50x10_with_a_3x3_kernel()
    {
        Layer layer = Build.Conv(Build.Input(100, 100, 3), 10, 3, stride: 2, padding: Padding.Of(1));
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(layer));

        Assert.Equal("50x50x10", row.OutputShape);
        Assert.Equal(280, row.Parameters);
        Assert.Equal(675_000, row.Multiplications);
        Assert.Equal(675_000, row.Additions);
        Assert.Equal(675_000, row.Macs);
        Assert.Equal(("3x3", "2x2", "0x0", "1x1"), (row.ReceptiveFieldPerAxis, row.JumpPerAxis, row.StartPerAxis, row.EffectivePaddingPerAxis));
        Assert.Equal((3L, 2.0, 0.0, 1L), (row.ReceptiveField, row.Jump, row.Start, row.EffectivePadding));
        Assert.False(row.IsLowerBound);
    }

    [Fact]
    public void Totals_of_open_sizes_are_formulas()
    {
        Layer layer = Build.Conv(Build.Conv(null, 8, 3), 16, 3);
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(layer));

        // The second convolution has 3·3·8·16 + 16; the first one has 3·3·C·8 + 8, and its channels C are not known.
        Assert.Equal((null, "72·C + 1176"), (row.Parameters, row.ParametersFormula));
        Assert.Equal((null, "72·C·H·W − 144·C·H − 144·C·W + 1152·H·W + 288·C − 4608·H − 4608·W + 18432"), (row.Macs, row.MacsFormula));
        Assert.Equal((false, null, null), (row.IsLowerBound, row.UncountedParameters, row.UncountedOperations));
        Assert.Equal((5L, "5x5"), (row.ReceptiveField, row.ReceptiveFieldPerAxis));
        Assert.Equal(2, row.LayerCount);
    }

    [Fact]
    public void Parameters_do_not_depend_on_the_length_of_a_sequence()
    {
        Layer layer = new(new Embedding(10_000, 64), null, Build.Input(Quantity.Unknown("T")));
        layer = Build.Dense(new Layer(new Recurrent(128), null, layer), 1);
        var network = new Network(layer);

        Assert.Equal(640_000 + 98_816 + 129, ParameterMeasurement.Of(network).Parameters);
        Assert.Equal("98304·T + 128", OperationMeasurement.Of(network).MacsFormula);
    }

    [Fact]
    public void A_batch_multiplies_the_work_and_nothing_else()
    {
        var network = new Network(Build.Dense(Build.Input(10), 5));
        NetworkMeasurement one = NetworkMeasurement.Of(network);
        NetworkMeasurement eight = NetworkMeasurement.Of(network, 8);

        Assert.Equal(50, one.Macs);
        Assert.Equal(400, eight.Macs);
        Assert.Equal(one.Parameters, eight.Parameters);
    }

    [Fact]
    public void Counts_over_64_bits_are_errors_that_name_the_layer()
    {
        Layer big = Build.Dense(Build.Input(3_000_000_000), 3_000_000_000);
        Layer twoBig = Build.Dense(big, 3_000_000_000);
        Layer tooBig = Build.Dense(Build.Dense(Build.Input(5_000_000_000), 5_000_000_000), 1);

        Assert.Equal(9_000_000_003_000_000_000, ParameterMeasurement.Of(new Network(big)).Parameters);
        foreach ((Layer layer, string name) in new[] { (twoBig, "dense_1"), (tooBig, "dense") })
        {
            DeepCalcException error = Assert.Throws<DeepCalcException>(() => ParameterMeasurement.Of(new Network(layer)));
            Assert.Equal((ErrorCode.CountOverflow, name), (error.Code, error.Layer));
            error = Assert.Throws<DeepCalcException>(() => LayerMeasurement.Of(new Network(tooBig)).ToArray());
            Assert.Equal(ErrorCode.CountOverflow, error.Code);
        }

        DeepCalcException batch = Assert.Throws<DeepCalcException>(() => OperationMeasurement.Of(new Network(big), long.MaxValue));
        Assert.Equal(ErrorCode.CountOverflow, batch.Code);
    }

    [Fact]
    public void Totals_are_the_sums_of_the_rows()
    {
        Layer input = Build.Input(32, 32, 3);
        Layer conv = Build.Conv(input, 8, 3, padding: Padding.Same);
        Layer norm = new(new Normalization(NormalizationKind.Batch, TrackStatistics: true), null, conv);
        Layer sum = new(new Merge(), null, norm, conv);
        var network = new Network(Build.Dense(new Layer(new GlobalPooling(PoolKind.Average), null, sum), 10));

        NetworkMeasurement total = NetworkMeasurement.Of(network);
        LayerMeasurement[] rows = [.. LayerMeasurement.Of(network)];

        Assert.Equal(rows.Length, total.LayerCount);
        Assert.Equal(Enumerable.Range(0, rows.Length), rows.Select(row => row.Index));
        Assert.Equal(rows.Sum(row => row.Parameters), total.Parameters);
        Assert.Equal(rows.Sum(row => row.NonTrainableParameters), total.NonTrainableParameters);
        Assert.Equal(16, total.NonTrainableParameters);
        Assert.Equal(rows.Sum(row => row.Macs), total.Macs);
        Assert.Equal(rows.Sum(row => row.Flops), total.Flops);
        Assert.Equal("batch_normalization, conv2d", rows.Single(row => row.Name == "add").Inputs);
    }
}
